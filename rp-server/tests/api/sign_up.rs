//! Who may create an account.

use std::time::Duration;

use rp_server::operator::Request;
use rp_server::records::AuditKind;
use rp_server::store::Store as _;
use rustix::process::{Signal, kill_process};
use serde_json::json;
use shared::api::{RegistrationBegun, SignedIn};

use crate::app::{InProcess, Program, TestApp as _, printed, token_of};
use crate::person::{Person, Reply};

const CLOSED: &str = "This service takes no new accounts. Sign in, or ask the administrator.";
const NEEDED: &str =
    "Accounts are created by invitation here. Open the link that you were sent, or ask the administrator for one.";
const INVALID: &str =
    "This invitation is not valid, or no longer: it may have been used, withdrawn, or have expired. Ask for a new one.";

#[track_caller]
fn invalid(reply: &Reply) {
    reply.refused(403, "invitation_invalid", INVALID);
}

fn begin(person: &Person, name: &str) -> Reply {
    person.post("/api/v1/accounts/begin", &json!({ "userName": name }))
}

/// The conformance profile creates accounts too.
fn begin_fido(person: &Person, name: &str) -> Reply {
    person.post("/attestation/options", &json!({ "username": name, "displayName": "Anna" }))
}

#[test]
fn a_closed_service_creates_no_account() {
    let app = Program::start_with(&["--sign-up", "closed"]);
    let person = app.person();
    begin(&person, "anna").refused(403, "sign_up_closed", CLOSED);
    let fido = begin_fido(&person, "anna");
    assert_eq!((fido.status, fido.json()), (403, json!({ "status": "failed", "errorMessage": CLOSED })));
    let invited = app.account(&["invite", "anna"]);
    assert_eq!(invited.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(invited.stderr).unwrap(),
        "rp-server: nobody may create an account while sign_up is closed. Set sign_up to invitation, and restart the server\n"
    );
}

#[test]
fn by_invitation_whoever_has_none_learns_nothing_but_that() {
    let app = InProcess::start_with("sign_up = \"invitation\"");
    let person = app.person();
    let token = app.invite(None);
    let begun: RegistrationBegun = person.begin_invited("anna", &token).expect(200);
    person.finish_account(begun).expect::<SignedIn>(201);
    // Neither that a name is taken, nor that one does not do.
    for name in ["anna", "nobody"] {
        begin(&app.person(), name).refused(403, "invitation_needed", NEEDED);
        invalid(&app.person().begin_invited(name, "AAAA"));
        let fido = begin_fido(&app.person(), name);
        assert_eq!((fido.status, fido.json()), (403, json!({ "status": "failed", "errorMessage": NEEDED })));
    }
}

#[test]
fn an_invitation_lets_one_person_in_once() {
    let app = InProcess::start_with("sign_up = \"invitation\"");
    let token = app.invite(None);
    // The whole link does as well.
    let link = format!("http://localhost:8080/invitation#{token}");
    let begun: RegistrationBegun = app.person().begin_invited("anna", &link).expect(200);
    let late: RegistrationBegun = app.person().begin_invited("bert", &token).expect(200);
    app.person().finish_account(begun).expect::<SignedIn>(201);
    invalid(&app.person().begin_invited("cecilia", &token));
    let person = app.person();
    invalid(&person.finish_account(late));
    assert_eq!(person.me().status, 401);
    let bert = rp_server::records::UserName::new("bert").unwrap();
    assert_eq!(app.ask(app.store.account_by_name(&bert)).unwrap(), None);
    let audit = app.ask(app.store.audit_from(1, 100)).unwrap();
    let said: Vec<_> = audit.iter().map(|entry| (entry.event.kind, entry.event.actor.map(|a| a.to_string()))).collect();
    let by_operator = Some("operator".to_owned());
    assert_eq!(
        said,
        [
            (AuditKind::InvitationCreated, by_operator),
            (AuditKind::AccountCreated, None),
            (AuditKind::RegistrationRefused, None)
        ]
    );
    assert_eq!(audit[2].event.detail, "invitation_invalid");
    assert!(audit[1].event.detail.ends_with(&audit[0].event.detail), "which invitation it was: {audit:?}");
}

