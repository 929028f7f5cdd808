//! authenticatorClientPIN (CTAP 2.1 §6.5).

use std::time::Instant;

use shared::cbor::{Fields, Map};
use shared::ctap::commands::ClientPinSubcommand;
use shared::ctap::status::Status;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::core::{Authenticator, Outcome};
use super::failure::Failure;
use crate::crypto::sha256;
use crate::faults::Fault;
use crate::pin_protocol::{KeyAgreement, Protocol, SharedSecret, Token};
use crate::random::NoRandomness;
use crate::state::{MAX_PIN_RETRIES, MAX_UV_RETRIES};

/// The shortest PIN that the factory allows, in Unicode code points.
pub(super) const MIN_PIN_LENGTH: u8 = 4;
/// The longest: as many code points as bytes.
pub(super) const MAX_PIN_LENGTH: u8 = 63;
/// Bytes of a PIN that is filled up with zeros, at least one (§6.5.5.5).
const PADDED_PIN: usize = 64;
/// Wrong PINs in a row until the key wants a power cycle (§6.5.5.6 step 7.1.2).
const MAX_MISMATCHES: u8 = 3;

/// What the PIN needs that a power cycle renews.
pub(super) struct PinState {
    one: KeyAgreement,
    two: KeyAgreement,
    pub(super) token: Option<Token>,
    mismatches: u8,
}

impl PinState {
    /// `initialize` of both protocols (§6.5.6, §6.5.7).
    pub(super) fn power_up() -> Result<Self, NoRandomness> {
        Ok(Self { one: KeyAgreement::generate()?, two: KeyAgreement::generate()?, token: None, mismatches: 0 })
    }

    /// After authenticatorReset: there is no PIN any more that could have been guessed.
    pub(super) fn reset(&mut self) -> Result<(), NoRandomness> {
        *self = Self::power_up()?;
        Ok(())
    }

    /// Ends a token whose time is over.
    pub(super) fn observe_time(&mut self, now: Instant) {
        self.token.take_if(|token| token.expired(now));
    }

    pub(super) fn token(&mut self) -> Option<&mut Token> {
        self.token.as_mut()
    }

    /// `resetPinUvAuthToken` for both protocols: no token is in use any more.
    pub(super) fn end_token(&mut self) {
        self.token = None;
    }

    pub(super) fn clear_after_touch(&mut self) {
        if let Some(token) = &mut self.token {
            token.clear_after_touch();
        }
    }

    pub(super) fn key_agreement(&self, protocol: Protocol) -> &KeyAgreement {
        match protocol {
            Protocol::One => &self.one,
            Protocol::Two => &self.two,
        }
    }

    /// True after three wrong PINs in a row: only a power cycle helps.
    pub(super) fn auth_blocked(&self) -> bool {
        self.mismatches >= MAX_MISMATCHES
    }

    fn regenerate(&mut self, protocol: Protocol) -> Result<(), NoRandomness> {
        let new = KeyAgreement::generate()?;
        match protocol {
            Protocol::One => self.one = new,
            Protocol::Two => self.two = new,
        }
        Ok(())
    }
}

