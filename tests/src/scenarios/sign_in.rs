//! Registration and sign-in against a real server.

use hid_client::error::{Error, ErrorKind};
use hid_client::relying_party::ServerError;
use shared::api::BeginSignIn;
use shared::webauthn_json::UserVerification;

use super::Loop;

/// The main job: an account is created with the key, and the key signs in to it; the counter's next use is accepted too.
pub(super) fn registers_and_signs_in_by_name(it: &mut Loop<'_>) {
    let name = it.name("by-name");
    let registered = it.register(&name).expect("registered");
    assert_eq!(registered.account.user_name, name);
    for _ in 0..2 {
        let signed_in = it.sign_in(Some(&name)).expect("signed in");
        assert_eq!(signed_in.account, registered.account);
        assert_eq!(signed_in.key.id, registered.key.id);
        assert!(signed_in.key.last_used_at.is_some());
    }
}

/// The key says who signs in.
pub(super) fn signs_in_without_a_name(it: &mut Loop<'_>) {
    let name = it.name("discoverable");
    it.register(&name).expect("registered");
    assert_eq!(it.sign_in_as(&name).expect("signed in").account.user_name, name);
}

/// What was posted once is refused the second time.
pub(super) fn an_assertion_works_once(it: &mut Loop<'_>) {
    let name = it.name("replay");
    it.register(&name).expect("registered");
    let answer = it.sign_in_answer(Some(&name), &it.pin).expect("an assertion");
    it.server.finish_sign_in(&answer).expect("the first time");
    let again = Error::from(it.server.finish_sign_in(&answer).expect_err("the second time"));
    assert_eq!(refusal(&again), "ceremony_used");
}

/// A name that nobody has gets a list like any other; no key answers to it.
pub(super) fn no_credential_for_an_unknown_name(it: &mut Loop<'_>) {
    let name = it.name("nobody");
    let begin = || it.server.begin_sign_in(&BeginSignIn { user_name: Some(name.clone()) }).expect("begun").public_key;
    let (first, second) = (begin(), begin());
    assert!(!first.allow_credentials.is_empty());
    assert_eq!(first.allow_credentials, second.allow_credentials);
    assert_eq!(first.user_verification, UserVerification::Required);
    let error = it.sign_in(Some(&name)).expect_err("nobody");
    assert!(matches!(error.kind(), ErrorKind::NoCredential), "{error:?}");
}

/// The server names the account's keys, and the key recognises itself.
pub(super) fn a_registered_key_is_refused(it: &mut Loop<'_>) {
    let registered = it.register(&it.name("excluded")).expect("registered");
    let begin = shared::api::BeginAccount { user_name: it.name("excluded-too"), display_name: None, invitation: None };
    let mut options = it.server.begin_account(&begin).expect("begun").public_key;
    options.exclude_credentials = vec![shared::webauthn_json::CredentialDescriptor {
        credential_type: shared::webauthn_json::PUBLIC_KEY.into(),
        id: registered.key.id,
        transports: Vec::new(),
    }];
    let error = it.create(|client, operation| client.create(&options, operation)).expect_err("excluded");
    assert!(matches!(error.kind(), ErrorKind::AlreadyRegistered), "{error:?}");
}

/// Two accounts on one key: the person picks, and gets what they picked.
pub(super) fn one_of_several_accounts_is_chosen(it: &mut Loop<'_>) {
    let names = [it.name("first-of-two"), it.name("second-of-two")];
    for name in &names {
        it.register(name).expect("registered");
    }
    for name in &names {
        assert_eq!(it.sign_in_as(name).expect("signed in").account.user_name, *name);
    }
}

/// The server's word for why it refused.
fn refusal(error: &Error) -> &str {
    match error.kind() {
        ErrorKind::Server(ServerError::Refused(problem)) => &problem.code,
        other => panic!("not refused by the server: {other:?}"),
    }
}
