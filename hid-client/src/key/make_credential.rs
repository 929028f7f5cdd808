//! Making a credential.

use sha2::{Digest as _, Sha256};
use shared::ctap::commands::Permissions;
use shared::ctap::status::Status;
use shared::ids::{CredentialId, RpId};
use shared::webauthn_json::UserEntity;

use super::credential_lists::chunks;
use super::{CreateExtensions, Key, Verification};
use crate::ctap2::{MadeCredential, MakeCredential};
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;

/// A credential to be made.
#[derive(Debug, Clone)]
pub struct NewCredential {
    /// The client data that the key's answer is bound to, as it was serialised (WebAuthn L3 §5.8.1.1).
    pub client_data_json: Vec<u8>,
    /// The relying party.
    pub rp_id: RpId,
    /// Its name for people.
    pub rp_name: String,
    /// For whom.
    pub user: UserEntity,
    /// COSE algorithms, the most wanted first.
    pub algorithms: Vec<i64>,
    /// Credentials that must not be on the key.
    pub exclude: Vec<CredentialId>,
    /// Whether it should be discoverable.
    pub resident_key: bool,
    /// What it should have beyond the ordinary.
    pub extensions: CreateExtensions,
}

impl Key {
    /// Makes a credential (CTAP 2.1 §6.1). [`ErrorKind::AlreadyRegistered`] when the key has one of the excluded.
    pub fn make_credential(
        &mut self,
        new: &NewCredential,
        verification: &Verification,
        operation: &mut Operation<'_>,
    ) -> Result<MadeCredential, Error> {
        let rp_id = new.rp_id.as_str();
        let excluded = chunks(self.info(), &new.exclude);
        let searches = excluded.len() > 1;
        let mut permissions = Permissions::MAKE_CREDENTIAL;
        if searches {
            permissions = permissions | Permissions::GET_ASSERTION;
        }
        let grant = self.authorize(verification, permissions, Some(rp_id), operation)?;
        let exclude_list = if searches {
            // The one that was found goes along, so that the key asks for a touch before anybody learns of it.
            self.find_credential(rp_id, &excluded, &grant, operation)?.into_iter().collect()
        } else {
            excluded.concat()
        };
        let client_data_hash = Sha256::digest(&new.client_data_json).into();
        let request = MakeCredential {
            client_data_hash,
            rp_id,
            rp_name: &new.rp_name,
            user: &new.user,
            algorithms: &new.algorithms,
            exclude_list: &exclude_list,
            resident_key: new.resident_key,
            extensions: new.extensions.inputs(),
            authorization: grant.authorization(&client_data_hash),
        };
        self.call(&request, operation).map_err(|error| match error.status() {
            Some(Status::CredentialExcluded) => ErrorKind::AlreadyRegistered.into(),
            _ => error,
        })
    }
}
