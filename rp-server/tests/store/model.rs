//! Any sequence of changes leaves the store as it leaves a few maps.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;
use rp_server::records::{
    AuditEvent, AuditKind, Channel, Contact, Credential, InvitationPurpose, MessageState, OutboxMessage, Session,
    Timestamp, verify_chain,
};
use rp_server::store::{
    AddContactError, AddCredentialError, Attempt, ConsumeError, ContactUse, CreateAccountError, InviteError,
    NewAccount, NewCredential, OutboxCount, RecoverError, RemoveContactError, RemoveCredentialError, RemovedCredential,
    RenameCredentialError, RenamedCredential, Report, SignIn, SignInError, Store, SuspendError,
};

use crate::support::*;

#[derive(Debug, Clone)]
enum Step {
    Create { account: u16, name: u16, credential: u16, invitation: Option<u16> },
    Add { credential: u16, account: u16 },
    Rename { credential: u16, account: u16, name: u16 },
    Remove { credential: u16, account: u16, may_be_last: bool },
    Lock { account: u16 },
    Unlock { account: u16 },
    Invite { invitation: u16, name: Option<u16> },
    InviteBack { invitation: u16, account: u16 },
    Revoke { invitation: u16 },
    Recover { credential: u16, account: u16, invitation: u16 },
    Suspend { credential: u16 },
    SignIn { credential: u16, account: u16, from: u32, to: u32, session: u16, replaces: Option<u16> },
    EndSession { session: u16 },
    EndOthers { account: u16, keep: u16 },
    Begin { ceremony: u16 },
    Finish { ceremony: u16, at: u64 },
    AddContact { contact: u16, account: u16, address: u8 },
    RemoveContact { contact: u16, account: u16 },
    ServeContact { contact: u16, account: u16, verified: bool },
    AddWithMessages { credential: u16, account: u16, first: u16, count: u16 },
    Enqueue { message: u16, due: u64 },
    Claim { now: u64, lease: u64, limit: usize },
    Attempt { message: u16, attempt: u32, outcome: u8, at: u64 },
    Report { message: u16, report: u8, at: u64 },
    Retry { message: u16, at: u64 },
    Drop { message: u16 },
    Sweep { at: u64 },
    Crash,
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    // Few values, so that steps meet.
    let (account, credential, session) = (|| 0..4_u16, || 0..6_u16, || 0..8_u16);
    prop_oneof![
        3 => (account(), 0..4_u16, credential(), proptest::option::of(0..3_u16))
            .prop_map(|(account, name, credential, invitation)| Step::Create { account, name, credential, invitation }),
        4 => (credential(), account()).prop_map(|(credential, account)| Step::Add { credential, account }),
        1 => (credential(), account(), 0..9_u16).prop_map(|(credential, account, name)| Step::Rename { credential, account, name }),
        3 => (credential(), account(), any::<bool>())
            .prop_map(|(credential, account, may_be_last)| Step::Remove { credential, account, may_be_last }),
        1 => account().prop_map(|account| Step::Lock { account }),
        2 => account().prop_map(|account| Step::Unlock { account }),
        2 => (0..3_u16, proptest::option::of(0..4_u16)).prop_map(|(invitation, name)| Step::Invite { invitation, name }),
        2 => (0..3_u16, account()).prop_map(|(invitation, account)| Step::InviteBack { invitation, account }),
        1 => (0..3_u16).prop_map(|invitation| Step::Revoke { invitation }),
        3 => (credential(), account(), 0..3_u16)
            .prop_map(|(credential, account, invitation)| Step::Recover { credential, account, invitation }),
        1 => credential().prop_map(|credential| Step::Suspend { credential }),
        8 => (credential(), account(), 0..3_u32, 0..3_u32, session(), proptest::option::of(session()))
            .prop_map(|(credential, account, from, to, session, replaces)| Step::SignIn { credential, account, from, to, session, replaces }),
        2 => session().prop_map(|session| Step::EndSession { session }),
        1 => (account(), session()).prop_map(|(account, keep)| Step::EndOthers { account, keep }),
        3 => (0..200_u16).prop_map(|ceremony| Step::Begin { ceremony }),
        5 => (0..200_u16, 0..400_000_u64).prop_map(|(ceremony, at)| Step::Finish { ceremony, at }),
        3 => (0..6_u16, account(), 0..4_u8).prop_map(|(contact, account, address)| Step::AddContact { contact, account, address }),
        1 => (0..6_u16, account()).prop_map(|(contact, account)| Step::RemoveContact { contact, account }),
        1 => (0..6_u16, account(), any::<bool>()).prop_map(|(contact, account, verified)| Step::ServeContact { contact, account, verified }),
        2 => (credential(), account(), 0..8_u16, 0..3_u16).prop_map(|(credential, account, first, count)| Step::AddWithMessages { credential, account, first, count }),
        3 => (0..8_u16, 0..1000_u64).prop_map(|(message, due)| Step::Enqueue { message, due }),
        5 => (0..1200_u64, 1..300_u64, 0..4_usize).prop_map(|(now, lease, limit)| Step::Claim { now, lease, limit }),
        5 => (0..8_u16, 0..3_u32, 0..4_u8, 0..1200_u64).prop_map(|(message, attempt, outcome, at)| Step::Attempt { message, attempt, outcome, at }),
        2 => (0..8_u16, 0..3_u8, 0..1200_u64).prop_map(|(message, report, at)| Step::Report { message, report, at }),
        1 => (0..8_u16, 0..1200_u64).prop_map(|(message, at)| Step::Retry { message, at }),
        1 => (0..8_u16).prop_map(|message| Step::Drop { message }),
        1 => prop_oneof![4 => 0..2_000_000_u64, 1 => 604_800_000..604_802_000_u64].prop_map(|at| Step::Sweep { at }),
        1 => Just(Step::Crash),
        1 => Just(Step::Restart),
    ]
}

