//! Everything that can be read is as the model says.

use rp_server::records::{Channel, MessageState, verify_chain};
use rp_server::store::{OutboxCount, Store};

use super::expected::Model;
use crate::support::*;

/// The contacts and the messages are as the model says.
async fn compare_messages(store: &TestStore, model: &Model) {
    for n in 0..4 {
        let mut contacts: Vec<_> = model.contacts.values().filter(|c| c.account == handle(n)).cloned().collect();
        contacts.sort_by_key(|contact| (contact.added_at, contact.id));
        assert_eq!(store.contacts(&handle(n)).await.unwrap(), contacts);
    }
    for n in 0..10 {
        assert_eq!(store.message(&outbox_id(n)).await.unwrap(), model.messages.get(&n).cloned());
    }
    let in_state = |state| {
        let mut messages: Vec<_> = model.messages.values().filter(|m| m.state == state).cloned().collect();
        messages.sort_by_key(|message| match state {
            MessageState::Pending => (message.not_before, message.id),
            _ => (message.state_since, message.id),
        });
        messages
    };
    let states = [MessageState::Pending, MessageState::Sent, MessageState::Dead, MessageState::Expired];
    for state in states {
        assert_eq!(store.messages(state, 100).await.unwrap(), in_state(state));
    }
    let [pending, sent, dead, expired] = states.map(|state| in_state(state).len() as u64);
    assert_eq!(store.count_messages().await.unwrap(), OutboxCount { pending, sent, dead, expired });
    let next = in_state(MessageState::Pending).first().map(|message| message.not_before);
    assert_eq!(store.next_message_due(Channel::Sms).await.unwrap(), next);
}

/// Everything that can be read is as the model says.
pub(super) async fn compare(store: &TestStore, model: &Model) {
    for n in 0..4 {
        let expected = model.accounts.get(&n).map(|taken| {
            let mut account = account(n);
            account.user_name = name(*taken);
            account.locked_at = model.locked.contains(&n).then_some(after(8));
            account
        });
        assert_eq!(store.account(&handle(n)).await.unwrap(), expected);
        let mut credentials: Vec<_> =
            model.credentials.values().filter(|(owner, _)| *owner == n).map(|(_, c)| c.clone()).collect();
        credentials.sort_by_key(|credential| credential.created_at);
        assert_eq!(store.credentials(&handle(n)).await.unwrap(), credentials);
        let sessions: Vec<_> =
            model.sessions.values().filter(|(owner, _)| *owner == n).map(|(_, s)| s.clone()).collect();
        assert_eq!(store.sessions(&handle(n), START).await.unwrap(), sessions);

        let owner = model.accounts.iter().find(|(_, taken)| **taken == n).map(|(owner, _)| handle(*owner));
        let keeper = store.invitation_for(&name(n), START).await.unwrap().map(|keeper| keeper.id);
        assert_eq!(keeper, model.keeper(n).map(invitation_id));
        assert_eq!(store.account_by_name(&name(n)).await.unwrap().map(|account| account.id), owner);
        let newest_first: Vec<_> =
            model.events.iter().rev().filter(|(_, who)| *who == n).map(|(kind, _)| *kind).collect();
        let audit = store.audit_of(&handle(n), None, 1000).await.unwrap();
        assert_eq!(audit.iter().map(|entry| entry.event.kind).collect::<Vec<_>>(), newest_first);
    }
    for number in 0..3 {
        let expected = model.invitations.get(&number).map(|purpose| invitation(number, purpose.clone()));
        assert_eq!(store.invitation(&invitation_id(number), START).await.unwrap(), expected);
    }
    assert_eq!(store.invitations().await.unwrap().len(), model.invitations.len());
    let mut names: Vec<_> = model.accounts.values().map(|taken| name(*taken)).collect();
    names.sort();
    let listed = store.accounts(None, 100).await.unwrap();
    assert_eq!(listed.into_iter().map(|account| account.user_name).collect::<Vec<_>>(), names);
    for key in 0..6 {
        let expected = model.credentials.get(&key).map(|(_, record)| record.clone());
        assert_eq!(store.credential(&credential_id(key)).await.unwrap(), expected);
    }
    compare_messages(store, model).await;
    let chain = store.audit_from(1, 1000).await.unwrap();
    verify_chain(&chain).unwrap();
    assert_eq!(chain.len(), model.events.len());
}