impl Authenticator {
    pub(super) fn client_pin(&mut self, request: &Map, now: Instant) -> Result<Outcome, Failure> {
        let fields = Fields(request);
        let code = fields.uint(0x02, "subCommand")?;
        let subcommand = u8::try_from(code).ok().and_then(ClientPinSubcommand::from_code);
        let has_sensor = self.settings.fingerprint_sensor;
        let reply = match subcommand.ok_or(Status::InvalidSubcommand)? {
            ClientPinSubcommand::GetPinRetries => self.pin_retries(),
            ClientPinSubcommand::GetKeyAgreement => {
                let key = self.pin.key_agreement(supported(protocol_number(fields)?)?).public_key();
                Map::new().with(0x01, key)
            }
            ClientPinSubcommand::SetPin => self.set_pin(fields)?,
            ClientPinSubcommand::ChangePin => self.change_pin(fields)?,
            ClientPinSubcommand::GetPinToken => self.pin_token(fields, now)?,
            ClientPinSubcommand::GetPinUvAuthTokenUsingPinWithPermissions => {
                self.pin_uv_auth_token_using_pin_with_permissions(fields, now)?
            }
            // §6.5.5.3.
            ClientPinSubcommand::GetUvRetries if has_sensor => Map::new().with(0x05, self.store.state().uv_retries),
            ClientPinSubcommand::GetPinUvAuthTokenUsingUvWithPermissions if has_sensor => {
                return self.pin_uv_auth_token_using_uv_with_permissions(fields);
            }
            // §6.5.5: for authenticators with built-in user verification.
            ClientPinSubcommand::GetPinUvAuthTokenUsingUvWithPermissions | ClientPinSubcommand::GetUvRetries => {
                return Err(Status::InvalidSubcommand.into());
            }
        };
        Ok(Outcome::Done(reply))
    }

    /// §6.5.5.2: pinRetries, and powerCycleState when it is of interest.
    fn pin_retries(&self) -> Map {
        let blocked = self.pin.auth_blocked().then_some(true);
        Map::new().with(0x03, self.store.state().pin_retries).with_some(0x04, blocked)
    }

    /// §6.5.5.5.
    fn set_pin(&mut self, fields: Fields<'_>) -> Result<Map, Failure> {
        let (number, peer) = (protocol_number(fields)?, peer_key(fields)?);
        let param = fields.bytes(0x04, "pinUvAuthParam")?;
        let new_pin_enc = fields.bytes(0x05, "newPinEnc")?;
        let protocol = supported(number)?;
        if self.is_protected() {
            return Err(Status::PinAuthInvalid.into());
        }
        let shared = self.decapsulate(protocol, peer)?;
        if !shared.verify(new_pin_enc, param) {
            return Err(Status::PinAuthInvalid.into());
        }
        let pin = new_pin(&shared, new_pin_enc, self.min_pin_length())?;
        self.store_pin(&pin)
    }

    /// §6.5.5.6.
    fn change_pin(&mut self, fields: Fields<'_>) -> Result<Map, Failure> {
        let (number, peer) = (protocol_number(fields)?, peer_key(fields)?);
        let param = fields.bytes(0x04, "pinUvAuthParam")?;
        let new_pin_enc = fields.bytes(0x05, "newPinEnc")?;
        let pin_hash_enc = fields.bytes(0x06, "pinHashEnc")?;
        let protocol = supported(number)?;
        self.require_usable_pin()?;
        let shared = self.decapsulate(protocol, peer)?;
        if !shared.verify(&[new_pin_enc, pin_hash_enc].concat(), param) {
            return Err(Status::PinAuthInvalid.into());
        }
        self.check_pin(protocol, &shared, pin_hash_enc)?;
        let pin = new_pin(&shared, new_pin_enc, self.min_pin_length())?;
        // A PIN that must be changed is not changed into itself.
        if self.store.state().config.force_pin_change && self.store.state().pin_hash == Some(pin.hash()) {
            return Err(Status::PinPolicyViolation.into());
        }
        let reply = self.store_pin(&pin)?;
        // Step 19.
        self.pin.end_token();
        Ok(reply)
    }

    /// A PIN is set, has retries left, and was not wrong three times since power-up.
    pub(super) fn require_usable_pin(&self) -> Result<(), Failure> {
        if !self.is_protected() {
            return Err(Status::PinNotSet.into());
        }
        if self.store.state().pin_retries == 0 {
            return Err(Status::PinBlocked.into());
        }
        if self.pin.auth_blocked() {
            return Err(Status::PinAuthBlocked.into());
        }
        Ok(())
    }

    pub(super) fn decapsulate(&self, protocol: Protocol, peer: &Map) -> Result<SharedSecret, Failure> {
        let shared = self.pin.key_agreement(protocol).decapsulate(protocol, peer);
        Ok(shared.map_err(|_| Status::InvalidParameter)?)
    }

