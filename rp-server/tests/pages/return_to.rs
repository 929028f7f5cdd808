//! Nobody is sent to another site.

use crate::app::{Program, TestApp as _};
use crate::reader::{Page as _, Reader as _};

const ELSEWHERE: [&str; 12] = [
    "https://other.example",
    "//other.example",
    "///other.example",
    "/%5Cother.example",
    "%5C%5Cother.example",
    "/%09/other.example",
    "/%0A/other.example",
    "javascript:alert(1)",
    "/..//other.example",
    "https:other.example",
    "http://localhost:8080@other.example",
    "/%0D%0ALocation:%20https://other.example",
];

#[test]
fn an_address_elsewhere_becomes_the_start() {
    let app = Program::start();
    let (visitor, anna) = (app.person(), app.person());
    anna.create_account("anna");
    for address in ELSEWHERE {
        let page = visitor.open(&format!("/sign-in?return_to={address}"));
        assert!(page.says("data-next=\"/security-info\""), "{address}");
        anna.read(&format!("/sign-in?return_to={address}")).goes_to("/security-info");
        anna.read(&format!("/prove?return_to={address}")).goes_to("/security-info");
        let form = anna.open("/security-info");
        let decoded = url::form_urlencoded::parse(format!("a={address}").as_bytes()).next().unwrap().1.into_owned();
        let chosen = anna.submit(&form, "/language", &[("language", "en"), ("return_to", &decoded)]);
        chosen.goes_to("/security-info");
    }
    anna.read("/sign-in?return_to=/security-info/activity").goes_to("/security-info/activity");
}
