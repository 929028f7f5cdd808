//! Sign-up by invitation, and back to an account, as pages.

use rp_server::operator::Request;
use shared::api::SignedIn;
use ureq::http::Method;

use crate::app::{InProcess, ORIGIN, Program, TestApp as _};
use crate::person::{Person, Reply};
use crate::reader::{FORM, Page as _, READS_PAGES, Reader as _, SWEDISH, between, cookies, encoded};

/// What the helpdesk is called.
const BY_INVITATION: &str = "sign_up = \"invitation\"\ncontact = \"the help desk, <help@example.org>\"";

/// Pastes an invitation.
fn paste(person: &Person, invitation: &str) -> Reply {
    let page = person.open("/invitation");
    person.submit(&page, "/invitation", &[("invitation", invitation)])
}

#[test]
fn the_sign_in_page_says_who_may_create_an_account() {
    let open = Program::start();
    assert!(open.person().open("/sign-in").says("href=\"/create-account\""));
    let invited = InProcess::start_with(BY_INVITATION);
    let page = invited.person().open("/sign-in");
    assert!(page.says(
        "New here? Accounts are created by invitation. To be invited, ask the help desk, &#60;help@example.org&#62;."
    ));
    assert!(page.says("<a href=\"/invitation\">I have an invitation</a>") && !page.says("/create-account"));
    let closed = Program::start_with(&["--sign-up", "closed"]);
    let page = closed.person().open("/sign-in");
    assert!(!page.says("/create-account") && !page.says("/invitation") && !page.says("New here?"));
}

#[test]
fn a_closed_service_says_so_in_both_languages() {
    let app = Program::start_with(&["--sign-up", "closed"]);
    let page = app.person().read("/create-account");
    assert_eq!(page.status, 403);
    assert!(
        page.says("<h1>No new accounts here</h1>")
            && page.says("No new accounts are created here. If you have one, sign in.")
    );
    let page = app.person().send(Method::GET, "/create-account", &[READS_PAGES, SWEDISH], "");
    assert!(
        page.says("<h1>Inga nya konton här</h1>") && page.says("Inga nya konton skapas här. Logga in om du har ett.")
    );
    // The way back is open all the same.
    assert!(app.person().open("/invitation").says("Your invitation"));
}

#[test]
fn without_an_invitation_the_way_leads_to_where_one_is_shown() {
    let app = InProcess::start_with(BY_INVITATION);
    let person = app.person();
    person.read("/create-account").goes_to("/invitation");
    person.read("/invitation/new-key").goes_to("/invitation");
    let page = person.open("/invitation");
    assert!(page.says("Open the link that you were sent, or paste it here."));
    assert!(page.says("To be invited, ask the help desk, &#60;help@example.org&#62;."), "{}", page.body);
    let page = person.send(Method::GET, "/invitation", &[READS_PAGES, SWEDISH], "");
    assert!(
        page.says("Öppna länken som du har fått, eller klistra in den här.") && page.says("Kontakta the help desk")
    );
    assert!(!page.body.contains("disabled"), "it works without script");
}

