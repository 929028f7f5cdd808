//! authenticatorGetAssertion (CTAP 2.1 §6.2). Step numbers are those of §6.2.2.

use std::time::Instant;

use shared::authenticator_data::{AuthenticatorData, Flags};
use shared::cbor::{Fields, Map};
use shared::ctap::commands::Permissions;
use shared::ctap::status::Status;

use super::assertion_extensions::AssertionExtensions;
use super::core::{Authenticator, Outcome};
use super::failure::Failure;
use super::fingerprint::in_ceremony;
use super::request::{Located, Options, PinUvAuth, client_data_hash, credential_ids, descriptor, require_touch};
use super::sequence::{Remaining, Sequence};
use crate::credential::Protection;
use crate::crypto::sha256;
use crate::faults::Fault;
use crate::state::User;

/// What every assertion of one request has in common.
pub(super) struct Signing {
    client_data_hash: [u8; 32],
    rp_id: String,
    user_present: bool,
    user_verified: bool,
    extensions: AssertionExtensions,
    /// How many accounts there are to choose from; 1 when the request named its credential.
    accounts: usize,
}

impl Authenticator {
    pub(super) fn get_assertion(&mut self, request: &Map, now: Instant) -> Result<Outcome, Failure> {
        let fields = Fields(request);
        let rp_id = fields.text(0x01, "rpId")?.to_owned();
        let client_data_hash = client_data_hash(fields, 0x02)?;
        let allowed = credential_ids(fields, 0x03, "allowList")?.filter(|ids| !ids.is_empty());
        let extensions = AssertionExtensions::read(fields)?;
        let options = Options::read(fields, 0x05)?;
        let pin_uv_auth = PinUvAuth::read(fields, 0x06, 0x07)?;

        // Step 1.
        if pin_uv_auth.is_selection() {
            return Ok(Self::select_by_touch());
        }
        // Step 2.
        let authorization = pin_uv_auth.supported()?;
        // Step 4.
        let built_in_uv = self.uses_built_in_uv(&options, &authorization)?;
        if options.rk.is_some() {
            return Err(Status::UnsupportedOption.into());
        }
        let user_present = options.up.unwrap_or(true);
        // Step 5.
        let unverified = authorization.is_none() && !built_in_uv;
        if self.always_uv() && user_present && (unverified || !self.is_protected()) {
            return Err(Status::PuatRequired.into());
        }
        // Step 6.
        let user_verified = self.verify_user(&authorization, &client_data_hash, Permissions::GET_ASSERTION, &rp_id)?;
        if built_in_uv {
            // Step 6.2. The finger on the sensor is the touch as well.
            return Ok(Outcome::touch(move |authenticator, action, now| {
                authenticator.verify_finger(action).map_err(in_ceremony)?;
                let credentials = authenticator.applicable(&rp_id, allowed.as_deref(), true)?;
                let accounts = if allowed.is_some() { 1 } else { credentials.len() };
                let user_verified = true;
                let signing = Signing { client_data_hash, rp_id, user_present, user_verified, extensions, accounts };
                authenticator.assert(signing, credentials, now)
            }));
        }
        // Step 7.
        let credentials = self.applicable(&rp_id, allowed.as_deref(), user_verified)?;
        let accounts = if allowed.is_some() { 1 } else { credentials.len() };
        let signing = Signing { client_data_hash, rp_id, user_present, user_verified, extensions, accounts };
        // Step 9.
        if !user_present {
            if signing.extensions.need_touch() {
                return Err(Status::UnsupportedOption.into());
            }
            return self.assert(signing, credentials, now).map(Outcome::Done);
        }
        Ok(Outcome::touch(move |authenticator, action, now| {
            require_touch(action)?;
            authenticator.pin.clear_after_touch();
            authenticator.assert(signing, credentials, now)
        }))
    }

    /// Step 7: the credentials that may answer, the most recent first; an error when there is none.
    fn applicable(
        &self,
        rp_id: &str,
        allowed: Option<&[Vec<u8>]>,
        user_verified: bool,
    ) -> Result<Vec<Located>, Failure> {
        let usable = |protection| match protection {
            _ if self.faults.has(Fault::IgnoredCredProtect) => true,
            Protection::Optional => true,
            Protection::OptionalWithList => user_verified || allowed.is_some(),
            Protection::Required => user_verified,
        };
        let located: Vec<Located> = match allowed {
            Some(ids) => ids.iter().filter_map(|id| self.locate(rp_id, id)).collect(),
            None => {
                let credentials = self.store.state().credentials.iter().rev();
                credentials.filter(|it| it.rp_id == rp_id).filter_map(|it| self.locate(rp_id, &it.id)).collect()
            }
        };
        let usable: Vec<Located> = located.into_iter().filter(|credential| usable(credential.protection)).collect();
        if usable.is_empty() { Err(Status::NoCredentials.into()) } else { Ok(usable) }
    }

    /// Steps 10 to 13 for the first credential; the others are remembered when the host may ask for them.
    fn assert(&mut self, signing: Signing, mut credentials: Vec<Located>, now: Instant) -> Result<Map, Failure> {
        credentials.reverse();
        let first = credentials.pop().ok_or(Status::NoCredentials)?;
        let reply = self.sign(&signing, &first)?;
        if signing.accounts == 1 {
            return Ok(reply);
        }
        let reply = reply.with(0x05, signing.accounts as u64);
        self.sequence = Some(Sequence::begin(Remaining::Assertions(signing, credentials), now));
        Ok(reply)
    }

    /// Steps 10 and 13: one signed assertion.
    pub(super) fn sign(&mut self, signing: &Signing, credential: &Located) -> Result<Map, Failure> {
        let extensions = self.assertion_outputs(&signing.extensions, credential, signing.user_verified)?;
        // On the disk before it is in a signature: a counter that was seen never comes again.
        let sign_count = self.store.update(|state| {
            state.sign_count = state.sign_count.checked_add(1).ok_or(Status::Unspecified)?;
            Ok::<_, Failure>(state.sign_count)
        })?;
        let auth_data = self.faults.state(AuthenticatorData {
            rp_id_hash: sha256(signing.rp_id.as_bytes()),
            flags: Flags::default().set(Flags::UP, signing.user_present).set(Flags::UV, signing.user_verified),
            sign_count,
            attested_credential_data: None,
            extensions,
        })?;
        let signer = self.faults.signer(&credential.private_key)?;
        let signature = signer.sign(&[auth_data.as_slice(), &signing.client_data_hash].concat());
        // Names are for choosing between accounts, and only for a verified user (§6.2.3, user).
        let names = signing.user_verified && signing.accounts > 1;
        Ok(Map::new()
            .with(0x01, descriptor(&credential.id))
            .with(0x02, auth_data)
            .with(0x03, signature)
            .with_some(0x04, credential.user.as_ref().map(|user| user_entity(user, names)))
            .with_some(0x07, signing.extensions.large_blob_key(credential)))
    }
}

/// PublicKeyCredentialUserEntity in a reply, with or without its names.
pub(super) fn user_entity(user: &User, names: bool) -> Map {
    let entity = Map::new().with("id", user.id.as_slice());
    if !names {
        return entity;
    }
    entity.with_some("name", user.name.as_deref()).with_some("displayName", user.display_name.as_deref())
}
