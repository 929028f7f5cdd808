//! What people write is text on every page.

use serde_json::json;
use shared::api::{FinishRegistration, RegistrationBegun, SignedIn};

use crate::app::{Program, TestApp as _};
use crate::person::Person;
use crate::reader::{Page as _, Reader as _};

const SCRIPT: &str = "<script>alert('\"&')</script>";
const ATTRIBUTE: &str = "\" autofocus onfocus=alert(1) x=\"";

#[test]
fn names_are_text() {
    let app = Program::start();
    let anna = app.person();
    let begun: RegistrationBegun =
        anna.post("/api/v1/accounts/begin", &json!({"userName": "anna\"><i>", "displayName": SCRIPT})).expect(200);
    let mut key = Person::new_key();
    let credential = key.register(&begun.public_key.challenge, &begun.public_key.user.id);
    let finish = FinishRegistration { ceremony: begun.ceremony, key_name: Some(ATTRIBUTE.into()), credential };
    anna.post("/api/v1/accounts/finish", &finish).expect::<SignedIn>(201);
    anna.add_key(&mut Person::new_key());
    let own = |what| format!("/security-info/keys/{}/{what}", key.id);
    let paths = ["/security-info", "/security-info/activity", "/create-account/name", "/nowhere"].map(str::to_owned);
    for path in paths.into_iter().chain(["rename", "remove", "name"].map(own)) {
        let page = anna.read(&path);
        assert!(!page.body.contains("<script>") && !page.body.contains("<i>"), "{path}");
        assert!(!page.body.contains("\" autofocus"), "{path}");
        assert!(page.says("&#60;script&#62;alert("), "{path}: the name is shown");
    }
    // A name that comes back with its problem, and one in a notice.
    let path = own("rename");
    let page = anna.open(&path);
    let long = format!("{ATTRIBUTE}{}", "a".repeat(64));
    let refused = anna.submit(&page, &path, &[("name", &long)]);
    assert_eq!(refused.status, 422);
    assert!(!refused.body.contains("\" autofocus"));
    anna.submit(&page, &path, &[("name", SCRIPT)]).goes_to("/security-info");
    let page = anna.open("/security-info");
    assert!(page.says("The key is now called “&#60;script&#62;") && !page.body.contains("<script>"));
}

#[test]
fn an_address_is_text() {
    let app = Program::start();
    for path in [
        "/%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/sign-in?return_to=/%22%3E%3Cscript%3E",
        "/sign-in?%22%3E%3Cscript%3E",
    ] {
        let page = app.person().read(path);
        assert!(!page.body.contains("<script>") && !page.body.contains("\"><script"), "{path}");
    }
}
