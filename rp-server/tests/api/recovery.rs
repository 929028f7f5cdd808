//! Back to an account by invitation: for who has no key left.

use std::time::Duration;

use rp_server::clock::Clock as _;
use rp_server::operator::{Answer, Request};
use rp_server::records::{AuditKind, Invitation, InvitationPurpose};
use rp_server::store::{NewInvitation, Store as _};
use rustix::process::{Signal, kill_process};
use serde_json::json;
use shared::api::{Keys, RegistrationBegun, SignedIn};

use crate::app::{InProcess, Program, TestApp as _, account, printed, token_of};
use crate::person::Person;

const INVALID: &str =
    "This invitation is not valid, or no longer: it may have been used, withdrawn, or have expired. Ask for a new one.";

#[test]
fn who_lost_their_key_comes_back_and_everybody_else_is_signed_out() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    let token = app.invite_back("Anna");
    let back = app.person();
    let mut key = Person::new_key();
    let signed_in: SignedIn = back.recover_with(&token, &mut key).expect(200);
    assert_eq!(signed_in.account.user_name, "anna");
    assert_eq!(anna.me().status, 401, "the old session ended");
    assert_eq!(back.get("/api/v1/keys").expect::<Keys>(200).keys.len(), 2, "the old key is the person's to remove");
    back.recover_with(&token, &mut Person::new_key()).refused(403, "invitation_invalid", INVALID);
    app.person().sign_in(Some("anna"), &mut key).expect::<SignedIn>(200);
    let kinds: Vec<_> = app.ask(app.store.audit_from(2, 10)).unwrap().iter().map(|entry| entry.event.kind).collect();
    assert_eq!(kinds, [AuditKind::InvitationCreated, AuditKind::AccountRecovered, AuditKind::SignedIn]);
}

#[test]
fn a_closed_service_lets_its_people_come_back() {
    let data = tempfile::tempdir().unwrap();
    let mut app = Program::start_on(data.path(), &[]);
    app.person().create_account("anna");
    kill_process(app.pid(), Signal::TERM).unwrap();
    app.wait();
    let app = Program::start_on(data.path(), &["--sign-up", "closed"]);
    let token = token_of(&printed(&account(data.path(), &["invite", "--for", "anna"])));
    app.person().recover_with(&token, &mut Person::new_key()).expect::<SignedIn>(200);
}

#[test]
fn an_invitation_back_does_not_create_an_account_nor_the_reverse() {
    let app = InProcess::start();
    app.person().create_account("anna");
    let (back, new) = (app.invite_back("anna"), app.invite(None));
    app.person().begin_invited("bert", &back).refused(403, "invitation_invalid", INVALID);
    app.person().recover_with(&new, &mut Person::new_key()).refused(403, "invitation_invalid", INVALID);
    for wrong in [json!({}), json!({ "invitation": 5 }), json!({ "invitation": "x", "userName": "anna" })] {
        assert_eq!(app.person().post("/api/v1/recovery/begin", &wrong).json()["code"], "body_malformed", "{wrong}");
    }
}

#[test]
fn it_is_over_after_a_day_and_the_newest_is_the_only_one() {
    let app = InProcess::start();
    app.person().create_account("anna");
    let (first, second) = (app.invite_back("anna"), app.invite_back("anna"));
    app.person().recover_with(&first, &mut Person::new_key()).refused(403, "invitation_invalid", INVALID);
    let begin = |token: &str| app.person().post("/api/v1/recovery/begin", &json!({ "invitation": token }));
    app.clock.advance(Duration::from_secs(86_400 - 1));
    let begun: RegistrationBegun = begin(&second).expect(200);
    app.clock.advance(Duration::from_secs(1));
    begin(&second).refused(403, "invitation_invalid", INVALID);
    let credential = Person::new_key().register(&begun.public_key.challenge, &begun.public_key.user.id);
    let finish = shared::api::FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
    app.person().post("/api/v1/recovery/finish", &finish).refused(403, "invitation_invalid", INVALID);
}

