//! authenticatorClientPIN: the ways to a pinUvAuthToken (CTAP 2.1 §6.5.5.7).

use std::time::Instant;

use shared::cbor::{Fields, Map};
use shared::ctap::commands::Permissions;
use shared::ctap::status::Status;

use super::client_pin::{peer_key, protocol_number, supported};
use super::core::{Authenticator, Outcome};
use super::failure::Failure;
use crate::pin_protocol::{Protocol, SharedSecret, Token};
use crate::random;

impl Authenticator {
    /// §6.5.5.7.1 getPinToken: a token with the permissions that CTAP 2.0 implied.
    pub(super) fn pin_token(&mut self, fields: Fields<'_>, now: Instant) -> Result<Map, Failure> {
        let (number, peer) = (protocol_number(fields)?, peer_key(fields)?);
        let pin_hash_enc = fields.bytes(0x06, "pinHashEnc")?;
        let protocol = supported(number)?;
        // Steps 3 and 4.
        if fields.0.get(0x09).is_some() || fields.0.get(0x0a).is_some() {
            return Err(Status::InvalidParameter.into());
        }
        let permissions = Permissions::MAKE_CREDENTIAL | Permissions::GET_ASSERTION;
        let shared = self.verify_pin(protocol, peer, pin_hash_enc, Status::PinInvalid)?;
        self.issue_token(&shared, protocol, permissions, None, now)
    }

    /// §6.5.5.7.2 getPinUvAuthTokenUsingPinWithPermissions.
    pub(super) fn pin_uv_auth_token_using_pin_with_permissions(
        &mut self,
        fields: Fields<'_>,
        now: Instant,
    ) -> Result<Map, Failure> {
        let (number, peer) = (protocol_number(fields)?, peer_key(fields)?);
        let pin_hash_enc = fields.bytes(0x06, "pinHashEnc")?;
        let requested = fields.uint(0x09, "permissions")?;
        let rp_id = fields.opt_text(0x0a, "rpId")?;
        let protocol = supported(number)?;
        let (requested, rp_id) = self.requested_permissions(requested, rp_id)?;
        let shared = self.verify_pin(protocol, peer, pin_hash_enc, Status::PinPolicyViolation)?;
        if requested == Permissions::PERSISTENT_CREDENTIAL_MANAGEMENT_READ_ONLY {
            return self.issue_persistent_token(&shared);
        }
        self.issue_token(&shared, protocol, requested, rp_id, now)
    }

    /// §6.5.5.7.3 getPinUvAuthTokenUsingUvWithPermissions.
    pub(super) fn pin_uv_auth_token_using_uv_with_permissions(
        &mut self,
        fields: Fields<'_>,
    ) -> Result<Outcome, Failure> {
        let (number, peer) = (protocol_number(fields)?, peer_key(fields)?);
        let requested = fields.uint(0x09, "permissions")?;
        let rp_id = fields.opt_text(0x0a, "rpId")?;
        let protocol = supported(number)?;
        let (requested, rp_id) = self.requested_permissions(requested, rp_id)?;
        self.require_usable_sensor(Status::NotAllowed)?;
        let shared = self.decapsulate(protocol, peer)?;
        Ok(Outcome::touch(move |authenticator, action, now| {
            authenticator.verify_finger(action)?;
            if requested == Permissions::PERSISTENT_CREDENTIAL_MANAGEMENT_READ_ONLY {
                return authenticator.issue_persistent_token(&shared);
            }
            authenticator.issue_token(&shared, protocol, requested, rp_id, now)
        }))
    }

    /// Steps 3 and 4 of both: permissions that this key can give, and the RP ID that goes with them.
    fn requested_permissions(
        &self,
        requested: u64,
        rp_id: Option<&str>,
    ) -> Result<(Permissions, Option<String>), Failure> {
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
        if requested.contains(persistent) && requested != persistent {
            return Err(Status::UnauthorizedPermission.into());
        }
        // The table of §6.5.5.7: mc and ga require an RP ID.
        if rp_id.is_none() && requested.intersects(Permissions::MAKE_CREDENTIAL | Permissions::GET_ASSERTION) {
            return Err(Status::MissingParameter.into());
        }
        Ok((requested, rp_id.map(str::to_owned)))
    }

    /// The permissions whose options getInfo states.
    fn available_permissions(&self) -> Permissions {
        let mut available = Permissions::MAKE_CREDENTIAL
            | Permissions::GET_ASSERTION
            | Permissions::LARGE_BLOB_WRITE
            | Permissions::AUTHENTICATOR_CONFIGURATION;
        if self.settings.credential_management {
            available = available
                | Permissions::CREDENTIAL_MANAGEMENT
                | Permissions::PERSISTENT_CREDENTIAL_MANAGEMENT_READ_ONLY;
        }
        if self.settings.fingerprint_sensor {
            available = available | Permissions::BIO_ENROLLMENT;
        }
        available
    }

    /// The steps that all ways to a token share. `must_change` is how this one is refused while the PIN must be changed.
    fn verify_pin(
        &mut self,
        protocol: Protocol,
        peer: &Map,
        pin_hash_enc: &[u8],
        must_change: Status,
    ) -> Result<SharedSecret, Failure> {
        self.require_usable_pin()?;
        let shared = self.decapsulate(protocol, peer)?;
        self.check_pin(protocol, &shared, pin_hash_enc)?;
        if self.store.state().config.force_pin_change {
            return Err(must_change.into());
        }
        Ok(shared)
    }

    /// A token for this power cycle, in place of those of both protocols.
    fn issue_token(
        &mut self,
        shared: &SharedSecret,
        protocol: Protocol,
        permissions: Permissions,
        rp_id: Option<String>,
        now: Instant,
    ) -> Result<Map, Failure> {
        let token = self.pin.token.insert(Token::begin(protocol, permissions, rp_id, now)?);
        Ok(Map::new().with(0x02, shared.encrypt(token.value())?))
    }

    /// The persistentPinUvAuthToken (CTAP 2.2 §6.5.5.7.2): made when it is first asked for, the same ever after until the PIN
    /// changes or the key is reset. Tokens of this power cycle are left alone.
    fn issue_persistent_token(&mut self, shared: &SharedSecret) -> Result<Map, Failure> {
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
}