#[test]
fn of_a_hundred_who_finish_with_one_invitation_one_gets_an_account() {
    let app = InProcess::start_with("sign_up = \"invitation\"");
    let token = app.invite(None);
    let begun: Vec<(Person, RegistrationBegun)> = (0..100)
        .map(|n| {
            let person = app.person();
            let begun = person.begin_invited(&format!("user{n}"), &token).expect(200);
            (person, begun)
        })
        .collect();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let finish =
            |(person, begun): (Person, RegistrationBegun)| scope.spawn(move || person.finish_account(begun).status);
        begun.into_iter().map(finish).collect::<Vec<_>>().into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 201 | 403)), "{statuses:?}");
    assert_eq!(app.ask(app.store.accounts(None, 200)).unwrap().len(), 1);
}

#[test]
fn an_invitation_that_is_over_or_withdrawn_is_as_one_that_never_was() {
    let app = InProcess::start_with("sign_up = \"invitation\"");
    let (expiring, withdrawn) = (app.invite(None), app.invite(Some("bert")));
    let begun: RegistrationBegun = app.person().begin_invited("bert", &withdrawn).expect(200);
    let id = rp_server::invitations::InvitationToken::parse(&withdrawn).unwrap().id().to_string();
    app.operate(Request::RevokeInvitation { invitation: id });
    invalid(&app.person().begin_invited("bert", &withdrawn));
    invalid(&app.person().finish_account(begun));
    app.clock.advance(Duration::from_secs(7 * 86_400 - 1));
    let begun: RegistrationBegun = app.person().begin_invited("anna", &expiring).expect(200);
    app.clock.advance(Duration::from_secs(1));
    invalid(&app.person().begin_invited("anna", &expiring));
    invalid(&app.person().finish_account(begun));
    for never in ["A".repeat(32), "A".repeat(31), String::new(), "#".into(), "a\u{0}b".into()] {
        invalid(&app.person().begin_invited("anna", &never));
    }
}

#[test]
fn an_invitation_by_name_is_for_that_name_alone_and_keeps_it() {
    let app = InProcess::start();
    let token = app.invite(Some("Åsa"));
    app.person().begin_invited("anna", &token).refused(
        422,
        "invitation_for_another_name",
        "This invitation is for the user name \"åsa\". Use that name.",
    );
    let taken = "This user name is taken. Choose another.";
    begin(&app.person(), "åsa").refused(409, "user_name_taken", taken);
    app.person().begin_invited("åsa", &app.invite(None)).refused(409, "user_name_taken", taken);
    let begun: RegistrationBegun = app.person().begin_invited("Åsa", &token).expect(200);
    app.person().finish_account(begun).expect::<SignedIn>(201);
}

#[test]
fn the_policy_is_looked_at_again_when_the_account_is_created() {
    for (policy, code, detail) in [("closed", "sign_up_closed", CLOSED), ("invitation", "invitation_needed", NEEDED)] {
        let data = tempfile::tempdir().unwrap();
        let mut app = Program::start_on(data.path(), &["--sign-up", "open"]);
        let begun = app.person().begin_account("anna");
        kill_process(app.pid(), Signal::TERM).unwrap();
        assert_eq!(app.wait().code(), Some(0));
        let app = Program::start_on(data.path(), &["--sign-up", policy]);
        let person = app.person();
        person.finish_account(begun).refused(403, code, detail);
        assert_eq!(person.me().status, 401);
    }
}

#[test]
fn an_operators_link_creates_an_account_while_the_server_runs() {
    let app = Program::start_with(&["--sign-up", "invitation"]);
    let token = token_of(&printed(&app.account(&["invite", "anna"])));
    let begun: RegistrationBegun = app.person().begin_invited("anna", &token).expect(200);
    app.person().finish_account(begun).expect::<SignedIn>(201);
    assert!(printed(&app.account(&["invitations"])).starts_with("No invitation is open."));
}