/// What a store should hold.
#[derive(Default)]
struct Model {
    /// Account to name.
    accounts: BTreeMap<u16, u16>,
    locked: BTreeSet<u16>,
    invitations: BTreeMap<u16, InvitationPurpose>,
    credentials: BTreeMap<u16, (u16, Credential)>,
    sessions: BTreeMap<u16, (u16, Session)>,
    /// Pending or used.
    ceremonies: BTreeMap<u16, bool>,
    /// Challenges that were given out: never again.
    begun: BTreeSet<u16>,
    contacts: BTreeMap<u16, Contact>,
    messages: BTreeMap<u16, OutboxMessage>,
    /// Ids that were given out: never again.
    written: BTreeSet<u16>,
    events: Vec<(AuditKind, u16)>,
}

impl Model {
    fn owned(&mut self, credential: u16, account: u16) -> Option<&mut Credential> {
        self.credentials.get_mut(&credential).filter(|(owner, _)| *owner == account).map(|(_, record)| record)
    }

    /// The open invitation for a name.
    fn keeper(&self, name: u16) -> Option<u16> {
        self.invitations.iter().find(|(_, purpose)| **purpose == for_new_account(Some(name))).map(|(number, _)| *number)
    }

    /// Whether an invitation is open and for an account of this name.
    fn admits(&self, number: u16, name: u16) -> bool {
        let purpose = self.invitations.get(&number);
        purpose == Some(&for_new_account(None)) || purpose == Some(&for_new_account(Some(name)))
    }

    fn end_sessions(&mut self, is_over: impl Fn(u16, &Session) -> bool) -> u64 {
        let before = self.sessions.len();
        self.sessions.retain(|n, (_, session)| !is_over(*n, session));
        (before - self.sessions.len()) as u64
    }
}

/// Whose events are nobody's.
const NOBODY: u16 = 999;

/// Makes an invitation in both worlds.
async fn invite(
    store: TestStore,
    model: &mut Model,
    number: u16,
    purpose: InvitationPurpose,
    is_refused: bool,
    owner: u16,
) -> TestStore {
    if model.invitations.contains_key(&number) {
        return store; // Tokens are random: no two invitations have one id.
    }
    match store.create_invitation(new_invitation(number, purpose.clone())).await {
        Err(InviteError::UserNameTaken | InviteError::AccountUnknown) => assert!(is_refused),
        Err(error) => panic!("{error}"),
        Ok(()) => {
            assert!(!is_refused);
            // The newest for a name or an account is the only one.
            if purpose != for_new_account(None) {
                model.invitations.retain(|_, other| *other != purpose);
            }
            model.invitations.insert(number, purpose);
            model.events.push((AuditKind::InvitationCreated, owner));
        }
    }
    store
}

