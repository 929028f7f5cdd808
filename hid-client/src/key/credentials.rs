//! The discoverable credentials on a key: listing, renaming, deleting (CTAP 2.1 §6.8).

use shared::ctap::commands::{Command, Permissions};
use shared::ctap::status::Status;
use shared::ids::CredentialId;

use super::authorize::Grant;
use super::{Key, Verification};
use crate::ctap2::{
    CredentialCounts, DeleteCredential, EnumerateCredentialsBegin, EnumerateCredentialsNext, EnumerateRpsBegin,
    EnumerateRpsNext, GetCredsMetadata, ManagementGrant, StoredCredential, StoredRelyingParty, StoredUser,
    UpdateUserInformation,
};
use crate::error::{Error, ErrorKind, Lacking, ProtocolError};
use crate::operation::Operation;

/// More of anything than the largest keys hold; one that claims more is not believed.
const MOST: u64 = 10_000;

/// What is to be done with the credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Look at them: a key that can tell is asked for no more than that (CTAP 2.2 `pcmr`).
    Read,
    /// Change them.
    Change,
    /// Look at them and at what they have in the large-blob array. Only the whole permission is sure to give their keys away.
    ReadLargeBlobs,
    /// The same, and write to the array.
    WriteLargeBlobs,
}

/// A credential and the relying party it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedCredential {
    /// For whom.
    pub relying_party: StoredRelyingParty,
    /// What the key holds.
    pub credential: StoredCredential,
}

/// A key whose person allowed its credentials to be managed.
#[derive(Debug)]
pub struct CredentialManager<'a> {
    pub(super) key: &'a mut Key,
    pub(super) grant: ManagementGrant,
}

impl Key {
    /// Whether the key can list its credentials at all; an error that says so when it cannot.
    pub fn require_credential_management(&self) -> Result<(), Error> {
        self.management_command().map(drop)
    }

    /// Verifies the person: the right to manage the key's discoverable credentials.
    ///
    /// [`ErrorKind::NotSupported`] for a key that has neither `credMgmt` nor `credentialMgmtPreview` (CTAP 2.1 §6.4).
    pub fn authorize_management(
        &mut self,
        access: Access,
        verification: &Verification,
        operation: &mut Operation<'_>,
    ) -> Result<ManagementGrant, Error> {
        let command = self.management_command()?;
        let permission = match access {
            Access::Read if self.info().option("perCredMgmtRO") => {
                Permissions::PERSISTENT_CREDENTIAL_MANAGEMENT_READ_ONLY
            }
            Access::Read | Access::Change | Access::ReadLargeBlobs => Permissions::CREDENTIAL_MANAGEMENT,
            Access::WriteLargeBlobs => Permissions::CREDENTIAL_MANAGEMENT | Permissions::LARGE_BLOB_WRITE,
        };
        match self.authorize(verification, permission, None, operation)? {
            Grant::Token(token) => Ok(ManagementGrant::new(command, token)),
            // Without any verification, or by an option that this command does not have.
            Grant::None | Grant::BuiltIn => {
                Err(ErrorKind::NotSupported(Lacking::CredentialManagementWithoutPin).into())
            }
        }
    }

    /// What may be done with the key's discoverable credentials by `grant`, which is this key's.
    pub fn manage_credentials(&mut self, grant: ManagementGrant) -> CredentialManager<'_> {
        CredentialManager { key: self, grant }
    }

    fn management_command(&self) -> Result<Command, Error> {
        if self.info().option("credMgmt") {
            return Ok(Command::CredentialManagement);
        }
        if self.info().option("credentialMgmtPreview") {
            return Ok(Command::CredentialManagementPreview);
        }
        Err(ErrorKind::NotSupported(Lacking::CredentialManagement).into())
    }
}

impl CredentialManager<'_> {
    /// How many credentials there are, and how many more fit.
    pub fn counts(&mut self, operation: &mut Operation<'_>) -> Result<CredentialCounts, Error> {
        self.key.call(&GetCredsMetadata { grant: &self.grant }, operation)
    }

    /// All credentials, by relying party in the key's order. None is no error.
    pub fn credentials(&mut self, operation: &mut Operation<'_>) -> Result<Vec<ListedCredential>, Error> {
        // One row after the other: another command in the middle would end it.
        let mut listed = Vec::new();
        for relying_party in self.relying_parties(operation)? {
            for credential in self.credentials_of(&relying_party, operation)? {
                listed.push(ListedCredential { relying_party: relying_party.clone(), credential });
            }
        }
        Ok(listed)
    }

    /// The relying parties that the key holds credentials for.
    pub fn relying_parties(&mut self, operation: &mut Operation<'_>) -> Result<Vec<StoredRelyingParty>, Error> {
        let first = self.key.call(&EnumerateRpsBegin { grant: &self.grant }, operation);
        let Some((first, total)) = none_is_no_error(first)?.flatten() else { return Ok(Vec::new()) };
        let mut all = vec![first];
        for _ in 1..believable(total)? {
            operation.check()?;
            all.push(self.key.call(&EnumerateRpsNext { grant: &self.grant }, operation)?);
        }
        Ok(all)
    }

    /// The credentials at one relying party.
    pub fn credentials_of(
        &mut self,
        relying_party: &StoredRelyingParty,
        operation: &mut Operation<'_>,
    ) -> Result<Vec<StoredCredential>, Error> {
        let begin = EnumerateCredentialsBegin { grant: &self.grant, rp_id_hash: &relying_party.id_hash };
        let Some((first, total)) = none_is_no_error(self.key.call(&begin, operation))? else { return Ok(Vec::new()) };
        let mut all = vec![first];
        for _ in 1..believable(total)? {
            operation.check()?;
            all.push(self.key.call(&EnumerateCredentialsNext { grant: &self.grant }, operation)?);
        }
        Ok(all)
    }

    /// Deletes a credential for good. [`ErrorKind::NoCredential`] when the key has none with this id.
    pub fn delete(&mut self, id: &CredentialId, operation: &mut Operation<'_>) -> Result<(), Error> {
        self.key.call(&DeleteCredential { grant: &self.grant, id }, operation).map_err(no_credential)
    }

    /// Replaces the names of the credential's user; a name that is `None` is removed. The user handle must be the one that
    /// is there.
    pub fn update_user(
        &mut self,
        id: &CredentialId,
        user: &StoredUser,
        operation: &mut Operation<'_>,
    ) -> Result<(), Error> {
        self.key.call(&UpdateUserInformation { grant: &self.grant, id, user }, operation).map_err(no_credential)
    }
}

fn none_is_no_error<T>(result: Result<T, Error>) -> Result<Option<T>, Error> {
    match result {
        Ok(first) => Ok(Some(first)),
        Err(error) if error.status() == Some(Status::NoCredentials) => Ok(None),
        Err(error) => Err(error),
    }
}

fn no_credential(error: Error) -> Error {
    match error.status() {
        Some(Status::NoCredentials) => ErrorKind::NoCredential.into(),
        _ => error,
    }
}

fn believable(total: u64) -> Result<u64, Error> {
    if total > MOST {
        return Err(
            ErrorKind::Protocol(ProtocolError::WrongAnswer("claims more credentials than any key holds")).into()
        );
    }
    Ok(total)
}
