//! Other sites' pages cannot act for a person.

use ureq::http::Method;

use crate::app::{ORIGIN, Program, TestApp as _};
use crate::person::Person;
use crate::reader::{FORM, Page as _, READS_PAGES, Reader as _, encoded};

/// Tries to sign somebody out: the status of the answer, and whether they still are signed in.
fn try_to_sign_out(person: &Person, token: Option<&str>, headers: &[(&str, &str)]) -> (u16, bool) {
    let fields: Vec<_> = token.iter().map(|token| ("csrf", *token)).chain([("other", "field")]).collect();
    let headers = [&[READS_PAGES, FORM], headers].concat();
    let reply = person.send(Method::POST, "/sign-out", &headers, encoded(&fields));
    (reply.status, person.me().status == 200)
}

#[test]
fn a_form_needs_its_visitors_own_token() {
    let app = Program::start();
    let (anna, bert) = (app.person(), app.person());
    anna.create_account("anna");
    bert.create_account("bert");
    let annas = anna.open("/security-info").csrf().to_owned();
    let berts = bert.open("/security-info").csrf().to_owned();
    let nobodys = app.person().open("/sign-in").csrf().to_owned();
    assert_eq!(try_to_sign_out(&anna, None, &[]), (403, true));
    for token in ["", "A", &berts, &nobodys, &annas[1..], &"A".repeat(43)] {
        assert_eq!(try_to_sign_out(&anna, Some(token), &[]), (403, true), "{token}");
    }
    // A token in the address is none.
    let reply = anna.send(Method::POST, &format!("/sign-out?csrf={annas}"), &[READS_PAGES, FORM], "other=field");
    assert_eq!((reply.status, anna.me().status), (403, 200));
    assert!(reply.says("The form came from another site or was too old."));
    assert_eq!(try_to_sign_out(&anna, Some(&annas), &[]), (303, false));
}

#[test]
fn a_form_must_come_from_this_service() {
    let app = Program::start();
    let anna = app.person();
    anna.create_account("anna");
    let token = anna.open("/security-info").csrf().to_owned();
    for headers in [
        [("origin", "https://other.example")].as_slice(),
        &[("origin", "null")],
        &[("origin", "http://localhost:8080.other.example")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", ORIGIN), ("sec-fetch-site", "cross-site")],
    ] {
        assert_eq!(try_to_sign_out(&anna, Some(&token), headers), (403, true), "{headers:?}");
    }
    assert_eq!(try_to_sign_out(&anna, Some(&token), &[("origin", ORIGIN)]), (303, false));
}

#[test]
fn a_form_that_is_none_is_refused_in_house_style() {
    let app = Program::start();
    let anna = app.person();
    anna.create_account("anna");
    let token = anna.open("/security-info").csrf().to_owned();
    let send = |headers: &[(&str, &str)], body: &str| {
        anna.send(Method::POST, "/language", &[&[READS_PAGES], headers].concat(), body)
    };
    let reply = send(&[("content-type", "text/plain")], "csrf=x");
    assert_eq!(reply.status, 415);
    assert!(reply.says("This was not understood"));
    let reply = send(&[FORM], &format!("csrf={token}&language=sv"));
    assert_eq!(reply.status, 400, "a field is missing");
    assert!(reply.says("This was not understood"));
    let reply = send(&[FORM], &format!("csrf={token}&return_to=/&language=xx"));
    assert_eq!(reply.status, 400, "a language that is not spoken here");
    let reply = send(&[FORM], &"a".repeat(70_000));
    assert_eq!(reply.status, 413);
    assert!(reply.says("That was too much"));
}

#[test]
fn who_is_not_signed_in_has_tokens_too() {
    let app = Program::start();
    let (anna, bert) = (app.person(), app.person());
    let (annas, berts) = (anna.open("/sign-in"), bert.open("/sign-in"));
    assert_ne!(annas.csrf(), berts.csrf());
    assert_eq!(anna.open("/create-account").csrf(), annas.csrf(), "one visitor, one token");
    let choice = [("language", "sv"), ("return_to", "/create-account")];
    assert_eq!(anna.submit(&berts, "/language", &choice).status, 403);
    anna.submit(&annas, "/language", &choice).goes_to("/create-account");
}
