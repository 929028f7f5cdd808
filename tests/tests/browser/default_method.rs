//! What is asked for first: chosen, asked for by itself, removed, and then another (R35, R36).

use std::time::Duration;

use rp_server::clock::Clock as _;
use tests::browser::AuthenticatorOptions;
use tests::oath;
use tests::site::Site;

use super::accessibility::looker;
use super::app::scan;
use super::folder::Folder;
use super::words::{ENGLISH, SWEDISH, Words};
use super::{
    add_phone, browser, create_account, enter_code, half_in, has_app, set_password, sign_out, switch_two_step_on,
};

const DEFAULT: &str = "section[aria-labelledby=default]";

/// What the pages should say about the default.
struct Said {
    words: &'static Words,
    default_phone: &'static str,
    changed: &'static str,
    sent: &'static str,
}

#[test]
fn r35_r36_the_default_in_english() {
    walk(&Said {
        words: &ENGLISH,
        default_phone: "Asked for first: A text message to SE …67.",
        changed: "The default method has been changed.",
        sent: "We have sent a code by text message to SE …67.",
    });
}

#[test]
fn r35_r36_the_default_in_swedish() {
    walk(&Said {
        words: &SWEDISH,
        default_phone: "Efterfrågas först: Ett sms till SE …67.",
        changed: "Standardmetoden har ändrats.",
        sent: "Vi har skickat en kod med sms till SE …67.",
    });
}

fn walk(said: &Said) {
    let Some(browser) = browser(said.words.language).filter(|_| has_app()) else { return };
    let look = looker(&browser, said.words);
    let site = Site::start();
    let (url, folder) = (&site.url, Folder::of(site.data()));
    let key = browser.plug_in(AuthenticatorOptions::default());
    create_account(&browser, url, "anna", said.words);
    add_phone(&browser, url, &folder, "070-123 45 67");
    let seed = scan(&browser, url);
    enter_code(&browser, &oath::code(&seed, site.clock.now()));
    set_password(&browser, &site);
    switch_two_step_on(&browser, url);
    browser.wait_for_text(DEFAULT, said.words.default_app);

    // The phone is chosen of the list, and confirmed.
    browser.click("a[href='/security-info/default']");
    look("default-method-of-several");
    browser.click("input[value^='sms.']");
    browser.click("main form button.primary");
    browser.wait_for_text(".notice", said.changed);
    browser.wait_for_text(DEFAULT, said.default_phone);

    // At the next sign-in its code is on its way before anybody asks for it.
    sign_out(&browser);
    browser.pull_out(&key);
    half_in(&browser, url);
    browser.wait_for_text("main form", said.sent);
    look("sign-in-step-sent");
    enter_code(&browser, &folder.code("sms"));

    // The phone goes, and the key is asked for first, without anybody saying so; whoever has none at hand takes the app.
    browser.click("section[aria-labelledby=sms] .danger");
    browser.wait_for_address("/remove");
    browser.click("main form .danger");
    browser.wait_for_address("/security-info");
    browser.wait_for_text(DEFAULT, said.words.default_key);
    sign_out(&browser);
    half_in(&browser, url);
    look("sign-in-step-key");
    browser.click("main a[href*='with=app']");
    browser.wait_for_text("main form", said.words.app_asked);
    look("sign-in-step-app");
    site.clock.advance(Duration::from_secs(30));
    enter_code(&browser, &oath::code(&seed, site.clock.now()));
}
