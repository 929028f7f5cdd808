//! Authenticator apps, the default method and what was removed, as a person without script meets them (R15, R30 to R36).

use std::time::Duration;

use rp_server::clock::Clock as _;
use rp_server::contacts::Address;
use rp_server::records::{AuditEvent, AuditKind, EmailAddress, RemovedId, RemovedMethod, RemovedThing, UserName};
use rp_server::store::{ContactUse, NewContact, SecurityInfoChange, SecurityInfoStore as _, Store as _};
use serde_json::json;
use ureq::http::Method;

use crate::app::{InProcess, TestApp as _};
use crate::person::{Person, Reply};
use crate::phone::Phone;
use crate::reader::{Page as _, READS_PAGES, Reader as _, SWEDISH, between};

const ADD: &str = "/security-info/apps/add";
const SCAN: &str = "/security-info/apps/add/scan";
const DEFAULT: &str = "/security-info/default";
const START: &str = "/security-info";
const DAY: Duration = Duration::from_secs(86_400);

pub(crate) fn millis(app: &InProcess) -> u64 {
    app.clock.now().unix_millis()
}

/// The phone that has taken over what the page shows.
#[track_caller]
fn scanned(page: &Reply) -> Phone {
    Phone::with_seed(between(&page.body, "<dd class=\"seed\"><bdi>", "</bdi>").expect("a seed"))
}

fn test(person: &Person, page: &Reply, code: &str, name: &str) -> Reply {
    let setup = between(&page.body, "name=\"setup\" value=\"", "\"").expect("a setup");
    person.submit(page, SCAN, &[("setup", setup), ("code", code), ("name", name)])
}

pub(crate) fn add_app(app: &InProcess, person: &Person, name: &str) -> Phone {
    let page = person.open(SCAN);
    let phone = scanned(&page);
    test(person, &page, &phone.code_at(millis(app)), name).goes_to(START);
    phone
}

/// The addresses on the security info page that end like this.
fn links(person: &Person, end: &str) -> Vec<String> {
    person.open(START).addresses(end)
}

#[test]
fn r30_an_app_is_chosen_got_scanned_or_typed_and_tested() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    assert!(anna.open(START).addresses(ADD).contains(&ADD.to_owned()));
    let page = anna.open(ADD);
    assert!(page.says("First get the app") && page.says("I want to use another app"));
    assert!(page.says("Every app that shows codes of six digits (TOTP) works"));
    assert!(page.says("I want to use another method") && page.addresses("/add").contains(&"/security-info/add".into()));
    let methods = anna.open("/security-info/add");
    assert!(methods.says("Add a security key") && methods.says("Add an authenticator app"));
    assert!(page.addresses("/scan").contains(&SCAN.to_owned()));

    let page = anna.open(SCAN);
    assert!(page.says("<svg class=\"qr\"") && page.says("scan the picture?") && page.says("<bdi>anna</bdi>"));
    let seed = between(&page.body, "<dd class=\"seed\"><bdi>", "</bdi>").unwrap();
    assert_eq!(seed.split(' ').map(str::len).collect::<Vec<_>>(), [4; 8]);
    let address = format!("otpauth://totp/Nyckel:anna?secret={}&#38;issuer=Nyckel", seed.replace(' ', ""));
    assert!(page.says(&format!("href=\"{address}\"")), "{}", page.body);
    // All of it is in the page itself, and allowed by its policy.
    assert!(!page.body.contains("data:") && !page.body.contains(" style="));
    assert_ne!(between(&anna.open(SCAN).body, "class=\"seed\"><bdi>", "<"), Some(seed), "a new one every time");

    let phone = scanned(&page);
    let wrong = test(&anna, &page, &phone.wrong_code_at(millis(&app)), "Phone");
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("This code is wrong. Check that your phone’s clock is right"));
    assert!(wrong.says(seed) && wrong.says("value=\"Phone\""), "the same seed, and the name as it was typed");
    assert!(links(&anna, "/rename").iter().all(|link| !link.contains("/apps/")), "R31: it does not count yet");
    let unnamed = test(&anna, &wrong, &phone.code_at(millis(&app)), " ");
    assert_eq!(unnamed.status, 422);
    assert!(unnamed.says("A name has 1 to 64 characters"));
    test(&anna, &unnamed, &phone.code_at(millis(&app)), "Phone").goes_to(START);
    let page = anna.open(START);
    assert!(page.says("The app “Phone” has been added. Its code is asked for first from now on."));
    assert!(page.says("<h3><bdi>Phone</bdi></h3>") && page.says("Added: authenticator app"));
}

#[test]
fn r31_what_was_begun_in_another_session_is_over() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    let page = anna.open(SCAN);
    let phone = scanned(&page);
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    let setup = between(&page.body, "name=\"setup\" value=\"", "\"").unwrap();
    let fresh = anna.open(SCAN);
    let code = phone.code_at(millis(&app));
    let over = anna.submit(&fresh, SCAN, &[("setup", setup), ("code", &code), ("name", "Phone")]);
    assert_eq!(over.status, 410);
    assert!(over.says("Delete the new account in your app, then begin again."));
}

