//! Contacts come, go, and serve.

use proptest::prelude::*;
use rp_server::records::{AuditKind, Contact};
use rp_server::store::{AddContactError, ContactUse, RemoveContactError, Store};

use super::expected::Model;
use crate::support::*;

#[derive(Debug, Clone)]
pub(super) enum ContactStep {
    Add { contact: u16, account: u16, address: u8 },
    Remove { contact: u16, account: u16 },
    Serve { contact: u16, account: u16, verified: bool },
}

pub(super) fn step() -> impl Strategy<Value = ContactStep> {
    prop_oneof![
        3 => (0..6_u16, 0..4_u16, 0..4_u8).prop_map(|(contact, account, address)| ContactStep::Add { contact, account, address }),
        1 => (0..6_u16, 0..4_u16).prop_map(|(contact, account)| ContactStep::Remove { contact, account }),
        1 => (0..6_u16, 0..4_u16, any::<bool>()).prop_map(|(contact, account, verified)| ContactStep::Serve { contact, account, verified }),
    ]
}

/// Does a step in both worlds; the answers must agree.
pub(super) async fn run(store: &TestStore, model: &mut Model, step: ContactStep) {
    match step {
        ContactStep::Add { contact: n, account: owner, address } => {
            if model.contacts.contains_key(&n) {
                return; // Ids are random.
            }
            let is_there = |other: &Contact| {
                other.account == handle(owner) && other.fingerprint == contact(n, owner, address).fingerprint
            };
            match store.add_contact(new_contact(n, owner, address)).await {
                Err(AddContactError::AccountUnknown) => assert!(!model.accounts.contains_key(&owner)),
                Err(AddContactError::AlreadyThere) => assert!(model.contacts.values().any(is_there)),
                Err(error) => panic!("{error}"),
                Ok(()) => {
                    assert!(model.accounts.contains_key(&owner) && !model.contacts.values().any(is_there));
                    model.contacts.insert(n, contact(n, owner, address));
                    model.events.push((AuditKind::CredentialAdded, owner));
                }
            }
        }
        ContactStep::Remove { contact: n, account: owner } => {
            let is_theirs = model.contacts.get(&n).is_some_and(|contact| contact.account == handle(owner));
            match store.remove_contact(contact_removal(n, owner)).await {
                Err(RemoveContactError::ContactUnknown) => assert!(!is_theirs),
                Err(error) => panic!("{error}"),
                Ok(()) => {
                    assert!(is_theirs);
                    model.contacts.remove(&n);
                    model.events.push((AuditKind::CredentialRemoved, owner));
                }
            }
        }
        ContactStep::Serve { contact: n, account: owner, verified } => {
            let what = if verified { ContactUse::Verified } else { ContactUse::Used };
            let served = store.contact_served(&handle(owner), &contact_id(n), what, after(3)).await.unwrap();
            let theirs = model.contacts.get_mut(&n).filter(|contact| contact.account == handle(owner));
            assert_eq!(served, theirs.is_some());
            if let Some(contact) = theirs {
                *(if verified { &mut contact.verified_at } else { &mut contact.last_used_at }) = Some(after(3));
            }
        }
    }
}