    /// Spends a retry, compares, and gives the retries back when the PIN is right (§6.5.5.6 steps 6 to 8). The spent retry
    /// is on the disk before the comparison: pulling the plug does not save it.
    pub(super) fn check_pin(
        &mut self,
        protocol: Protocol,
        shared: &SharedSecret,
        pin_hash_enc: &[u8],
    ) -> Result<(), Failure> {
        let cost = u8::from(!self.faults.has(Fault::FreePinTries));
        let retries = self.store.update(|state| {
            state.pin_retries = state.pin_retries.saturating_sub(cost);
            Ok::<_, Failure>(state.pin_retries)
        })?;
        let given = shared.decrypt(pin_hash_enc);
        let stored = self.store.state().pin_hash.as_ref();
        let right = stored.zip(given).is_some_and(|(stored, given)| bool::from(stored.ct_eq(given.as_slice())));
        if !right && !self.faults.has(Fault::AnyPin) {
            self.pin.mismatches = self.pin.mismatches.saturating_add(1);
            self.pin.regenerate(protocol)?;
            return Err(match retries {
                0 => Status::PinBlocked,
                _ if self.pin.auth_blocked() => Status::PinAuthBlocked,
                _ => Status::PinInvalid,
            }
            .into());
        }
        self.pin.mismatches = 0;
        self.store.update(|state| {
            state.pin_retries = MAX_PIN_RETRIES;
            // Who knows the PIN may try their fingers again.
            state.uv_retries = MAX_UV_RETRIES;
            Ok(())
        })
    }

    fn store_pin(&mut self, pin: &NewPin) -> Result<Map, Failure> {
        self.store.update(|state| {
            state.pin_hash = Some(pin.hash());
            state.pin_length = Some(pin.code_points);
            state.pin_retries = MAX_PIN_RETRIES;
            state.config.force_pin_change = false;
            // CTAP 2.2 §6.5.5.6 step 20: whoever knew the old PIN no longer lists credentials.
            state.persistent_token = None;
            Ok(Map::new())
        })
    }
}

/// A PIN to be stored.
struct NewPin {
    bytes: Zeroizing<Vec<u8>>,
    code_points: u8,
}

impl NewPin {
    /// LEFT(SHA-256(PIN), 16).
    fn hash(&self) -> Zeroizing<[u8; 16]> {
        let digest = Zeroizing::new(sha256(&self.bytes));
        Zeroizing::new(digest.first_chunk().copied().unwrap_or_default())
    }
}

/// pinUvAuthProtocol; whether it is supported is asked only once every mandatory parameter is there.
pub(super) fn protocol_number(fields: Fields<'_>) -> Result<u64, Failure> {
    Ok(fields.uint(0x01, "pinUvAuthProtocol")?)
}

pub(super) fn supported(number: u64) -> Result<Protocol, Failure> {
    Ok(Protocol::from_number(number).ok_or(Status::InvalidParameter)?)
}

pub(super) fn peer_key(fields: Fields<'_>) -> Result<&Map, Failure> {
    Ok(fields.map(0x03, "keyAgreement")?)
}

/// A new PIN out of newPinEnc (§6.5.5.5 steps 6 to 9): 64 bytes, filled up with zeros behind `min` code points to 63 bytes.
fn new_pin(shared: &SharedSecret, new_pin_enc: &[u8], min: u8) -> Result<NewPin, Failure> {
    let mut bytes = shared.decrypt(new_pin_enc).ok_or(Status::PinAuthInvalid)?;
    if bytes.len() != PADDED_PIN {
        return Err(Status::InvalidParameter.into());
    }
    let length = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    bytes.truncate(length);
    let code_points = std::str::from_utf8(&bytes).map_or(0, |text| text.chars().count());
    match u8::try_from(code_points) {
        Ok(code_points) if code_points >= min && bytes.len() < PADDED_PIN => Ok(NewPin { bytes, code_points }),
        _ => Err(Status::PinPolicyViolation.into()),
    }
}