/// Does a step in both worlds; the answers must agree.
async fn run(store: TestStore, model: &mut Model, step: Step) -> TestStore {
    match step {
        Step::Create { account: n, name: name_number, credential: key, invitation: number } => {
            let mut new = NewAccount { credential: credential(key, n), ..new_account(n) };
            new.invitation = number.map(invitation_id);
            new.account.user_name = name(name_number);
            match store.create_account(new).await {
                Err(CreateAccountError::UserNameTaken) => {
                    let is_taken = model.accounts.values().any(|taken| *taken == name_number);
                    assert!(is_taken || model.keeper(name_number).is_some_and(|keeper| Some(keeper) != number));
                }
                Err(CreateAccountError::InvitationInvalid) => assert!(!model.admits(number.unwrap(), name_number)),
                Err(CreateAccountError::AccountExists) => assert!(model.accounts.contains_key(&n)),
                Err(CreateAccountError::CredentialRegistered) => assert!(model.credentials.contains_key(&key)),
                Err(error) => panic!("{error}"),
                Ok(()) => {
                    assert!(!model.accounts.values().any(|taken| *taken == name_number));
                    assert!(model.keeper(name_number).is_none_or(|keeper| Some(keeper) == number));
                    if let Some(number) = number {
                        assert!(model.admits(number, name_number));
                        model.invitations.remove(&number);
                    }
                    assert_eq!(model.accounts.insert(n, name_number), None);
                    assert_eq!(model.credentials.insert(key, (n, credential(key, n))), None);
                    model.events.push((AuditKind::AccountCreated, n));
                }
            }
        }
        Step::Add { credential: key, account: n } => match store.add_credential(new_credential(key, n)).await {
            Err(AddCredentialError::AccountUnknown) => assert!(!model.accounts.contains_key(&n)),
            Err(AddCredentialError::AccountLocked) => assert!(model.locked.contains(&n)),
            Err(AddCredentialError::CredentialRegistered) => assert!(model.credentials.contains_key(&key)),
            Err(error) => panic!("{error}"),
            Ok(()) => {
                assert!(model.accounts.contains_key(&n) && !model.locked.contains(&n));
                assert_eq!(model.credentials.insert(key, (n, credential(key, n))), None);
                model.events.push((AuditKind::CredentialAdded, n));
            }
        },
        Step::Rename { credential: key, account: n, name: new_name } => {
            let change = RenamedCredential {
                account: handle(n),
                credential: credential_id(key),
                name: format!("key {new_name}"),
                event: event(AuditKind::CredentialRenamed, n),
                messages: Vec::new(),
            };
            match store.rename_credential(change).await {
                Err(RenameCredentialError::CredentialUnknown) => assert!(model.owned(key, n).is_none()),
                Err(error) => panic!("{error}"),
                Ok(renamed) => {
                    let record = model.owned(key, n).unwrap();
                    record.name = format!("key {new_name}");
                    assert_eq!(renamed, *record);
                    model.events.push((AuditKind::CredentialRenamed, n));
                }
            }
        }
        Step::Remove { credential: key, account: n, may_be_last } => {
            let is_left = |(other, (owner, record)): (&u16, &(u16, Credential))| {
                *owner == n && *other != key && !record.is_suspended()
            };
            let is_other_left = model.credentials.iter().any(is_left);
            match store.remove_credential(RemovedCredential { may_be_last, ..removal(key, n) }).await {
                Err(RemoveCredentialError::CredentialUnknown) => assert!(model.owned(key, n).is_none()),
                Err(RemoveCredentialError::LastCredential) => {
                    assert!(model.owned(key, n).is_some() && !is_other_left && !may_be_last);
                }
                Err(error) => panic!("{error}"),
                Ok(()) => {
                    assert!(model.owned(key, n).is_some() && (is_other_left || may_be_last));
                    model.credentials.remove(&key);
                    model.end_sessions(|_, session| session.proof.is_by_key(&credential_id(key)));
                    model.events.push((AuditKind::CredentialRemoved, n));
                }
            }
        }
        Step::Lock { account: n } => {
            let locked = store.lock_account(lock(n)).await.unwrap();
            assert_eq!(locked, model.accounts.contains_key(&n) && model.locked.insert(n));
            if locked {
                model.end_sessions(|_, session| session.account == handle(n));
                model.invitations.retain(|_, purpose| *purpose != for_recovery(n));
                model.events.push((AuditKind::AccountLocked, n));
            }
        }
        Step::Unlock { account: n } => {
            let unlocked = store.unlock_account(&handle(n), event(AuditKind::AccountUnlocked, n)).await.unwrap();
            assert_eq!(unlocked, model.locked.remove(&n));
            if unlocked {
                model.events.push((AuditKind::AccountUnlocked, n));
            }
        }
        Step::Invite { invitation: number, name: only } => {
            let is_taken = only.is_some_and(|only| model.accounts.values().any(|taken| *taken == only));
            return invite(store, model, number, for_new_account(only), is_taken, NOBODY).await;
        }
        Step::InviteBack { invitation: number, account: n } => {
            let is_unknown = !model.accounts.contains_key(&n);
            return invite(store, model, number, for_recovery(n), is_unknown, n).await;
        }
        Step::Revoke { invitation: number } => {
            let revoked = AuditEvent { account: None, ..event(AuditKind::InvitationRevoked, 0) };
            let revoked = store.revoke_invitation(&invitation_id(number), revoked).await.unwrap();
            assert_eq!(revoked, model.invitations.remove(&number).is_some());
            if revoked {
                model.events.push((AuditKind::InvitationRevoked, NOBODY));
            }
        }
        Step::Recover { credential: key, account: n, invitation: number } => {
            if model.sessions.contains_key(&key) {
                return store; // Tokens are random: no two sessions have one id.
            }
            let is_invited = model.invitations.get(&number) == Some(&for_recovery(n));
            match store.recover_account(recovery(key, n, number)).await {
                Err(RecoverError::InvitationInvalid) => assert!(!is_invited),
                Err(RecoverError::AccountLocked) => assert!(is_invited && model.locked.contains(&n)),
                Err(RecoverError::CredentialRegistered) => {
                    assert!(is_invited && model.credentials.contains_key(&key));
                }
                Err(error) => panic!("{error}"),
                Ok(()) => {
                    assert!(is_invited && !model.locked.contains(&n));
                    model.invitations.remove(&number);
                    assert_eq!(model.credentials.insert(key, (n, credential(key, n))), None);
                    model.end_sessions(|_, session| session.account == handle(n));
                    model.sessions.insert(key, (n, session(key, n, key)));
                    model.events.push((AuditKind::AccountRecovered, n));
                }
            }
        }
        Step::Suspend { credential: key } => match store.suspend_credential(suspension(key, 0)).await {
            Err(SuspendError::CredentialUnknown) => assert!(!model.credentials.contains_key(&key)),
            Err(error) => panic!("{error}"),
            Ok(()) => {
                model.credentials.get_mut(&key).unwrap().1.suspected_clone_at = Some(after(7));
                model.events.push((AuditKind::CloneSuspected, 0));
            }
        },
        Step::SignIn { credential: key, account: n, from, to, session: number, replaces } => {
            if model.sessions.contains_key(&number) {
                return store; // Tokens are random: no two sessions have one id.
            }
            let sign_in = SignIn { replaces: replaces.map(session_id), ..signing_in(key, n, from, to, number) };
            match store.sign_in(sign_in).await {
                Err(SignInError::CredentialUnknown) => assert!(model.owned(key, n).is_none()),
                Err(SignInError::CredentialSuspended) => assert!(model.owned(key, n).unwrap().is_suspended()),
                Err(SignInError::AccountLocked) => assert!(model.owned(key, n).is_some() && model.locked.contains(&n)),
                Err(SignInError::CounterMoved { stored }) => {
                    assert_eq!(model.owned(key, n).unwrap().sign_count, stored);
                    assert_ne!(stored, from);
                }
                Err(error) => panic!("{error}"),
                Ok((_, now)) => {
                    let record = model.owned(key, n).unwrap();
                    assert!(record.sign_count == from && !record.is_suspended());
                    (record.sign_count, record.last_used_at) = (to, Some(after(1000)));
                    assert_eq!(now, *record);
                    model.end_sessions(|other, session| Some(other) == replaces && session.account == handle(n));
                    model.sessions.insert(number, (n, session(number, n, key)));
                    model.events.push((AuditKind::SignedIn, n));
                }
            }
        }
        Step::EndSession { session: number } => {
            let ended = store.end_session(&session_id(number), event(AuditKind::SignedOut, 0)).await.unwrap();
            assert_eq!(ended, model.sessions.remove(&number).is_some());
            if ended {
                model.events.push((AuditKind::SignedOut, 0));
            }
        }
        Step::EndOthers { account: n, keep } => {
            let said = event(AuditKind::OtherSessionsEnded, n);
            let ended = store.end_other_sessions(&handle(n), &session_id(keep), said).await.unwrap();
            assert_eq!(ended, model.end_sessions(|other, session| session.account == handle(n) && other != keep));
            if ended > 0 {
                model.events.push((AuditKind::OtherSessionsEnded, n));
            }
        }
        Step::Begin { ceremony: n } => {
            if model.begun.insert(n) {
                store.put_ceremony(ceremony(n)).await.unwrap();
                model.ceremonies.insert(n, false);
            }
        }
        Step::Finish { ceremony: n, at } => match store.consume_ceremony(&ceremony(n).id, after(at)).await {
            Err(ConsumeError::Unknown) => assert_eq!(model.ceremonies.get(&n), None),
            Err(ConsumeError::Used) => assert_eq!(model.ceremonies.get(&n), Some(&true)),
            Err(ConsumeError::Expired) => assert!(model.ceremonies.get(&n) == Some(&false) && at >= 300_000),
            Err(ConsumeError::Failed(error)) => panic!("{error}"),
            Ok(asked) => {
                assert_eq!(asked, ceremony(n));
                assert!(at < 300_000);
                assert_eq!(model.ceremonies.insert(n, true), Some(false));
            }
        },
        Step::AddContact { contact: n, account: owner, address } => {
            if model.contacts.contains_key(&n) {
                return store; // Ids are random.
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
        Step::RemoveContact { contact: n, account: owner } => {
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
        Step::ServeContact { contact: n, account: owner, verified } => {
            let what = if verified { ContactUse::Verified } else { ContactUse::Used };
            let served = store.contact_served(&handle(owner), &contact_id(n), what, after(3)).await.unwrap();
            let theirs = model.contacts.get_mut(&n).filter(|contact| contact.account == handle(owner));
            assert_eq!(served, theirs.is_some());
            if let Some(contact) = theirs {
                *(if verified { &mut contact.verified_at } else { &mut contact.last_used_at }) = Some(after(3));
            }
        }
        Step::AddWithMessages { credential: key, account: n, first, count } => {
            let new: Vec<u16> = (first..first + count).filter(|n| !model.written.contains(n)).collect();
            let messages = new.iter().map(|number| message(*number, n, 500)).collect();
            let added = store.add_credential(NewCredential { messages, ..new_credential(key, n) }).await.is_ok();
            let is_open = model.accounts.contains_key(&n) && !model.locked.contains(&n);
            assert_eq!(added, is_open && !model.credentials.contains_key(&key));
            // They are there with the change, and not without it.
            if added {
                model.credentials.insert(key, (n, credential(key, n)));
                model.events.push((AuditKind::CredentialAdded, n));
                model.written.extend(&new);
                model.messages.extend(new.iter().map(|number| (*number, message(*number, n, 500))));
            }
        }
        Step::Enqueue { message: n, due } => {
            if model.written.insert(n) {
                store.enqueue(vec![message(n, 0, due)]).await.unwrap();
                model.messages.insert(n, message(n, 0, due));
            }
        }
        Step::Claim { now, lease, limit } => {
            let (now, until) = (after(now), after(now + lease));
            let mut due: Vec<_> = model.messages.values_mut().filter(|message| is_due(message, now)).collect();
            due.sort_by_key(|message| (message.not_before, message.id));
            let expected: Vec<_> = due
                .into_iter()
                .take(limit)
                .map(|message| {
                    (message.attempts, message.not_before) = (message.attempts + 1, until);
                    message.clone()
                })
                .collect();
            assert_eq!(store.claim_messages(Channel::Sms, now, until, limit).await.unwrap(), expected);
            assert_eq!(store.claim_messages(Channel::Mail, now, until, limit).await.unwrap(), []);
        }
        Step::Attempt { message: n, attempt, outcome, at } => {
            let problem = String::from("HTTP 500");
            let said = match outcome {
                0 => Attempt::Sent { provider_id: Some("id".into()) },
                1 => Attempt::Failed { problem: problem.clone(), next: after(at + 100) },
                2 => Attempt::Dead { problem: problem.clone() },
                _ => Attempt::Expired,
            };
            let counts = store.record_attempt(&outbox_id(n), attempt, said, after(at)).await.unwrap();
            let waits = |message: &&mut OutboxMessage| {
                message.state == MessageState::Pending && (outcome == 0 || message.attempts == attempt)
            };
            let message = model.messages.get_mut(&n).filter(waits);
            assert_eq!(counts, message.is_some());
            if let Some(message) = message {
                match outcome {
                    0 => (message.provider_id, message.problem) = (Some("id".into()), None),
                    1 => (message.problem, message.not_before) = (Some(problem), after(at + 100)),
                    2 => message.problem = Some(problem),
                    _ => {}
                }
                if outcome != 1 {
                    let states = [MessageState::Sent, MessageState::Pending, MessageState::Dead, MessageState::Expired];
                    (message.state, message.state_since) = (states[usize::from(outcome)], after(at));
                }
            }
        }
        Step::Report { message: n, report, at } => {
            let said = match report {
                0 => Report::Accepted,
                1 => Report::Delivered,
                _ => Report::Undeliverable { problem: "undelivered".into() },
            };
            let is_news = store.record_report(&outbox_id(n), said, None, after(at)).await.unwrap();
            let message = model.messages.get_mut(&n).filter(|message| message.delivered_at.is_none());
            let message = message.filter(|message| match report {
                0 => message.state == MessageState::Pending,
                1 => true,
                _ => message.state != MessageState::Dead,
            });
            assert_eq!(is_news, message.is_some());
            if let Some(message) = message {
                let state = if report == 2 { MessageState::Dead } else { MessageState::Sent };
                if message.state != state {
                    (message.state, message.state_since) = (state, after(at));
                    message.problem = (report == 2).then(|| "undelivered".into());
                }
                message.delivered_at = (report == 1).then(|| after(at));
            }
        }
        Step::Retry { message: n, at } => {
            let retried = store.retry_message(&outbox_id(n), after(at)).await.unwrap();
            let dead = model.messages.get_mut(&n).filter(|message| message.state == MessageState::Dead);
            assert_eq!(retried, dead.is_some());
            if let Some(message) = dead {
                (message.state, message.attempts) = (MessageState::Pending, 0);
                (message.state_since, message.not_before) = (after(at), after(at));
            }
        }
        Step::Drop { message: n } => {
            let dropped = store.drop_message(&outbox_id(n)).await.unwrap();
            assert_eq!(dropped, model.messages.remove(&n).is_some());
        }
        Step::Sweep { at } => {
            let swept = store.sweep(after(at)).await.unwrap();
            let ceremonies = if at >= 300_000 { std::mem::take(&mut model.ceremonies).len() as u64 } else { 0 };
            assert_eq!(swept.ceremonies, ceremonies);
            let invitations = if at >= 300_000 { std::mem::take(&mut model.invitations).len() as u64 } else { 0 };
            assert_eq!(swept.invitations, invitations);
            assert_eq!(swept.sessions, model.end_sessions(|_, session| session.is_expired(after(at))));
            let before = model.messages.len();
            model.messages.retain(|_, message| {
                let stays = matches!(message.state, MessageState::Pending | MessageState::Dead);
                stays || message.state_since.plus(Duration::from_secs(7 * 86_400)) > after(at)
            });
            assert_eq!(swept.messages, (before - model.messages.len()) as u64);
        }
        Step::Crash => {
            model.ceremonies.clear();
            return store.reopened();
        }
        Step::Restart => return store.closed_and_reopened().await,
    }
    store
}

fn is_due(message: &OutboxMessage, now: Timestamp) -> bool {
    message.state == MessageState::Pending && message.not_before <= now
}

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
async fn compare(store: &TestStore, model: &Model) {
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 2000, ..ProptestConfig::default() })]

    #[test]
    fn a_store_does_what_its_model_does(steps in proptest::collection::vec(step(), 1..160)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (mut store, mut model) = (TestStore::new(), Model::default());
            for step in steps {
                store = run(store, &mut model, step).await;
            }
            compare(&store, &model).await;
            compare(&store.reopened(), &model).await;
        });
    }
}
