//! What goes wrong, in a person's words.

use tests::browser::AuthenticatorOptions;
use tests::process::RelyingParty;

use super::words::{ENGLISH, SWEDISH, Words};
use super::{browser, create_account, sign_in, sign_out};

/// Where the page says what happened.
const STATUS: &str = "[role=status][data-kind=problem]";

#[test]
fn mishaps_in_english() {
    mishaps(&ENGLISH);
}

#[test]
fn mishaps_in_swedish() {
    mishaps(&SWEDISH);
}

fn mishaps(words: &Words) {
    let Some(browser) = browser(words.language) else { return };
    let server = RelyingParty::start();
    let key = browser.plug_in(AuthenticatorOptions::default());
    create_account(&browser, &server.url, "bo", words);

    // The same key once more.
    browser.open(&format!("{}/security-info/keys/add", server.url));
    browser.click("form[data-ceremony] button");
    browser.wait_for_text(STATUS, words.already_here);

    // A person whose PIN is not verified does not get in, and learns it in words.
    sign_out(&browser);
    browser.verifies(&key, false);
    sign_in(&browser, &server.url, Some("bo"));
    browser.wait_for_text(STATUS, words.not_verified);
    browser.verifies(&key, true);

    // The dialog is dismissed, or nothing happens in it. The button works again afterwards.
    browser.open(&format!("{}/sign-in", server.url));
    browser.script(
        "navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError'))",
        serde_json::json!([]),
    );
    browser.fill("#user-name", "bo");
    browser.click("form[data-ceremony] button");
    browser.wait_for_text(STATUS, words.not_in_time);
    browser.script("delete navigator.credentials.get", serde_json::json!([]));
    browser.click("form[data-ceremony] button");
    browser.wait_for_address("/security-info");
}
