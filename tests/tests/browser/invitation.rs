//! An operator's links: to create an account, and back to it.

use serde_json::json;
use tests::browser::AuthenticatorOptions;
use tests::process::RelyingParty;

use super::words::{ENGLISH, SWEDISH, Words};
use super::{browser, sign_in, sign_out};

#[test]
fn the_walk_by_invitation_in_english() {
    walk(&ENGLISH);
}

#[test]
fn the_walk_by_invitation_in_swedish() {
    walk(&SWEDISH);
}

fn walk(words: &Words) {
    let Some(browser) = browser(words.language) else { return };
    let server = RelyingParty::start_with(&["--sign-up", "invitation"]);
    let url = &server.url;
    let lost = browser.plug_in(AuthenticatorOptions::default());

    // Without an invitation there is no way to an account.
    browser.open(url);
    browser.wait_for_text(".aside", words.by_invitation);
    browser.open(&format!("{url}/create-account"));
    browser.wait_for_text("h1", words.invitation_title);
    browser.fill("#invitation", "something else");
    browser.click("main form button");
    browser.wait_for_text(".problem", words.invitation_invalid);

    // With one there is, under the name that it is for. What the link says does not stay in the window.
    let link = server.account(&["invite", "anna"]).trim().to_owned();
    let token = link.split_once('#').expect("a token").1;
    browser.open(&link);
    browser.wait_for_address("/create-account");
    browser.wait_for_text("#user-name-hint", words.invitation_name);
    assert_eq!(browser.text("main form .facts dd"), "anna");
    assert!(!browser.script("return document.referrer", json!([])).to_string().contains(token));
    browser.script("history.back()", json!([]));
    browser.wait_for_text("h1", words.invitation_title);
    assert_eq!(browser.address(), format!("{url}/invitation"));
    browser.open(&format!("{url}/create-account"));
    browser.click("form[data-ceremony] button");
    browser.wait_for_address("/create-account/name");
    browser.click("main form button");
    browser.wait_for_address("/security-info");

    // Once.
    browser.open(&link);
    browser.wait_for_text("main", words.invitation_signed_in);
    sign_out(&browser);
    browser.open(&link);
    browser.wait_for_text(".problem", words.invitation_invalid);

    // The key is lost. A link leads back with a new one, opened where the page is open already.
    browser.pull_out(&lost);
    let found = browser.plug_in(AuthenticatorOptions::default());
    let link = server.account(&["invite", "--for", "anna"]).trim().to_owned();
    browser.open(&format!("{url}/invitation"));
    browser.wait_for_text("h1", words.invitation_title);
    browser.open(&link);
    browser.wait_for_address("/invitation/new-key");
    browser.wait_for_text("h1", words.recover_title);
    browser.click("form[data-ceremony] button");
    browser.wait_for_address("/invitation/new-key/name");
    browser.click("main form button");
    browser.wait_for_address("/security-info");
    browser.wait_for_text(".alarming", words.recovered);
    assert_eq!((browser.texts(".key-card").len(), browser.credentials(&found).len()), (2, 1));

    // Locked, the person is signed out, and learns why once the key has been used.
    server.account(&["lock", "anna"]);
    browser.open(&format!("{url}/security-info"));
    browser.wait_for_text("h1", words.sign_in_title);
    sign_in(&browser, url, Some("anna"));
    browser.wait_for_text("[role=status][data-kind=problem]", words.locked);
    server.account(&["unlock", "anna"]);
    sign_in(&browser, url, Some("anna"));
    browser.wait_for_address("/security-info");
}
