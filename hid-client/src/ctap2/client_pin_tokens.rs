//! authenticatorClientPIN: the three ways to a pinUvAuthToken (CTAP 2.1 §6.5.5.7).

use shared::cbor::Map;
use shared::ctap::commands::{ClientPinSubcommand, Command, Permissions};

use super::Request;
use super::client_pin::{KEY_AGREEMENT, PIN_HASH_ENC, PROTOCOL, field, subcommand};
use super::command::parse_map;
use crate::ctaphid::Patience;
use crate::error::Error;
use crate::pin::Pin;
use crate::pin_protocol::{PinUvAuthToken, Session};

const PERMISSIONS: u8 = 0x09;
const RP_ID: u8 = 0x0a;

/// A token as CTAP 2.0 had it, for everything (§6.5.5.7.1, subcommand 0x05).
#[derive(Debug)]
pub struct GetPinToken<'a> {
    session: &'a Session,
    parameters: Map,
}

impl<'a> GetPinToken<'a> {
    /// Encrypts the hash of `pin` for `session`.
    pub fn new(session: &'a Session, pin: &Pin) -> Result<Self, Error> {
        let parameters =
            common(ClientPinSubcommand::GetPinToken, session).with(PIN_HASH_ENC, session.encrypt(&*pin.hash())?);
        Ok(Self { session, parameters })
    }
}

impl Request for GetPinToken<'_> {
    type Reply = PinUvAuthToken;

    const COMMAND: Command = Command::ClientPin;

    fn parameters(&self) -> Option<Map> {
        Some(self.parameters.clone())
    }

    fn parse(&self, bytes: &[u8]) -> Result<PinUvAuthToken, Error> {
        parse_token(self.session, bytes)
    }
}

/// A token for `permissions`, at one relying party where one is named, by PIN (§6.5.5.7.2, subcommand 0x09).
#[derive(Debug)]
pub struct GetTokenUsingPin<'a> {
    session: &'a Session,
    parameters: Map,
}

impl<'a> GetTokenUsingPin<'a> {
    /// Encrypts the hash of `pin` for `session`; the token is good for `rp_id` alone when there is one.
    pub fn new(session: &'a Session, pin: &Pin, permissions: Permissions, rp_id: Option<&str>) -> Result<Self, Error> {
        let parameters = common(ClientPinSubcommand::GetPinUvAuthTokenUsingPinWithPermissions, session)
            .with(PIN_HASH_ENC, session.encrypt(&*pin.hash())?)
            .with(PERMISSIONS, permissions.0)
            .with_some(RP_ID, rp_id);
        Ok(Self { session, parameters })
    }
}

impl Request for GetTokenUsingPin<'_> {
    type Reply = PinUvAuthToken;

    const COMMAND: Command = Command::ClientPin;

    fn parameters(&self) -> Option<Map> {
        Some(self.parameters.clone())
    }

    fn parse(&self, bytes: &[u8]) -> Result<PinUvAuthToken, Error> {
        parse_token(self.session, bytes)
    }
}

/// A token for `permissions`, at one relying party where one is named, by built-in user verification (§6.5.5.7.3, subcommand 0x06).
#[derive(Debug)]
pub struct GetTokenUsingUv<'a> {
    session: &'a Session,
    parameters: Map,
}

impl<'a> GetTokenUsingUv<'a> {
    /// The token is good for `rp_id` alone when there is one.
    pub fn new(session: &'a Session, permissions: Permissions, rp_id: Option<&str>) -> Self {
        let parameters = common(ClientPinSubcommand::GetPinUvAuthTokenUsingUvWithPermissions, session)
            .with(PERMISSIONS, permissions.0)
            .with_some(RP_ID, rp_id);
        Self { session, parameters }
    }
}

impl Request for GetTokenUsingUv<'_> {
    type Reply = PinUvAuthToken;

    const COMMAND: Command = Command::ClientPin;
    const PATIENCE: Patience = Patience::Person;

    fn parameters(&self) -> Option<Map> {
        Some(self.parameters.clone())
    }

    fn parse(&self, bytes: &[u8]) -> Result<PinUvAuthToken, Error> {
        parse_token(self.session, bytes)
    }
}

fn common(command: ClientPinSubcommand, session: &Session) -> Map {
    subcommand(command).with(PROTOCOL, session.protocol().number()).with(KEY_AGREEMENT, session.platform_key().clone())
}

fn parse_token(session: &Session, bytes: &[u8]) -> Result<PinUvAuthToken, Error> {
    let encrypted = parse_map(Command::ClientPin, bytes, |reply| {
        reply.bytes(0x02, "pinUvAuthToken (0x02)").map(<[u8]>::to_vec).map_err(field)
    })?;
    session.decrypt_token(&encrypted)
}
