//! Contacts: each once in an account, and known to be read by its person.

use rp_server::records::Contact;
use rp_server::store::{AddContactError, ContactUse, NewContact, RemoveContactError, Store};

use crate::support::*;

#[tokio::test]
async fn an_account_has_each_address_once_and_others_may_have_it_too() {
    let store = TestStore::new();
    for n in [1, 2] {
        store.create_account(new_account(n)).await.unwrap();
    }
    store.add_contact(new_contact(2, 1, 7)).await.unwrap();
    store.add_contact(new_contact(1, 1, 8)).await.unwrap();
    let error = store.add_contact(new_contact(3, 1, 7)).await.unwrap_err();
    assert!(matches!(error, AddContactError::AlreadyThere), "{error}");
    let error = store.add_contact(new_contact(3, 9, 7)).await.unwrap_err();
    assert!(matches!(error, AddContactError::AccountUnknown), "{error}");
    let error = store.add_contact(new_contact(2, 2, 9)).await.unwrap_err();
    assert!(matches!(error, AddContactError::Failed(_)), "{error}");
    store.add_contact(new_contact(4, 2, 7)).await.unwrap();
    let store = store.reopened();
    assert_eq!(store.contacts(&handle(1)).await.unwrap(), [contact(1, 1, 8), contact(2, 1, 7)]);
    assert_eq!(store.contacts(&handle(2)).await.unwrap(), [contact(4, 2, 7)]);
    assert_eq!(store.contacts(&handle(3)).await.unwrap(), []);
}

#[tokio::test]
async fn what_it_did_is_remembered_and_a_stranger_neither_uses_nor_removes_it() {
    let store = TestStore::new();
    for n in [1, 2] {
        store.create_account(new_account(n)).await.unwrap();
    }
    store.add_contact(new_contact(1, 1, 7)).await.unwrap();
    assert!(store.contact_served(&handle(1), &contact_id(1), ContactUse::Verified, after(5)).await.unwrap());
    assert!(store.contact_served(&handle(1), &contact_id(1), ContactUse::Used, after(6)).await.unwrap());
    assert!(!store.contact_served(&handle(2), &contact_id(1), ContactUse::Used, after(7)).await.unwrap());
    let used = Contact { verified_at: Some(after(5)), last_used_at: Some(after(6)), ..contact(1, 1, 7) };
    assert_eq!(store.contacts(&handle(1)).await.unwrap(), [used]);

    let error = store.remove_contact(contact_removal(1, 2)).await.unwrap_err();
    assert!(matches!(error, RemoveContactError::ContactUnknown), "{error}");
    store.remove_contact(contact_removal(1, 1)).await.unwrap();
    assert_eq!(store.contacts(&handle(1)).await.unwrap(), []);
    assert!(store.remove_contact(contact_removal(1, 1)).await.is_err());
    store.add_contact(new_contact(2, 1, 7)).await.unwrap();
}

#[tokio::test]
async fn its_notices_come_and_fail_with_the_change() {
    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();
    store.add_contact(NewContact { messages: vec![message(1, 1, 0)], ..new_contact(1, 1, 7) }).await.unwrap();
    store.add_contact(NewContact { messages: vec![message(2, 1, 0)], ..new_contact(2, 1, 7) }).await.unwrap_err();
    assert_eq!(store.message(&outbox_id(1)).await.unwrap(), Some(message(1, 1, 0)));
    assert_eq!(store.message(&outbox_id(2)).await.unwrap(), None);
}
