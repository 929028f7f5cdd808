//! What surrounds a page.

use ureq::http::Method;

use crate::app::{Program, TestApp as _};
use crate::reader::{Page as _, READS_PAGES, Reader as _, between, cookies};

const PAGES: [&str; 4] = ["/sign-in", "/create-account", "/nowhere", "/sign-in?return_to=/security-info/activity"];

#[test]
fn a_page_allows_one_script_and_nothing_from_elsewhere() {
    let app = Program::start();
    for path in PAGES {
        let page = app.person().read(path);
        let nonce = between(&page.body, "nonce=\"", "\"").unwrap();
        assert_eq!(nonce.len(), 43);
        let policy = format!(
            "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self'; connect-src 'self'; \
             form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        );
        assert_eq!(page.header("content-security-policy"), Some(policy.as_str()), "{path}");
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("vary", "cookie, accept-language"),
            ("content-language", "en"),
        ] {
            assert_eq!(page.header(name), Some(value), "{path}");
        }
        let permissions = page.header("permissions-policy").unwrap();
        assert!(permissions.starts_with("publickey-credentials-create=(self), publickey-credentials-get=(self)"));
        assert_eq!(page.body.matches("<script").count(), 1);
        assert!(!page.body.contains(" style=") && !page.body.contains(" onclick="), "{path}");
        let again = app.person().read(path);
        assert_ne!(between(&again.body, "nonce=\"", "\""), Some(nonce), "a nonce is used once");
    }
}

#[test]
fn cookies_are_marked_as_their_origin_demands() {
    let local = Program::start();
    let page = local.person().read("/sign-in");
    let set = cookies(&page);
    let [("nyckel-visitor", value)] = set.as_slice() else { panic!("{set:?}") };
    assert!(value.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{value}");
    let secure = Program::start_under("https://login.example.org");
    let page = secure.person().read("/sign-in");
    assert!(page.header("strict-transport-security").is_some());
    let set = cookies(&page);
    let [("__Host-nyckel-visitor", value)] = set.as_slice() else { panic!("{set:?}") };
    assert!(value.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{value}");
}

#[test]
fn style_and_script_are_kept_for_ever_under_addresses_of_their_content() {
    let app = Program::start();
    let page = app.person().read("/sign-in");
    for (end, media_type) in
        [(".css", "text/css; charset=utf-8"), (".js", "text/javascript; charset=utf-8"), (".svg", "image/svg+xml")]
    {
        let address = page.addresses(end).remove(0);
        let asset = app.person().get(&address);
        assert_eq!(asset.status, 200, "{address}");
        assert_eq!(asset.header("content-type"), Some(media_type));
        assert_eq!(asset.header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(asset.header("x-content-type-options"), Some("nosniff"));
        assert!(!asset.body.is_empty() && cookies(&asset).is_empty());
        let other = address.replacen(".", ".0", 1);
        assert_eq!(app.person().get(&other).status, 404, "another content has another address");
    }
    assert_eq!(app.person().get("/static/%FF").status, 404);
    assert_eq!(app.person().get("/static/..%2Fnyckel.css").status, 404);
}

#[test]
fn pages_are_for_readers_and_problems_for_programs() {
    let app = Program::start();
    assert_eq!(app.person().get("/nowhere").header("content-type"), Some("application/problem+json"));
    let api = app.person().send(Method::GET, "/api/v1/me", &[READS_PAGES], "");
    assert_eq!((api.status, api.header("content-type")), (401, Some("application/problem+json")));
    assert!(cookies(&api).is_empty());
}
