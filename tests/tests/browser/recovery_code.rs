//! A key is lost: the recovery code lets its person in, to add another.

use tests::browser::AuthenticatorOptions;
use tests::process::RelyingParty;

use super::words::{ENGLISH, SWEDISH, Words};
use super::{browser, create_account, sign_in, sign_out};

#[test]
fn r17_a_lost_key_is_replaced_in_english() {
    walk(&ENGLISH);
}

#[test]
fn r17_a_lost_key_is_replaced_in_swedish() {
    walk(&SWEDISH);
}

fn walk(words: &Words) {
    let Some(browser) = browser(words.language) else { return };
    let server = RelyingParty::start();
    let url = &server.url;
    let lost = browser.plug_in(AuthenticatorOptions::default());
    create_account(&browser, url, "anna", words);

    // A code is made, and shown once.
    browser.click("a[href='/security-info/recovery-code']");
    browser.click("main form button");
    browser.wait_for_text("main .lead", words.shown_once);
    let code = browser.text(".code");
    assert_eq!(code.len(), 23, "{code}");
    browser.click("main a.primary");
    browser.wait_for_address("/security-info");
    assert!(!browser.texts("main").join("").contains(&code));

    // The key is gone. Name and code are enough, typed as people type them.
    sign_out(&browser);
    browser.pull_out(&lost);
    browser.click("a[href='/recovery-code']");
    browser.fill("#user-name", "Anna");
    browser.fill("#code", "00000-00000-00000-00000");
    browser.click("main form button");
    browser.wait_for_text("[role=alert]", words.wrong_code);
    assert_eq!(browser.script("return document.querySelector('#user-name').value", serde_json::json!([])), "Anna");
    browser.fill("#code", &code.to_lowercase().replace('-', " "));
    browser.click("main form button");
    browser.wait_for_text(".notice", words.code_used);
    assert_ne!(browser.text(".code"), code, "the next one");

    // A new key, and the lost one away.
    let found = browser.plug_in(AuthenticatorOptions::default());
    browser.click("main a.primary");
    browser.wait_for_address("/security-info/keys/add");
    browser.click("form[data-ceremony] button");
    browser.wait_for_address("/name");
    browser.click("main form button");
    browser.wait_for_address("/security-info");
    browser.click("section[aria-labelledby=security-key] .key-card:first-child .danger");
    browser.wait_for_text("main", words.remains);
    browser.click("main form .danger");
    browser.wait_for_text(".notice", words.removed);
    sign_out(&browser);
    sign_in(&browser, url, None);
    browser.wait_for_address("/security-info");
    assert_eq!(browser.credentials(&found).len(), 1);
}
