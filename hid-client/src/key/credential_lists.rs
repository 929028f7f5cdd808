//! Allow and exclude lists that are longer than a key can take at once (CTAP 2.1 §6.4 0x07 and 0x08).

use sha2::{Digest as _, Sha256};
use shared::cbor::Map;
use shared::ctap::get_info::GetInfo;
use shared::ctap::status::Status;
use shared::ids::CredentialId;

use super::Key;
use super::authorize::Grant;
use crate::ctap2::GetAssertion;
use crate::error::Error;
use crate::operation::Operation;

/// Bytes of a request beside its list, at most, and of a descriptor beside its id.
const REQUEST_OVERHEAD: usize = 512;
const DESCRIPTOR_OVERHEAD: usize = 32;

/// The ids that the key can have made, cut to what it takes at once.
pub(super) fn chunks(info: &GetInfo, ids: &[CredentialId]) -> Vec<Vec<CredentialId>> {
    let number = |n: Option<u64>| n.and_then(|n| usize::try_from(n).ok());
    let longest = number(info.max_credential_id_length).unwrap_or(usize::MAX);
    let ids: Vec<_> = ids.iter().filter(|id| id.as_bytes().len() <= longest).cloned().collect();
    let largest = ids.iter().map(|id| id.as_bytes().len()).max().unwrap_or(0);
    let room = number(Some(info.max_msg_size.unwrap_or(GetInfo::DEFAULT_MAX_MSG_SIZE))).unwrap_or(usize::MAX);
    let fit = room.saturating_sub(REQUEST_OVERHEAD) / (largest + DESCRIPTOR_OVERHEAD);
    // A key that does not say how many it takes is given them one by one.
    let most = number(info.max_credential_count_in_list).unwrap_or(1).min(fit).max(1);
    ids.chunks(most).map(<[CredentialId]>::to_vec).collect()
}

impl Key {
    /// The first of `chunks` that the key has a credential of, and which; without a touch (option `up` false).
    pub(super) fn find_credential(
        &mut self,
        rp_id: &str,
        chunks: &[Vec<CredentialId>],
        grant: &Grant,
        operation: &mut Operation<'_>,
    ) -> Result<Option<CredentialId>, Error> {
        // Nobody will ever see this signature: it is over nothing.
        let client_data_hash = Sha256::digest([]).into();
        for chunk in chunks {
            let request = GetAssertion {
                rp_id,
                client_data_hash,
                allow_list: chunk,
                user_presence: false,
                extensions: Map::new(),
                authorization: grant.authorization(&client_data_hash),
            };
            match self.call(&request, operation) {
                Ok(assertion) => return Ok(Some(assertion.credential_id)),
                Err(error) if error.status() == Some(Status::NoCredentials) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}
