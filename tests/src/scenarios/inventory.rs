//! What a key held before a run, and taking away afterwards what the run added.

use std::collections::BTreeSet;
use std::time::Duration;

use hid_client::error::{Error, ErrorKind, ProtocolError};
use hid_client::key::{Access, Key, ListedCredential, Verification};
use hid_client::operation::{Cancellation, Operation};
use shared::ids::CredentialId;

use super::Loop;

/// How long looking at the key, or deleting from it, may take.
const DEADLINE: Duration = Duration::from_secs(60);

/// The discoverable credentials that were on the key before the run.
#[derive(Debug)]
pub struct Inventory {
    /// `None` for a key that does not list its credentials.
    before: Option<BTreeSet<CredentialId>>,
}

/// What became of the credentials that the run added.
#[derive(Debug, PartialEq, Eq)]
pub enum Removal {
    /// So many were deleted: all that were added.
    Removed(usize),
    /// The key cannot list or delete single credentials: they stay.
    NotPossible,
}

impl Inventory {
    /// Looks at the key before anything is done to it. An error means that the run had better not begin: a wrong PIN would
    /// cost the key a try at every step.
    pub fn take(it: &Loop<'_>) -> Result<Self, Error> {
        let listed = with_key(it, |key, operation| match key.require_credential_management() {
            Ok(()) => list(it, key, Access::Read, operation).map(Some),
            // Then the PIN is all that can be looked at.
            Err(_) => key.verify_pin(&it.pin, operation).map(|()| None),
        })?;
        let ids = |all: Vec<ListedCredential>| all.into_iter().map(|listed| listed.credential.id).collect();
        Ok(Self { before: listed.map(ids) })
    }

    /// Deletes what the run added, and nothing else: a credential that was not there before, for the run's relying party, of
    /// an account with one of the run's names.
    pub fn restore(&self, it: &Loop<'_>) -> Result<Removal, Error> {
        let Some(before) = &self.before else { return Ok(Removal::NotPossible) };
        with_key(it, |key, operation| {
            let is_added = |listed: &ListedCredential| {
                let name = listed.credential.user.name.as_deref();
                !before.contains(&listed.credential.id)
                    && it.is_relying_party(&listed.relying_party.id)
                    && name.is_some_and(|name| it.is_name(name))
            };
            let all = list(it, key, Access::Change, operation)?;
            let added: Vec<_> = all.into_iter().filter(is_added).map(|listed| listed.credential.id).collect();
            let grant = key.authorize_management(Access::Change, &pin(it), operation)?;
            let mut manager = key.manage_credentials(grant);
            for id in &added {
                manager.delete(id, operation)?;
            }
            let left = manager.credentials(operation)?;
            if left.iter().any(is_added) {
                return Err(
                    ErrorKind::from(ProtocolError::WrongAnswer("says that a credential is gone which is not")).into()
                );
            }
            Ok(Removal::Removed(added.len()))
        })
    }
}

fn list(
    it: &Loop<'_>,
    key: &mut Key,
    access: Access,
    operation: &mut Operation<'_>,
) -> Result<Vec<ListedCredential>, Error> {
    let grant = key.authorize_management(access, &pin(it), operation)?;
    key.manage_credentials(grant).credentials(operation)
}

fn pin(it: &Loop<'_>) -> Verification {
    Verification::Pin(it.pin.clone())
}

/// As [`Loop::with_key`], but not stopped by the person who stopped the run: what it added is removed all the same.
fn with_key<T>(it: &Loop<'_>, act: impl FnOnce(&mut Key, &mut Operation<'_>) -> Result<T, Error>) -> Result<T, Error> {
    let mut nothing = |_| {};
    let mut operation = Operation::new(DEADLINE, Cancellation::new(), &mut nothing);
    let mut key = Key::open(it.bench.open(), &mut operation)?;
    act(&mut key, &mut operation)
}