#[test]
fn a_wrong_a_spent_a_withdrawn_and_an_expired_invitation_are_answered_alike() {
    let app = InProcess::start_with(BY_INVITATION);
    let (spent, withdrawn, expired) = (app.invite(None), app.invite(None), app.invite(None));
    let begun = app.person().begin_invited("anna", &spent).expect(200);
    app.person().finish_account(begun).expect::<SignedIn>(201);
    let id = rp_server::invitations::InvitationToken::parse(&withdrawn).unwrap().id().to_string();
    app.operate(Request::RevokeInvitation { invitation: id });
    app.clock.advance(std::time::Duration::from_secs(7 * 86_400));
    let person = app.person();
    let mut answers = Vec::new();
    for invitation in [&"A".repeat(32), "x", "", &spent, &withdrawn, &expired] {
        let reply = paste(&person, invitation);
        assert_eq!(reply.status, 422, "{invitation}");
        assert!(reply.says("aria-invalid=\"true\"") && reply.says("This invitation is not valid, or no longer: "));
        assert!(!reply.headers.iter().any(|(name, value)| name == "set-cookie" && value.contains("invitation")));
        assert!(
            invitation.is_empty() || !reply.body.contains(&format!("value=\"{invitation}\"")),
            "it is not said again"
        );
        let nonce = between(&reply.body, "nonce=\"", "\"").unwrap().to_owned();
        answers.push(reply.body.replace(&nonce, ""));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn an_invitation_leads_to_an_account_and_stands_in_no_address() {
    let app = InProcess::start_with(BY_INVITATION);
    let token = app.invite(None);
    let person = app.person();
    let taken = paste(&person, &format!("{ORIGIN}/invitation#{token}"));
    taken.goes_to("/create-account");
    let set = cookies(&taken).into_iter().find(|(name, _)| *name == "nyckel-invitation").unwrap().1;
    assert_eq!(set, format!("{token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600"));
    let page = person.open("/create-account");
    assert!(page.says(&format!("<input type=\"hidden\" data-begin=\"invitation\" value=\"{token}\">")));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert!(page.says("<input type=\"text\" id=\"user-name\""), "the name is free");
    // What the script does.
    let begun = person.begin_invited("anna", &token).expect(200);
    person.finish_account(begun).expect::<SignedIn>(201);
    // The cookie goes with its use.
    assert!(!person.open("/create-account/name").body.contains(&token));
    person.sign_out();
    person.read("/create-account").goes_to("/invitation");
}

#[test]
fn who_signs_in_instead_does_not_keep_the_invitation() {
    let app = InProcess::start_with(BY_INVITATION);
    let anna = app.person();
    let begun = anna.begin_invited("anna", &app.invite(None)).expect(200);
    anna.finish_account(begun).expect::<SignedIn>(201);
    // One that was shown before, in another window of the same browser.
    let person = app.person();
    let token = app.invite(None);
    paste(&person, &token).goes_to("/create-account");
    let begun = person.begin_invited("bert", &app.invite(None)).expect(200);
    let created = person.finish_account(begun);
    assert!(cookies(&created).iter().any(|(name, value)| *name == "nyckel-invitation" && value.contains("Max-Age=0")));
    // And one that comes along while somebody is signed in.
    let cookie = format!("nyckel-invitation={token}");
    let page = anna.send(Method::GET, "/security-info", &[READS_PAGES, ("cookie", &cookie)], "");
    assert_eq!(page.status, 200);
    assert!(cookies(&page).iter().any(|(name, value)| *name == "nyckel-invitation" && value.contains("Max-Age=0")));
}

#[test]
fn under_https_the_invitations_cookie_is_bound_to_the_host() {
    let app = Program::start_under("https://login.example.org");
    let person = app.person();
    let link = String::from_utf8(app.account(&["invite"]).stdout).unwrap();
    assert!(link.starts_with("https://login.example.org/invitation#"), "{link}");
    // The client here speaks http: it keeps no __Host- cookie, and sends none back.
    let page = person.open("/invitation");
    let secret = cookies(&page).into_iter().find(|(name, _)| *name == "__Host-nyckel-visitor").unwrap();
    let cookie = format!("{}={}", secret.0, secret.1.split(';').next().unwrap());
    let body = encoded(&[("csrf", page.csrf()), ("invitation", link.trim())]);
    let reply = person.send(Method::POST, "/invitation", &[READS_PAGES, FORM, ("cookie", &cookie)], body);
    reply.goes_to("/create-account");
    let set = cookies(&reply).into_iter().find(|(name, _)| *name == "__Host-nyckel-invitation").unwrap().1;
    assert!(set.ends_with("; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600; Secure"), "{set}");
}

#[test]
fn an_invitation_by_name_leaves_no_choice() {
    let app = InProcess::start_with(BY_INVITATION);
    let person = app.person();
    paste(&person, &app.invite(Some("åsa"))).goes_to("/create-account");
    let page = person.open("/create-account");
    assert!(
        page.says("<dd><bdi>åsa</bdi></dd>")
            && !page.says("id=\"user-name\"")
            && page.says("Your invitation is for this name.")
    );
}

#[test]
fn who_is_signed_in_is_told_to_sign_out_first() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    let page = anna.open("/invitation");
    assert!(page.says("You are signed in as anna. To use an invitation, sign out, then open its link again."));
    assert!(!page.says("data-invitation"));
    anna.submit(&page, "/invitation", &[("invitation", &app.invite(None))]).goes_to("/invitation");
    anna.read("/invitation/new-key").goes_to("/security-info");
}

#[test]
fn another_sites_form_plants_no_invitation() {
    let app = InProcess::start();
    let person = app.person();
    let page = person.open("/invitation");
    let body = encoded(&[("csrf", page.csrf()), ("invitation", &app.invite(None))]);
    let foreign = [READS_PAGES, FORM, ("origin", "https://other.example"), ("sec-fetch-site", "cross-site")];
    assert_eq!(person.send(Method::POST, "/invitation", &foreign, &body).status, 403);
    let without = encoded(&[("invitation", &app.invite(None))]);
    assert_eq!(person.send(Method::POST, "/invitation", &[READS_PAGES, FORM, ("origin", ORIGIN)], without).status, 403);
}

#[test]
fn the_way_back_names_the_account_and_what_will_happen() {
    let app = InProcess::start_with("sign_up = \"closed\"");
    let open = InProcess::start();
    open.person().create_account("anna");
    let person = open.person();
    paste(&person, &open.invite_back("anna")).goes_to("/invitation/new-key");
    let page = person.open("/invitation/new-key");
    assert!(page.says("Register a new security key for the account “anna”."));
    assert!(page.says("After that you are signed in here, and signed out everywhere else."));
    assert!(page.says("data-ceremony=\"recover\"") && page.says("value=\"Security key 2\""));
    // An account that has been locked meanwhile: no way back outlives that.
    open.operate(Request::Lock { account: "anna".into() });
    person.read("/invitation/new-key").goes_to("/invitation");
    // An invitation for a new account, of before the service was closed.
    let refused = paste(&app.person(), &app.invite(None));
    assert_eq!(refused.status, 403);
    assert!(refused.says("No new accounts here"));
}

#[test]
fn what_the_operator_did_is_shown_to_the_person() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    anna.add_key(&mut Person::new_key());
    app.operate(Request::RemoveKey { account: "anna".into(), key: "Spare".into(), even_if_last: false });
    app.operate(Request::Lock { account: "anna".into() });
    app.operate(Request::Unlock { account: "anna".into() });
    app.invite_back("anna");
    let token = app.invite_back("anna");
    let back = app.person();
    back.recover_with(&token, &mut Person::new_key()).expect::<SignedIn>(200);
    let name = back.open("/invitation/new-key/name");
    assert!(name.says("Your key is registered"));
    back.submit(&name, "/invitation/new-key/name", &[("name", "New one")]).goes_to("/security-info");
    let page = back.open("/security-info/activity");
    for text in [
        "A new security key was added with the administrator’s link: New one. All devices were signed out",
        "Your administrator made a link by which a new key can be added to the account",
        "Your administrator unlocked the account",
        "Your administrator locked the account",
        "Your administrator removed a security key: Spare",
    ] {
        assert!(page.says(&format!("<li class=\"alarming\"><span>{text}</span>")), "{text}: {}", page.body);
    }
    let invitations = page.body.matches("Your administrator made a link").count();
    assert_eq!(invitations, 2);
}
