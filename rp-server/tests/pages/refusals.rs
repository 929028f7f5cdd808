//! Refusals as pages.

use ureq::http::Method;

use crate::app::{Program, TestApp as _};
use crate::reader::{Page as _, READS_PAGES, Reader as _};

#[test]
fn what_is_not_there_and_what_is_not_done_there() {
    let app = Program::start();
    let page = app.person().read("/nowhere");
    assert_eq!(page.status, 404);
    assert!(page.says("This page is not here") && page.says("Go to the start page"));
    let page = app.person().send(Method::DELETE, "/sign-in", &[READS_PAGES], "");
    assert_eq!(page.status, 405);
    assert!(page.says("This page is not here") && page.header("allow").is_some());
    let page = app.person().read("/security-info/keys/%FF/rename");
    assert_eq!(page.status, 404);
}

#[test]
fn the_way_in_depends_on_who_comes() {
    let app = Program::start();
    let (anna, visitor) = (app.person(), app.person());
    anna.create_account("anna");
    visitor.read("/").goes_to("/sign-in");
    anna.read("/").goes_to("/security-info");
    anna.read("/sign-in").goes_to("/security-info");
    anna.read("/create-account").goes_to("/security-info");
    for path in
        ["/security-info", "/security-info/activity", "/security-info/keys/add", "/prove", "/create-account/name"]
    {
        let reply = visitor.read(path);
        assert_eq!(reply.status, 303, "{path}");
        assert!(reply.header("location").unwrap().starts_with("/sign-in?return_to=%2F"), "{path}");
        assert!(!visitor.open(reply.header("location").unwrap()).says("Your sign-in had ended"), "{path}");
    }
}

#[test]
fn without_script_a_page_says_what_it_needs() {
    let app = Program::start();
    for path in ["/sign-in", "/create-account"] {
        let page = app.person().open(path);
        assert!(page.says("<noscript><p class=\"warning\">Signing in with a security key needs JavaScript."), "{path}");
        assert!(page.says("<button class=\"primary\" disabled>"), "{path}: the script enables it");
    }
}
