//! authenticatorClientPIN: tries, key agreement, setting and changing the PIN (CTAP 2.1 §6.5.5.2 to §6.5.5.6).

use shared::cbor::Map;
use shared::ctap::commands::{ClientPinSubcommand, Command};
use shared::ctap::status::Status;

use super::Request;
use super::command::parse_map;
use crate::error::{Error, ErrorKind, ProtocolError};
use crate::pin::Pin;
use crate::pin_protocol::{PeerKey, PinProtocol, Session};

// Keys of the parameters.
pub(super) const PROTOCOL: u8 = 0x01;
pub(super) const SUBCOMMAND: u8 = 0x02;
pub(super) const KEY_AGREEMENT: u8 = 0x03;
const PIN_UV_AUTH_PARAM: u8 = 0x04;
const NEW_PIN_ENC: u8 = 0x05;
pub(super) const PIN_HASH_ENC: u8 = 0x06;

/// Wraps an error about a member of a reply.
pub(super) fn field(error: shared::cbor::FieldError) -> ErrorKind {
    ProtocolError::Field(Command::ClientPin, error).into()
}

pub(super) fn subcommand(subcommand: ClientPinSubcommand) -> Map {
    Map::new().with(SUBCOMMAND, subcommand.code())
}

/// Asks how many PIN tries are left (§6.5.5.2).
#[derive(Debug, Clone, Copy)]
pub struct GetPinRetries;

/// How often a wrong PIN may still be entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinTries {
    /// Tries left before the key locks itself; 0 when it has.
    pub left: u8,
    /// The key must be unplugged and plugged in again before the next try.
    pub power_cycle_needed: bool,
}

impl PinTries {
    /// The status with which the key would refuse any PIN now, so that nobody is asked for one in vain.
    pub fn blocked(self) -> Option<Status> {
        if self.left == 0 {
            return Some(Status::PinBlocked);
        }
        self.power_cycle_needed.then_some(Status::PinAuthBlocked)
    }
}

impl Request for GetPinRetries {
    type Reply = PinTries;

    const COMMAND: Command = Command::ClientPin;

    fn parameters(&self) -> Option<Map> {
        Some(subcommand(ClientPinSubcommand::GetPinRetries))
    }

    fn parse(&self, bytes: &[u8]) -> Result<PinTries, Error> {
        parse_map(Self::COMMAND, bytes, |reply| {
            let left = reply.uint(0x03, "pinRetries (0x03)").map_err(field)?;
            let power_cycle_needed = reply.opt_boolean(0x04, "powerCycleState (0x04)").map_err(field)?;
            Ok(PinTries {
                // The standard's most is 8; beyond a byte's range it makes no difference.
                left: u8::try_from(left).unwrap_or(u8::MAX),
                power_cycle_needed: power_cycle_needed.unwrap_or(false),
            })
        })
    }
}

/// Asks for the key's public key of this power cycle (§6.5.5.4).
#[derive(Debug, Clone, Copy)]
pub struct GetKeyAgreement(pub PinProtocol);

impl Request for GetKeyAgreement {
    type Reply = PeerKey;

    const COMMAND: Command = Command::ClientPin;

    fn parameters(&self) -> Option<Map> {
        Some(subcommand(ClientPinSubcommand::GetKeyAgreement).with(PROTOCOL, self.0.number()))
    }

    fn parse(&self, bytes: &[u8]) -> Result<PeerKey, Error> {
        parse_map(Self::COMMAND, bytes, |reply| {
            let key = reply.map(0x01, "keyAgreement (0x01)").map_err(field)?;
            Ok(PeerKey::from_cose(key)?)
        })
    }
}

/// Sets the first PIN (§6.5.5.5).
#[derive(Debug)]
pub struct SetPin {
    parameters: Map,
}

impl SetPin {
    /// Encrypts `new` for `session`.
    pub fn new(session: &Session, new: &Pin) -> Result<Self, Error> {
        let new_pin_enc = session.encrypt(&*new.padded())?;
        let parameters = subcommand(ClientPinSubcommand::SetPin)
            .with(PROTOCOL, session.protocol().number())
            .with(KEY_AGREEMENT, session.platform_key().clone())
            .with(PIN_UV_AUTH_PARAM, session.authenticate(&new_pin_enc))
            .with(NEW_PIN_ENC, new_pin_enc);
        Ok(Self { parameters })
    }
}

impl Request for SetPin {
    type Reply = ();

    const COMMAND: Command = Command::ClientPin;

    fn parameters(&self) -> Option<Map> {
        Some(self.parameters.clone())
    }

    fn parse(&self, _bytes: &[u8]) -> Result<(), Error> {
        Ok(())
    }
}

/// Changes the PIN (§6.5.5.6).
#[derive(Debug)]
pub struct ChangePin {
    parameters: Map,
}

impl ChangePin {
    /// Encrypts the hash of `current` and `new` for `session`.
    pub fn new(session: &Session, current: &Pin, new: &Pin) -> Result<Self, Error> {
        let new_pin_enc = session.encrypt(&*new.padded())?;
        let pin_hash_enc = session.encrypt(&*current.hash())?;
        let message = [new_pin_enc.as_slice(), &pin_hash_enc].concat();
        let parameters = subcommand(ClientPinSubcommand::ChangePin)
            .with(PROTOCOL, session.protocol().number())
            .with(KEY_AGREEMENT, session.platform_key().clone())
            .with(PIN_UV_AUTH_PARAM, session.authenticate(&message))
            .with(NEW_PIN_ENC, new_pin_enc)
            .with(PIN_HASH_ENC, pin_hash_enc);
        Ok(Self { parameters })
    }
}

impl Request for ChangePin {
    type Reply = ();

    const COMMAND: Command = Command::ClientPin;

    fn parameters(&self) -> Option<Map> {
        Some(self.parameters.clone())
    }

    fn parse(&self, _bytes: &[u8]) -> Result<(), Error> {
        Ok(())
    }
}
