//! Where a person is signed in, and signing out there.

use ureq::http::Method;

use crate::app::{InProcess, Program, TestApp as _};
use crate::person::Person;
use crate::reader::{Page as _, Reader as _};

#[test]
fn devices_are_listed_and_signed_out() {
    let app = Program::start();
    let (anna, phone, old) = (app.person(), app.person(), app.person());
    let mut key = anna.create_account("anna");
    for other in [&phone, &old] {
        assert_eq!(other.sign_in(Some("anna"), &mut key).status, 200);
    }
    let page = anna.open("/security-info");
    assert!(page.says("This device") && page.says("with Security key"));
    let mut sign_outs = page.addresses("/sign-out");
    sign_outs.retain(|address| address.starts_with("/security-info/devices/") && !address.contains("others"));
    assert_eq!(sign_outs.len(), 2, "not for this one");
    anna.submit(&page, &sign_outs[0], &[]).goes_to("/security-info");
    let page = anna.open("/security-info");
    assert!(page.says("The device has been signed out.") && page.says("A device was signed out"));
    assert_eq!([&phone, &old].iter().filter(|other| other.me().status == 401).count(), 1);
    assert_eq!(anna.submit(&page, &sign_outs[0], &[]).status, 404, "it is signed out already");
    anna.submit(&page, "/security-info/devices/others/sign-out", &[]).goes_to("/security-info");
    let page = anna.open("/security-info");
    assert!(page.says("One other device has been signed out."));
    assert!([&phone, &old].iter().all(|other| other.me().status == 401));
    assert!(!page.says("Sign out everywhere else"), "there is nowhere else");
}

#[test]
fn another_accounts_devices_are_out_of_reach() {
    let app = Program::start();
    let (anna, bert, laptop) = (app.person(), app.person(), app.person());
    let mut key = anna.create_account("anna");
    laptop.sign_in(Some("anna"), &mut key);
    bert.create_account("bert");
    let mut addresses = anna.open("/security-info").addresses("/sign-out");
    addresses.retain(|address| address.starts_with("/security-info/devices/") && !address.contains("others"));
    let page = bert.open("/security-info");
    assert_eq!(bert.submit(&page, &addresses[0], &[]).status, 404);
    assert_eq!(laptop.me().status, 200);
}

#[test]
fn a_device_is_called_what_it_calls_itself() {
    let app = Program::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    let firefox = app.person();
    let begun = firefox.begin_sign_in(Some("anna"));
    let parts = key.assertion(&begun.public_key.challenge);
    let finish = shared::api::FinishSignIn { ceremony: begun.ceremony, credential: key.seal_assertion(parts) };
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
    let headers = [("content-type", "application/json"), ("user-agent", agent)];
    let body = serde_json::to_vec(&finish).unwrap();
    assert_eq!(firefox.send(Method::POST, "/api/v1/sign-in/finish", &headers, body).status, 200);
    assert!(anna.open("/security-info").says("<strong>Firefox on Linux</strong>"));
}

#[test]
fn signing_out_says_so_and_ends_the_session() {
    let app = Program::start();
    let anna = app.person();
    anna.create_account("anna");
    let page = anna.open("/security-info");
    anna.submit(&page, "/sign-out", &[]).goes_to("/sign-in");
    assert!(anna.open("/sign-in").says("You are signed out."));
    assert_eq!(anna.me().status, 401);
}

#[test]
fn activity_comes_in_pages() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    for _ in 0..44 {
        assert_eq!(Person::new(app.base()).sign_in(Some("anna"), &mut key).status, 200);
    }
    let mut path = "/security-info/activity".to_owned();
    let mut counts = Vec::new();
    loop {
        let page = anna.open(&path);
        counts.push(page.body.matches("<time ").count());
        let older: Vec<_> = page.addresses("").into_iter().filter(|address| address.contains("?before=")).collect();
        let older = older.into_iter().find(|address| *address != path && !address.contains("return_to"));
        match older {
            Some(older) => path = older,
            None => break,
        }
    }
    assert_eq!(counts, [20, 20, 5]);
    assert!(anna.open(&path).says("Account created"));
    assert_eq!(anna.read("/security-info/activity?before=nonsense").status, 200);
}
