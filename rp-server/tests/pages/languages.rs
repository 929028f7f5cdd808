//! Which language a page is in.

use ureq::http::Method;

use crate::app::{Program, TestApp as _};
use crate::person::{Person, Reply};
use crate::reader::{ENGLISH, Page as _, READS_PAGES, Reader as _, SWEDISH};

fn language(page: &Reply) -> &str {
    page.header("content-language").unwrap()
}

fn read_in(person: &Person, path: &str, accept: (&str, &str)) -> Reply {
    person.send(Method::GET, path, &[READS_PAGES, accept], "")
}

#[test]
fn the_account_decides_before_the_device_and_the_device_before_the_browser() {
    let app = Program::start();
    let anna = app.person();
    assert_eq!(language(&read_in(&anna, "/sign-in", SWEDISH)), "sv");
    assert_eq!(language(&read_in(&anna, "/sign-in", ENGLISH)), "en");
    assert_eq!(language(&read_in(&anna, "/sign-in", ("accept-language", "fi"))), "en");
    // The device.
    let page = anna.open("/sign-in");
    anna.submit(&page, "/language", &[("language", "sv"), ("return_to", "/sign-in")]).goes_to("/sign-in");
    assert_eq!(language(&read_in(&anna, "/sign-in", ENGLISH)), "sv");
    // The account: on this device and on every other.
    let mut key = anna.create_account("anna");
    let page = anna.open("/security-info");
    assert!(page.says("Säkerhetsinformation"));
    anna.submit(&page, "/language", &[("language", "en"), ("return_to", "/security-info")]).goes_to("/security-info");
    let page = read_in(&anna, "/security-info", SWEDISH);
    assert_eq!(language(&page), "en");
    assert!(page.says("The language has been changed."));
    let other = app.person();
    assert_eq!(language(&read_in(&other, "/sign-in", SWEDISH)), "sv");
    assert_eq!(other.sign_in(Some("anna"), &mut key).status, 200);
    assert_eq!(language(&read_in(&other, "/security-info", SWEDISH)), "en");
}

#[test]
fn every_page_is_there_in_both_languages() {
    let app = Program::start();
    let anna = app.person();
    let key = anna.create_account("anna");
    let own = |what| format!("/security-info/keys/{}/{what}", key.id);
    let signed_in = ["/security-info", "/security-info/activity", "/security-info/keys/add", "/create-account/name"];
    let paths = signed_in.map(str::to_owned).into_iter().chain(["rename", "remove", "name"].map(own));
    let visitor = app.person();
    let visited =
        ["/sign-in", "/create-account", "/nowhere"].map(str::to_owned).into_iter().map(|path| (&visitor, path));
    for (person, path) in paths.map(|path| (&anna, path)).chain(visited) {
        let (english, swedish) = (read_in(person, &path, ENGLISH), read_in(person, &path, SWEDISH));
        assert_eq!(english.status, swedish.status, "{path}");
        assert!(english.body.contains("<html lang=\"en\">") && swedish.body.contains("<html lang=\"sv\">"), "{path}");
        assert_ne!(title(&english), title(&swedish), "{path}");
        assert!(swedish.says("Hoppa till innehållet"), "{path}");
    }
    let lost = read_in(&visitor, "/nowhere", SWEDISH);
    assert_eq!(lost.status, 404);
    assert!(lost.says("Sidan finns inte här"));
    assert!(read_in(&visitor, "/nowhere", ENGLISH).says("This page is not here"));
}

fn title(page: &Reply) -> &str {
    crate::reader::between(&page.body, "<title>", "</title>").unwrap()
}
