//! authenticatorClientPIN (CTAP 2.1 §6.5).

use std::time::Instant;

use shared::cbor::{Fields, Map};
use shared::ctap::commands::{ClientPinSubcommand, Permissions};
use shared::ctap::status::Status;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::core::Authenticator;
use super::failure::Failure;
use crate::crypto::sha256;
use crate::pin_protocol::{KeyAgreement, Protocol, SharedSecret, Token};
use crate::random::{self, NoRandomness};
use crate::state::MAX_PIN_RETRIES;

/// The shortest PIN, in Unicode code points (getInfo minPINLength).
pub(super) const MIN_PIN_LENGTH: usize = 4;
/// Bytes of a PIN that is filled up with zeros, at least one (§6.5.5.5).
const PADDED_PIN: usize = 64;
/// Wrong PINs in a row until the key wants a power cycle (§6.5.5.6 step 7.1.2).
const MAX_MISMATCHES: u8 = 3;

/// What the PIN needs that a power cycle renews.
pub(super) struct PinState {
    one: KeyAgreement,
    two: KeyAgreement,
    token: Option<Token>,
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
    pub(super) fn client_pin(&mut self, request: &Map, now: Instant) -> Result<Map, Failure> {
        let fields = Fields(request);
        let code = fields.uint(0x02, "subCommand")?;
        let subcommand = u8::try_from(code).ok().and_then(ClientPinSubcommand::from_code);
        match subcommand.ok_or(Status::InvalidSubcommand)? {
            ClientPinSubcommand::GetPinRetries => Ok(self.pin_retries()),
            ClientPinSubcommand::GetKeyAgreement => {
                let key = self.pin.key_agreement(supported(protocol_number(fields)?)?).public_key();
                Ok(Map::new().with(0x01, key))
            }
            ClientPinSubcommand::SetPin => self.set_pin(fields),
            ClientPinSubcommand::ChangePin => self.change_pin(fields),
            ClientPinSubcommand::GetPinToken => self.pin_token(fields, now),
            ClientPinSubcommand::GetPinUvAuthTokenUsingPinWithPermissions => {
                self.pin_uv_auth_token_using_pin_with_permissions(fields, now)
            }
            // §6.5.5: for authenticators with built-in user verification.
            ClientPinSubcommand::GetPinUvAuthTokenUsingUvWithPermissions | ClientPinSubcommand::GetUvRetries => {
                Err(Status::InvalidSubcommand.into())
            }
        }
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
        self.store_pin(&new_pin(&shared, new_pin_enc)?)
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
        let reply = self.store_pin(&new_pin(&shared, new_pin_enc)?)?;
        // Step 19.
        self.pin.token = None;
        Ok(reply)
    }

    /// §6.5.5.7.1 getPinToken: a token with the permissions that CTAP 2.0 implied.
    fn pin_token(&mut self, fields: Fields<'_>, now: Instant) -> Result<Map, Failure> {
        let (number, peer) = (protocol_number(fields)?, peer_key(fields)?);
        let pin_hash_enc = fields.bytes(0x06, "pinHashEnc")?;
        let protocol = supported(number)?;
        // Steps 3 and 4.
        if fields.0.get(0x09).is_some() || fields.0.get(0x0a).is_some() {
            return Err(Status::InvalidParameter.into());
        }
        let permissions = Permissions::MAKE_CREDENTIAL | Permissions::GET_ASSERTION;
        self.issue_token(protocol, peer, pin_hash_enc, permissions, None, now)
    }

    /// §6.5.5.7.2 getPinUvAuthTokenUsingPinWithPermissions.
    fn pin_uv_auth_token_using_pin_with_permissions(
        &mut self,
        fields: Fields<'_>,
        now: Instant,
    ) -> Result<Map, Failure> {
        let (number, peer) = (protocol_number(fields)?, peer_key(fields)?);
        let pin_hash_enc = fields.bytes(0x06, "pinHashEnc")?;
        let requested = fields.uint(0x09, "permissions")?;
        let rp_id = fields.opt_text(0x0a, "rpId")?;
        let protocol = supported(number)?;
        // Step 3.
        if requested == 0 {
            return Err(Status::InvalidParameter.into());
        }
        // Step 4. Undefined permissions, which CTAP 2.2 has above the lowest seven bits, are ignored.
        let requested = Permissions(u8::try_from(requested & 0x7f).unwrap_or_default());
        if !self.available_permissions().contains(requested) {
            return Err(Status::UnauthorizedPermission.into());
        }
        // CTAP 2.2: `pcmr` comes alone, and gives the persistent token in place of one for this power cycle.
        let persistent = Permissions::PERSISTENT_CREDENTIAL_MANAGEMENT_READ_ONLY;
        if requested == persistent {
            return self.issue_persistent_token(protocol, peer, pin_hash_enc);
        }
        if requested.contains(persistent) {
            return Err(Status::UnauthorizedPermission.into());
        }
        // The table of §6.5.5.7: mc and ga require an RP ID.
        let rp_id = match rp_id {
            None if requested.intersects(Permissions::MAKE_CREDENTIAL | Permissions::GET_ASSERTION) => {
                return Err(Status::MissingParameter.into());
            }
            rp_id => rp_id.map(str::to_owned),
        };
        self.issue_token(protocol, peer, pin_hash_enc, requested, rp_id, now)
    }

