//! What proxies ask before they let a request pass to another application.

use ureq::http::Method;

use crate::app::{Program, TestApp as _};
use crate::person::{Person, Reply};

const PAGE: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
const HOST: (&str, &str) = ("x-forwarded-host", "localhost:8080");
const PROTO: (&str, &str) = ("x-forwarded-proto", "http");
const NOT_SIGNED_IN: &str = "You are not signed in, or no longer. Sign in first.";

fn check(person: &Person, headers: &[(&str, &str)]) -> Reply {
    person.send(Method::GET, "/auth/check", headers, "")
}

fn sends_to(reply: &Reply, status: u16, address: &str) {
    assert_eq!((reply.status, reply.header("location")), (status, Some(address)), "{reply:?}");
}

#[test]
fn who_is_signed_in_is_told_in_headers() {
    let app = Program::start();
    for (name, header) in [("anna@example.org", "anna@example.org"), ("Åsa", "%C3%A5sa"), ("a,b%", "a%2Cb%25")] {
        let person = app.person();
        let key = person.create_account(name);
        let reply = check(&person, &[PAGE, ("x-forwarded-user", "root")]);
        assert_eq!((reply.status, reply.body.as_str()), (200, ""), "{reply:?}");
        assert_eq!(reply.header("x-forwarded-user"), Some(header));
        assert_eq!(reply.header("x-forwarded-key"), Some(key.id.to_string().as_str()));
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        person.sign_out();
        let reply = check(&person, &[("x-forwarded-user", "root")]);
        reply.refused(401, "not_signed_in", NOT_SIGNED_IN);
        assert!(reply.header("x-forwarded-user").is_none() && reply.header("x-forwarded-key").is_none());
    }
}

#[test]
fn a_browser_on_its_way_to_a_page_is_told_where_to_sign_in() {
    let app = Program::start();
    let visitor = app.person();
    let page = ("x-forwarded-uri", "/reports?year=2026&q=a%20b");
    let relative = "/sign-in?return_to=%2Freports%3Fyear%3D2026%26q%3Da%2520b";
    let reply = check(&visitor, &[PAGE, page]);
    reply.refused(401, "not_signed_in", NOT_SIGNED_IN);
    sends_to(&reply, 401, relative);
    let absolute = format!("http://localhost:8080{relative}");
    sends_to(&check(&visitor, &[PAGE, page, HOST, PROTO]), 401, &absolute);
    let redirect = |headers: &[(&str, &str)]| visitor.send(Method::GET, "/auth/check?redirect", headers, "");
    sends_to(&redirect(&[PAGE, page, HOST, PROTO]), 302, &absolute);
    sends_to(
        &redirect(&[PAGE, HOST, PROTO, ("x-forwarded-uri", "/")]),
        302,
        "http://localhost:8080/sign-in?return_to=%2F",
    );
    // A program reads no sign-in page, and what was posted is not posted again.
    for headers in [&[page, HOST, PROTO][..], &[PAGE, page, HOST, PROTO, ("x-forwarded-method", "POST")]] {
        let reply = redirect(headers);
        reply.refused(401, "not_signed_in", NOT_SIGNED_IN);
        assert_eq!(reply.header("location"), None);
    }
}

#[test]
fn nobody_is_sent_to_another_site() {
    let app = Program::start();
    let visitor = app.person();
    let start = "http://localhost:8080/sign-in?return_to=%2Fsecurity-info";
    for elsewhere in ["https://other.example/", "//other.example", "/\\other.example", "/..//other.example", "", "x"] {
        sends_to(&check(&visitor, &[PAGE, HOST, PROTO, ("x-forwarded-uri", elsewhere)]), 401, start);
    }
    let unknown = "The proxy asks for a page of an origin that is not one of this service's. Add it to the setting origins, \
                   or have the proxy say where the page is: x-forwarded-proto and x-forwarded-host.";
    for host in [
        "other.example",
        "localhost",
        "localhost:8080@other.example",
        "localhost:8080, other.example",
        "LOCALHOST:8080",
    ] {
        let reply = check(&visitor, &[PAGE, PROTO, ("x-forwarded-host", host)]);
        reply.refused(403, "origin_unknown", unknown);
        assert_eq!(reply.header("location"), None);
    }
    for proto in ["https", "javascript", "http://localhost:8080/?"] {
        let reply = check(&visitor, &[PAGE, HOST, ("x-forwarded-proto", proto)]);
        reply.refused(403, "origin_unknown", unknown);
    }
}
