//! Every page is usable by keyboard alone: tabbing through sign-in and removal.

use serde_json::json;
use tests::browser::{AuthenticatorOptions, Browser};
use tests::process::RelyingParty;

use super::words::ENGLISH;
use super::{browser, create_account, sign_out};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";

#[test]
fn sign_in_and_removal_need_no_mouse() {
    let Some(browser) = browser("en") else { return };
    let server = RelyingParty::start();
    let first = browser.plug_in(AuthenticatorOptions::default());
    create_account(&browser, &server.url, "disa", &ENGLISH);
    browser.pull_out(&first);
    browser.plug_in(AuthenticatorOptions::default());
    browser.open(&format!("{}/security-info/keys/add", server.url));
    browser.click("form[data-ceremony] button");
    browser.wait_for_address("/name");
    sign_out(&browser);

    browser.open(&format!("{}/sign-in", server.url));
    browser.wait_for_text("h1", ENGLISH.sign_in_title);
    // The first stop leads past the header.
    browser.type_keys(TAB);
    assert_eq!(focus(&browser, "return document.activeElement.className"), "skip");
    tab_to(&browser, "#user-name");
    browser.type_keys("disa");
    browser.type_keys(ENTER);
    browser.wait_for_address("/security-info");

    tab_to(&browser, ".key-card:first-child .danger");
    browser.type_keys(ENTER);
    browser.wait_for_address("/remove");
    tab_to(&browser, "main form button.danger");
    browser.type_keys(ENTER);
    browser.wait_for_text(".notice", ENGLISH.removed);
    assert_eq!(browser.texts(".key-card").len(), 1);
}

/// Presses Tab until the element has the focus, which must be visible at every stop.
fn tab_to(browser: &Browser, selector: &str) {
    for _ in 0..40 {
        browser.type_keys(TAB);
        let outline = focus(browser, "return getComputedStyle(document.activeElement).outlineStyle");
        assert_ne!(outline, "none", "no focus ring on {}", focus(browser, "return document.activeElement.outerHTML"));
        if browser.script("return document.activeElement.matches(arguments[0])", json!([selector])) == true {
            return;
        }
    }
    panic!("{selector} is not reached by Tab on {}", browser.address());
}

fn focus(browser: &Browser, script: &str) -> String {
    browser.script(script, json!([])).as_str().unwrap_or_default().to_owned()
}