#[test]
fn a_suspended_key_is_no_way_back() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    anna.sign_in(Some("anna"), &mut key).expect::<SignedIn>(200);
    key.counter = 0;
    assert_eq!(app.person().sign_in(Some("anna"), &mut key).status, 422);
    let token = app.invite_back("anna");
    let begun: RegistrationBegun =
        app.person().post("/api/v1/recovery/begin", &json!({ "invitation": token })).expect(200);
    let excluded: Vec<_> = begun.public_key.exclude_credentials.iter().map(|excluded| excluded.id.clone()).collect();
    assert_eq!(excluded, [key.id.clone()]);
    let refused = app.person().recover_with(&token, &mut key);
    refused.refused(409, "already_registered", "This security key is registered already. Use another key.");
    app.person().recover_with(&token, &mut Person::new_key()).expect::<SignedIn>(200);
}

#[test]
fn a_lock_withdraws_the_way_back() {
    let app = InProcess::start();
    app.person().create_account("anna");
    let token = app.invite_back("anna");
    let begun: RegistrationBegun =
        app.person().post("/api/v1/recovery/begin", &json!({ "invitation": token })).expect(200);
    let locked = app.operate(Request::Lock { account: "anna".into() });
    assert!(matches!(locked, Answer::Locked(locked) if locked.changed && locked.sessions_ended == 1));
    app.person().recover_with(&token, &mut Person::new_key()).refused(403, "invitation_invalid", INVALID);
    let credential = Person::new_key().register(&begun.public_key.challenge, &begun.public_key.user.id);
    let finish = shared::api::FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
    app.person().post("/api/v1/recovery/finish", &finish).refused(403, "invitation_invalid", INVALID);
    // Unlocking does not bring it back.
    app.operate(Request::Unlock { account: "anna".into() });
    app.person().recover_with(&token, &mut Person::new_key()).refused(403, "invitation_invalid", INVALID);
}

#[test]
fn a_locked_account_is_not_come_back_to() {
    let app = InProcess::start();
    app.person().create_account("anna");
    app.operate(Request::Lock { account: "anna".into() });
    // The operator's commands make no such invitation; a store that has one gives nothing away by it.
    let token = rp_server::invitations::InvitationToken::generate().unwrap();
    let anna =
        app.ask(app.store.account_by_name(&rp_server::records::UserName::new("anna").unwrap())).unwrap().unwrap();
    let invitation = Invitation {
        id: token.id(),
        purpose: InvitationPurpose::Recovery { account: anna.id.clone() },
        created_at: app.clock.now(),
        expires_at: app.clock.now().plus(Duration::from_secs(60)),
    };
    let event = rp_server::audit::invitation_created(app.clock.now(), Some(&anna.id), &token.id());
    app.ask(app.store.create_invitation(NewInvitation { invitation, event })).unwrap();
    let refused = app.person().recover_with(token.reveal().reveal(), &mut Person::new_key());
    refused.refused(403, "account_locked", "This account is locked. Ask the administrator.");
}

#[test]
fn a_ceremony_of_another_kind_does_not_finish_it() {
    let app = InProcess::start();
    app.person().create_account("anna");
    let begun = app.person().begin_account("bert");
    let credential = Person::new_key().register(&begun.public_key.challenge, &begun.public_key.user.id);
    let finish = shared::api::FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
    let unknown = "This ceremony is unknown: it was not begun here, or not for this. Begin again.";
    app.person().post("/api/v1/recovery/finish", &finish).refused(404, "ceremony_unknown", unknown);
    let begun: RegistrationBegun =
        app.person().post("/api/v1/recovery/begin", &json!({ "invitation": app.invite_back("anna") })).expect(200);
    let credential = Person::new_key().register(&begun.public_key.challenge, &begun.public_key.user.id);
    let finish = shared::api::FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
    app.person().post("/api/v1/accounts/finish", &finish).refused(404, "ceremony_unknown", unknown);
}
