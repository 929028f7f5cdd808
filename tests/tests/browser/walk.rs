//! The whole walk: create an account, sign out and in, two keys, names, removal, devices, activity.

use tests::browser::AuthenticatorOptions;
use tests::process::RelyingParty;

use super::words::{ENGLISH, SWEDISH, Words};
use super::{browser, create_account, sign_in, sign_out};

#[test]
fn the_walk_in_english() {
    walk(&ENGLISH);
}

#[test]
fn the_walk_in_swedish() {
    walk(&SWEDISH);
}

fn walk(words: &Words) {
    let Some(browser) = browser(words.language) else { return };
    let server = RelyingParty::start();
    let url = &server.url;
    let first = browser.plug_in(AuthenticatorOptions::default());

    // The start page leads to sign in, in the person's language.
    browser.open(url);
    browser.wait_for_text("h1", words.sign_in_title);
    assert_eq!(browser.script("return document.documentElement.lang", serde_json::json!([])), words.language);

    // An account with a first key, and the advice to add a second.
    create_account(&browser, url, "anna", words);
    browser.wait_for_text("h1", words.info_title);
    browser.wait_for_text(".nudge", words.second_key);
    browser.wait_for_text(".key-card .tag", words.used_here);
    assert_eq!(browser.texts(".key-card").len(), 1);
    assert_eq!(browser.credentials(&first).len(), 1);

    // The last way in stays.
    browser.click(".key-card .danger");
    browser.wait_for_text(".warning", words.remove_last);

    // Out, and in again by name; out, and in again without one.
    sign_out(&browser);
    sign_in(&browser, url, Some("anna"));
    browser.wait_for_address("/security-info");
    sign_out(&browser);
    sign_in(&browser, url, None);
    browser.wait_for_address("/security-info");
    browser.wait_for_text(".rows", words.signed_in_with);

    // A second key; the first one lies on the desk meanwhile.
    let copy = browser.credentials(&first).remove(0);
    browser.pull_out(&first);
    let second = browser.plug_in(AuthenticatorOptions::default());
    browser.open(&format!("{url}/security-info/keys/add"));
    browser.click("form[data-ceremony] button");
    browser.wait_for_address("/name");
    browser.fill("#name", "Blue \"key\" <b>");
    browser.click("main form button");
    browser.wait_for_address("/security-info");
    assert_eq!(browser.texts(".key-card h3").last().map(String::as_str), Some("Blue \"key\" <b>"));
    assert_eq!(browser.texts(".nudge").len(), 0, "two keys are enough");

    // Another name for it.
    browser.click(".key-card:last-child .actions a:first-child");
    browser.fill("#name", "Grå nyckel");
    browser.click("main form button");
    browser.wait_for_text(".notice", words.renamed);
    assert_eq!(browser.texts(".key-card h3").last().map(String::as_str), Some("Grå nyckel"));

    // A second device signs in, and is signed out from here.
    let other = super::browser(words.language).expect("there is one already");
    let on_other = other.plug_in(AuthenticatorOptions::default());
    other.add_credential(&on_other, &copy);
    sign_in(&other, url, Some("anna"));
    other.wait_for_address("/security-info");
    browser.open(&format!("{url}/security-info"));
    browser.click("form[action$='/others/sign-out'] button");
    browser.wait_for_text(".notice", words.others_signed_out);
    other.open(&format!("{url}/security-info"));
    other.wait_for_text("h1", words.sign_in_title);

    // The first key goes. What remains was said before.
    browser.click(".key-card:first-child .danger");
    browser.wait_for_text("main", words.remains);
    browser.click("main form .danger");
    // The session was the first key's: it ends with it.
    browser.wait(&format!("{:?} or the sign-in page", words.removed), || {
        let signed_out = browser.address().contains("/sign-in");
        (signed_out || browser.texts(".notice").join("").contains(words.removed)).then_some(())
    });
    sign_in(&browser, url, Some("anna"));
    browser.wait_for_address("/security-info");
    assert_eq!(browser.texts(".key-card").len(), 1);
    assert_eq!(browser.credentials(&second).len(), 1);

    // A page that is not there.
    browser.open(&format!("{url}/no-such-page"));
    browser.wait_for_text("h1", words.not_found);
}
