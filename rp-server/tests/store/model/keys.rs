//! Keys come, go, and sign in.

use proptest::prelude::*;
use rp_server::records::{AuditKind, Credential};
use rp_server::store::{
    AddCredentialError, ConsumeError, RemoveCredentialError, RemovedCredential, RenameCredentialError,
    RenamedCredential, SignIn, SignInError, Store, SuspendError,
};

use super::expected::Model;
use crate::support::*;

#[derive(Debug, Clone)]
pub(super) enum KeyStep {
    Add { credential: u16, account: u16 },
    Rename { credential: u16, account: u16, name: u16 },
    Remove { credential: u16, account: u16, may_be_last: bool },
    Suspend { credential: u16 },
    SignIn { credential: u16, account: u16, from: u32, to: u32, session: u16, replaces: Option<u16> },
    EndSession { session: u16 },
    EndOthers { account: u16, keep: u16 },
    Begin { ceremony: u16 },
    Finish { ceremony: u16, at: u64 },
}

pub(super) fn step() -> impl Strategy<Value = KeyStep> {
    prop_oneof![
        4 => (0..6_u16, 0..4_u16).prop_map(|(credential, account)| KeyStep::Add { credential, account }),
        1 => (0..6_u16, 0..4_u16, 0..9_u16).prop_map(|(credential, account, name)| KeyStep::Rename { credential, account, name }),
        3 => (0..6_u16, 0..4_u16, any::<bool>())
            .prop_map(|(credential, account, may_be_last)| KeyStep::Remove { credential, account, may_be_last }),
        1 => (0..6_u16).prop_map(|credential| KeyStep::Suspend { credential }),
        8 => (0..6_u16, 0..4_u16, 0..3_u32, 0..3_u32, 0..8_u16, proptest::option::of(0..8_u16))
            .prop_map(|(credential, account, from, to, session, replaces)| KeyStep::SignIn { credential, account, from, to, session, replaces }),
        2 => (0..8_u16).prop_map(|session| KeyStep::EndSession { session }),
        1 => (0..4_u16, 0..8_u16).prop_map(|(account, keep)| KeyStep::EndOthers { account, keep }),
        3 => (0..200_u16).prop_map(|ceremony| KeyStep::Begin { ceremony }),
        5 => (0..200_u16, 0..400_000_u64).prop_map(|(ceremony, at)| KeyStep::Finish { ceremony, at }),
    ]
}

/// Does a step in both worlds; the answers must agree.
pub(super) async fn run(store: &TestStore, model: &mut Model, step: KeyStep) {
    match step {
        KeyStep::Add { credential: key, account: n } => match store.add_credential(new_credential(key, n)).await {
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
        KeyStep::Rename { credential: key, account: n, name: new_name } => {
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
        KeyStep::Remove { credential: key, account: n, may_be_last } => {
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
        KeyStep::Suspend { credential: key } => match store.suspend_credential(suspension(key, 0)).await {
            Err(SuspendError::CredentialUnknown) => assert!(!model.credentials.contains_key(&key)),
            Err(error) => panic!("{error}"),
            Ok(()) => {
                model.credentials.get_mut(&key).unwrap().1.suspected_clone_at = Some(after(7));
                model.events.push((AuditKind::CloneSuspected, 0));
            }
        },
        KeyStep::SignIn { credential: key, account: n, from, to, session: number, replaces } => {
            if model.sessions.contains_key(&number) {
                return; // Tokens are random: no two sessions have one id.
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
        KeyStep::EndSession { session: number } => {
            let ended = store.end_session(&session_id(number), event(AuditKind::SignedOut, 0)).await.unwrap();
            assert_eq!(ended, model.sessions.remove(&number).is_some());
            if ended {
                model.events.push((AuditKind::SignedOut, 0));
            }
        }
        KeyStep::EndOthers { account: n, keep } => {
            let said = event(AuditKind::OtherSessionsEnded, n);
            let ended = store.end_other_sessions(&handle(n), &session_id(keep), said).await.unwrap();
            assert_eq!(ended, model.end_sessions(|other, session| session.account == handle(n) && other != keep));
            if ended > 0 {
                model.events.push((AuditKind::OtherSessionsEnded, n));
            }
        }
        KeyStep::Begin { ceremony: n } => {
            if model.begun.insert(n) {
                store.put_ceremony(ceremony(n)).await.unwrap();
                model.ceremonies.insert(n, false);
            }
        }
        KeyStep::Finish { ceremony: n, at } => match store.consume_ceremony(&ceremony(n).id, after(at)).await {
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
    }
}