    /// The permissions whose options getInfo states.
    fn available_permissions(&self) -> Permissions {
        let ceremonies = Permissions::MAKE_CREDENTIAL | Permissions::GET_ASSERTION;
        if !self.settings.credential_management {
            return ceremonies;
        }
        ceremonies | Permissions::CREDENTIAL_MANAGEMENT | Permissions::PERSISTENT_CREDENTIAL_MANAGEMENT_READ_ONLY
    }

    /// The steps that both ways to a token share.
    fn issue_token(
        &mut self,
        protocol: Protocol,
        peer: &Map,
        pin_hash_enc: &[u8],
        permissions: Permissions,
        rp_id: Option<String>,
        now: Instant,
    ) -> Result<Map, Failure> {
        self.require_usable_pin()?;
        let shared = self.decapsulate(protocol, peer)?;
        self.check_pin(protocol, &shared, pin_hash_enc)?;
        // In place of the tokens of both protocols.
        let token = self.pin.token.insert(Token::begin(protocol, permissions, rp_id, now)?);
        Ok(Map::new().with(0x02, shared.encrypt(token.value())?))
    }

    /// The persistentPinUvAuthToken (CTAP 2.2 §6.5.5.7.2): made when it is first asked for, the same ever after until the PIN
    /// changes or the key is reset. Tokens of this power cycle are left alone.
    fn issue_persistent_token(&mut self, protocol: Protocol, peer: &Map, pin_hash_enc: &[u8]) -> Result<Map, Failure> {
        self.require_usable_pin()?;
        let shared = self.decapsulate(protocol, peer)?;
        self.check_pin(protocol, &shared, pin_hash_enc)?;
        let token = match &self.store.state().persistent_token {
            Some(token) => token.clone(),
            None => {
                let token = random::secret()?;
                self.store.update(|state| {
                    state.persistent_token = Some(token.clone());
                    Ok::<_, Failure>(token)
                })?
            }
        };
        Ok(Map::new().with(0x02, shared.encrypt(token.as_slice())?))
    }

    /// A PIN is set, has retries left, and was not wrong three times since power-up.
    fn require_usable_pin(&self) -> Result<(), Failure> {
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

    fn decapsulate(&self, protocol: Protocol, peer: &Map) -> Result<SharedSecret, Failure> {
        let shared = self.pin.key_agreement(protocol).decapsulate(protocol, peer);
        Ok(shared.map_err(|_| Status::InvalidParameter)?)
    }

    /// Spends a retry, compares, and gives the retries back when the PIN is right (§6.5.5.6 steps 6 to 8). The spent retry
    /// is on the disk before the comparison: pulling the plug does not save it.
    fn check_pin(&mut self, protocol: Protocol, shared: &SharedSecret, pin_hash_enc: &[u8]) -> Result<(), Failure> {
        let retries = self.store.update(|state| {
            state.pin_retries = state.pin_retries.saturating_sub(1);
            Ok::<_, Failure>(state.pin_retries)
        })?;
        let given = shared.decrypt(pin_hash_enc);
        let stored = self.store.state().pin_hash.as_ref();
        let right = stored.zip(given).is_some_and(|(stored, given)| bool::from(stored.ct_eq(given.as_slice())));
        if !right {
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
            Ok(())
        })
    }

    fn store_pin(&mut self, pin: &[u8]) -> Result<Map, Failure> {
        let digest = Zeroizing::new(sha256(pin));
        let hash = digest.first_chunk().copied().map(Zeroizing::new);
        self.store.update(|state| {
            state.pin_hash = hash;
            state.pin_retries = MAX_PIN_RETRIES;
            // CTAP 2.2 §6.5.5.6 step 20: whoever knew the old PIN no longer lists credentials.
            state.persistent_token = None;
            Ok(Map::new())
        })
    }
}

/// pinUvAuthProtocol; whether it is supported is asked only once every mandatory parameter is there.
fn protocol_number(fields: Fields<'_>) -> Result<u64, Failure> {
    Ok(fields.uint(0x01, "pinUvAuthProtocol")?)
}

fn supported(number: u64) -> Result<Protocol, Failure> {
    Ok(Protocol::from_number(number).ok_or(Status::InvalidParameter)?)
}

fn peer_key(fields: Fields<'_>) -> Result<&Map, Failure> {
    Ok(fields.map(0x03, "keyAgreement")?)
}

/// A new PIN out of newPinEnc (§6.5.5.5 steps 6 to 9): 64 bytes, filled up with zeros behind 4 code points to 63 bytes.
fn new_pin(shared: &SharedSecret, new_pin_enc: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut pin = shared.decrypt(new_pin_enc).ok_or(Status::PinAuthInvalid)?;
    if pin.len() != PADDED_PIN {
        return Err(Status::InvalidParameter.into());
    }
    let length = pin.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    pin.truncate(length);
    let code_points = std::str::from_utf8(&pin).map_or(0, |text| text.chars().count());
    if pin.len() == PADDED_PIN || code_points < MIN_PIN_LENGTH {
        return Err(Status::PinPolicyViolation.into());
    }
    Ok(pin)
}
