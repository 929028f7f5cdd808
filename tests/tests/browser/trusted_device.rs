//! A device that its person trusts: no code for changes there, and where the policy says so none at the next sign-in (R19).

use std::time::Duration;

use tests::browser::AuthenticatorOptions;
use tests::site::Site;

use super::accessibility::looker;
use super::folder::Folder;
use super::words::{ENGLISH, SWEDISH, Words};
use super::{
    PASSWORD, add_phone, browser, choose_phone_first, create_account, enter_code, enter_password, half_in,
    set_password, sign_out, switch_two_step_on,
};

/// What the pages should say about it.
struct Said {
    words: &'static Words,
    trusted: &'static str,
    forgotten: &'static str,
    sent: &'static str,
}

#[test]
fn r19_a_trusted_device_in_english() {
    walk(&Said {
        words: &ENGLISH,
        trusted: "Anna's laptop is trusted from now on.",
        forgotten: "Anna's laptop is no longer trusted.",
        sent: "We have sent a code by text message to SE …67.",
    });
}

#[test]
fn r19_a_trusted_device_in_swedish() {
    walk(&Said {
        words: &SWEDISH,
        trusted: "Anna's laptop är betrodd från och med nu.",
        forgotten: "Anna's laptop är inte längre betrodd.",
        sent: "Vi har skickat en kod med sms till SE …67.",
    });
}

fn walk(said: &Said) {
    let Some(browser) = browser(said.words.language) else { return };
    let look = looker(&browser, said.words);
    let site = Site::start_with("[policy]\ntrusted_devices_skip_step = true");
    let (url, folder) = (&site.url, Folder::of(site.data()));
    let key = browser.plug_in(AuthenticatorOptions::default());
    create_account(&browser, url, "anna", said.words);
    add_phone(&browser, url, &folder, "070-123 45 67");
    set_password(&browser, &site);
    switch_two_step_on(&browser, url);
    choose_phone_first(&browser, url);
    sign_out(&browser);
    browser.pull_out(&key);

    // The first sign-in from here takes two steps; then the device is trusted.
    half_in(&browser, url);
    browser.wait_for_text("main form", said.sent);
    enter_code(&browser, &folder.code("sms"));
    browser.click("a[href='/security-info/trusted']");
    look("trust-device");
    browser.fill("#name", "Anna's laptop");
    browser.click("main form button.primary");
    browser.wait_for_text(".notice", said.trusted);
    browser.wait_for_text("section[aria-labelledby=trusted-devices]", "Anna's laptop");
    look("security-info-trusted");

    // The second asks for the password alone, and long after a change asks for no code.
    sign_out(&browser);
    enter_password(&browser, url, PASSWORD);
    browser.wait_for_address("/security-info");
    site.clock.advance(Duration::from_secs(30 * 60));
    browser.open(&format!("{url}/security-info/phones/add"));
    browser.wait_for_address("/security-info/phones/add");
    assert_eq!(browser.texts("#number").len(), 1, "{:?}", browser.texts("main"));

    // Another browser is asked for both.
    let other = super::browser(said.words.language).expect("there is one already");
    half_in(&other, url);

    // Forgotten, it is one like any other.
    browser.open(&format!("{url}/security-info"));
    browser.click("section[aria-labelledby=trusted-devices] .danger");
    browser.wait_for_address("/remove");
    look("forget-device");
    browser.click("main form .danger");
    browser.wait_for_text(".notice", said.forgotten);
    sign_out(&browser);
    half_in(&browser, url);
    browser.wait_for_text("main form", said.sent);
}