#[test]
fn r32_the_sixth_app_is_refused_on_its_page() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    for number in 1..=5 {
        add_app(&app, &anna, &format!("App {number}"));
    }
    for path in [ADD, SCAN] {
        let page = anna.read(path);
        assert_eq!(page.status, 409, "{path}");
        assert!(page.says("You can’t set up Nyckel Authenticator because you already have five authenticator apps or hardware tokens. Please contact your administrator to delete one of your authenticator apps or hardware tokens."));
    }
    let page = anna.send(Method::GET, ADD, &[READS_PAGES, SWEDISH], "");
    assert!(page.says("eftersom du redan har fem autentiseringsappar eller maskinvarutoken."), "{}", page.body);
}

#[test]
fn r34_r35_r15_an_app_is_removed_and_brought_back() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    let phone = add_app(&app, &anna, "Phone");
    assert!(anna.open(START).says("Asked for first: A code from your authenticator app."));
    let path = links(&anna, "/remove").into_iter().find(|link| link.contains("/apps/")).unwrap();
    let page = anna.open(&path);
    assert!(page.says("Delete the account in the app as well. Removing it here does not do that."));
    assert!(page.says("After that you are asked for this first: A security key."));
    assert!(page.says("What you remove is kept for 30 days."));
    anna.submit(&page, &path, &[]).goes_to(START);
    let page = anna.open(START);
    assert!(page.says("The app “Phone” has been removed. Delete the account in the app as well."));
    assert!(!page.says("<h3><bdi>Phone</bdi></h3>") && !page.says("Default method"), "R35: the key alone is left");
    assert!(page.says("<strong><bdi>Phone</bdi></strong>") && page.says("It is deleted for good on 14 February 2027."));
    assert_eq!(anna.read(&path).status, 404);

    let back = links(&anna, "/restore").remove(0);
    let page = anna.open(&back);
    assert!(page.says("“Phone” can be used again, as it was before it was removed."));
    anna.submit(&page, &back, &[]).goes_to(START);
    let page = anna.open(START);
    assert!(page.says("“Phone” is back on your account.") && page.says("<h3><bdi>Phone</bdi></h3>"));
    assert!(page.says("Asked for first: A code from your authenticator app.") && page.addresses("/restore").is_empty());
    assert_eq!(anna.submit(&page, &back, &[]).status, 404, "once");
    drop(phone);
}

#[test]
fn r15_after_thirty_days_nothing_is_left_to_bring_back() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    let added = anna.add_key(&mut Person::new_key());
    let path = format!("/security-info/keys/{}/remove", added.id);
    let page = anna.open(&path);
    assert!(page.says("What you remove is kept for 30 days."));
    anna.submit(&page, &path, &[]).goes_to(START);
    let back = links(&anna, "/restore").remove(0);
    app.clock.advance(30 * DAY);
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    let page = anna.open(START);
    assert!(page.addresses("/restore").is_empty() && !page.says("Bring back"));
    assert_eq!(anna.read(&back).status, 404);
    assert_eq!(anna.submit(&page, &back, &[]).status, 404);
}

#[test]
fn r15_an_address_comes_back_too() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    let back = removed_address(&app, "anna.planted@example.org");
    let page = anna.open(START);
    assert!(page.says("a…@example.org") && !page.says("anna.planted"));
    let path = format!("/security-info/removed/{back}/restore");
    anna.submit(&anna.open(&path), &path, &[]).goes_to(START);
    app.ask(async {
        let account = app.store.account_by_name(&UserName::new("anna").unwrap()).await.unwrap().unwrap().id;
        let contacts = app.store.contacts(&account).await.unwrap();
        assert_eq!(contacts.len(), 1);
        assert!(contacts[0].verified_at.is_some(), "as it was");
        assert!(app.store.removed_methods(&account).await.unwrap().is_empty());
    });
}

/// Gives Anna an address that she has proved to read, and removes it.
fn removed_address(app: &InProcess, address: &str) -> RemovedId {
    let email = Address::Email(EmailAddress::new(address).unwrap());
    app.ask(async {
        let account = app.store.account_by_name(&UserName::new("anna").unwrap()).await.unwrap().unwrap().id;
        let (at, id) = (app.clock.now(), RemovedId::generate().unwrap());
        let event = |kind| AuditEvent {
            at,
            kind,
            account: Some(account.clone()),
            credential: None,
            detail: "email".into(),
            actor: None,
        };
        let contact = app.delivery.contacts().seal(&account, &email, at).unwrap();
        let new = NewContact { contact: contact.clone(), event: event(AuditKind::MethodAdded), messages: vec![] };
        app.store.add_contact(new).await.unwrap();
        app.store.contact_served(&account, &contact.id, ContactUse::Verified, at).await.unwrap();
        let contact = app.store.contacts(&account).await.unwrap().remove(0);
        let read = app.store.security_info(&account).await.unwrap();
        let removed = RemovedMethod {
            id,
            account: account.clone(),
            removed_at: at,
            what: RemovedThing::Contact(contact.clone()),
        };
        let change = SecurityInfoChange {
            contacts_removed: vec![contact.id],
            removed: vec![removed],
            ..SecurityInfoChange::new(&read, event(AuditKind::MethodRemoved))
        };
        app.store.change_security_info(change).await.unwrap();
        id
    })
}

