//! Signing with a credential.

use sha2::{Digest as _, Sha256};
use shared::ctap::commands::Permissions;
use shared::ctap::status::Status;
use shared::ids::{CredentialId, RpId};

use super::credential_lists::chunks;
use super::{GetExtensions, Key, Verification};
use crate::ctap2::{Assertion, GetAssertion, GetNextAssertion};
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;

/// A signature to be made.
#[derive(Debug, Clone)]
pub struct SignRequest {
    /// The client data to sign, as it was serialised (WebAuthn L3 §5.8.1.1).
    pub client_data_json: Vec<u8>,
    /// The relying party.
    pub rp_id: RpId,
    /// Credentials that will do; empty for a discoverable one.
    pub allow: Vec<CredentialId>,
    /// What is wanted beyond the ordinary.
    pub extensions: GetExtensions,
}

impl Key {
    /// Signs (CTAP 2.1 §6.2): one assertion for each account that the key has at the relying party when `allow` is empty,
    /// else one. [`ErrorKind::NoCredential`] when it has none.
    pub fn sign(
        &mut self,
        request: &SignRequest,
        verification: &Verification,
        operation: &mut Operation<'_>,
    ) -> Result<Vec<Assertion>, Error> {
        let rp_id = request.rp_id.as_str();
        let allowed = chunks(self.info(), &request.allow);
        if allowed.is_empty() && !request.allow.is_empty() {
            return Err(ErrorKind::NoCredential.into());
        }
        let grant = self.authorize(verification, Permissions::GET_ASSERTION, Some(rp_id), operation)?;
        let allow_list = if allowed.len() > 1 {
            let found = self.find_credential(rp_id, &allowed, &grant, operation)?;
            vec![found.ok_or(ErrorKind::NoCredential)?]
        } else {
            allowed.concat()
        };
        let client_data_hash = Sha256::digest(&request.client_data_json).into();
        let first = GetAssertion {
            rp_id,
            client_data_hash,
            allow_list: &allow_list,
            user_presence: true,
            extensions: request.extensions.inputs(),
            authorization: grant.authorization(&client_data_hash),
        };
        let first = self.call(&first, operation).map_err(|error| match error.status() {
            Some(Status::NoCredentials | Status::InvalidCredential) => ErrorKind::NoCredential.into(),
            _ => error,
        })?;
        // A list names what may be used: whichever the key chose will do.
        let others = if allow_list.is_empty() { first.number_of_credentials.unwrap_or(1).saturating_sub(1) } else { 0 };
        let mut assertions = vec![first];
        for _ in 0..others {
            operation.check()?;
            assertions.push(self.call(&GetNextAssertion, operation)?);
        }
        Ok(assertions)
    }
}