#[test]
fn apps_are_renamed_on_their_page() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    add_app(&app, &anna, "<b>Phone</b>");
    let path = links(&anna, "/rename").into_iter().find(|link| link.contains("/apps/")).unwrap();
    let page = anna.open(&path);
    assert!(page.says("&#60;b&#62;Phone") && !page.body.contains("<b>"));
    let refused = anna.submit(&page, &path, &[("name", &"x".repeat(65))]);
    assert_eq!(refused.status, 422);
    assert!(refused.says("A name has 1 to 64 characters"));
    anna.submit(&page, &path, &[("name", "Work")]).goes_to(START);
    let page = anna.open(START);
    assert!(page.says("The app is now called “Work”.") && page.says("Given another name: authenticator app"));
    for path in ["/security-info/apps/AAAA/rename", "/security-info/apps/AAAAAAAAAAAAAAAAAAAAAA/remove"] {
        assert_eq!(anna.read(path).status, 404, "{path}");
    }
}

#[test]
fn r36_the_default_is_chosen_from_a_list_and_confirmed() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    assert!(!anna.open(START).says("Default method"), "there is nothing to choose from");
    add_app(&app, &anna, "Phone");
    let page = anna.open(DEFAULT);
    assert!(page.says("value=\"app\" required checked") && page.says("value=\"security-key\" required>"));
    assert!(page.says("A security key") && page.says("A code from your authenticator app") && page.says("Confirm"));
    anna.submit(&page, DEFAULT, &[("method", "security-key")]).goes_to(START);
    let page = anna.open(START);
    assert!(page.says("The default method has been changed.") && page.says("Asked for first: A security key."));
    assert!(page.says("Asked for first from now on: security key"));
    assert_eq!(anna.submit(&page, DEFAULT, &[("method", "password")]).status, 404);
    assert_eq!(anna.submit(&page, DEFAULT, &[]).status, 400);
}

#[test]
fn r36_the_default_app_is_asked_for_by_itself_at_a_sign_in_and_a_proof() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    let phone = add_app(&app, &anna, "Phone");
    let password = "seven purple walrus teeth";
    assert_eq!(anna.send_json(Method::PUT, "/api/v1/password", &json!({ "password": password })).status, 204);
    assert_eq!(anna.send_json(Method::PUT, "/api/v1/two-step", &json!({ "on": true })).status, 204);
    let person = app.person();
    let page = person.open("/sign-in/password");
    let asked = person.submit(&page, "/sign-in/password", &[("user_name", "anna"), ("password", password)]);
    assert_eq!(asked.status, 303);
    let page = person.open(asked.header("location").unwrap());
    assert!(page.says("Enter the code that your authenticator app shows.") && page.says("A security key"));
    app.clock.advance(Duration::from_secs(30));
    let fields = |code: String| [("with", "app".to_owned()), ("code", code), ("return_to", START.to_owned())];
    let enter = |person: &Person, page: &Reply, path: &str, code| {
        let fields = fields(code);
        person.submit(page, path, &fields.each_ref().map(|(name, text)| (*name, text.as_str())))
    };
    let wrong = enter(&person, &page, "/sign-in/step", phone.wrong_code_at(millis(&app)));
    assert_eq!(wrong.status, 422);
    // R7: a password is never a code.
    assert_eq!(enter(&person, &page, "/sign-in/step", password.into()).status, 422);
    enter(&person, &page, "/sign-in/step", phone.code_at(millis(&app))).goes_to(START);
    assert!(person.open(START).says("Used for this sign-in"));

    app.clock.advance(Duration::from_secs(601));
    person.read(ADD).goes_to("/prove?return_to=%2Fsecurity-info%2Fapps%2Fadd");
    let page = person.open("/prove?return_to=%2Fsecurity-info%2Fapps%2Fadd");
    assert!(page.says("Enter the code that your authenticator app shows."));
    enter(&person, &page, "/prove", phone.code_at(millis(&app))).goes_to(START);
    person.open(ADD);
}

#[test]
fn r27_where_apps_are_not_allowed_they_are_absent_and_the_page_says_so() {
    let app = InProcess::start_with("policy.methods = [\"security-key\", \"password\"]");
    let anna = app.person();
    anna.create_account("anna");
    assert!(!anna.open(START).says("Authenticator apps"));
    let page = anna.open("/security-info/add");
    assert!(page.says("Add a security key") && !page.says("Add an authenticator app"));
    assert!(page.says("Your organisation may not allow this method."));
    for path in [ADD, SCAN] {
        let page = anna.read(path);
        assert_eq!(page.status, 403, "{path}");
        assert!(page.says("Your organisation may not allow this method."));
    }
    let app = InProcess::start();
    let bert = app.person();
    bert.create_account("bert");
    assert!(!bert.open("/security-info/add").says("Your organisation may not allow this method."));
}
