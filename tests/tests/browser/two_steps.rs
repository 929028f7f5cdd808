//! Two steps, with everything that can be one of them: app, text message, call, recovery code; and a key, which is both (R18).

use std::time::Duration;

use rp_server::clock::Clock as _;
use tests::browser::{AuthenticatorOptions, Browser};
use tests::oath;
use tests::site::Site;

use super::accessibility::looker;
use super::app::scan;
use super::folder::Folder;
use super::words::{ENGLISH, SWEDISH, Words};
use super::{
    PASSWORD, add_email, add_phone, browser, create_account, enter_code, half_in, has_app, set_password, sign_in,
    sign_out, switch_two_step_on,
};

/// What the pages should say about two steps.
struct Said {
    words: &'static Words,
    is_on: &'static str,
    calling: &'static str,
    one_of_two: &'static str,
    wrong_password: &'static str,
    made: &'static str,
}

#[test]
fn r17_r18_two_steps_by_each_in_english() {
    walk(&Said {
        words: &ENGLISH,
        is_on: "On: signing in without a security key takes two methods.",
        calling: "We are calling SE …67 and read a code aloud.",
        one_of_two: "Write it down, then take the other step.",
        wrong_password: "The password is wrong.",
        made: "just now",
    });
}

#[test]
fn r17_r18_two_steps_by_each_in_swedish() {
    walk(&Said {
        words: &SWEDISH,
        is_on: "På: inloggning utan säkerhetsnyckel kräver två metoder.",
        calling: "Vi ringer SE …67 och läser upp en kod.",
        one_of_two: "Skriv ner den och ta sedan det andra steget.",
        wrong_password: "Lösenordet är fel.",
        made: "nyss",
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
    add_email(&browser, url, &folder, "anna@example.org");
    let seed = scan(&browser, url);
    let shown = || {
        site.clock.advance(Duration::from_secs(30));
        oath::code(&seed, site.clock.now())
    };
    enter_code(&browser, &oath::code(&seed, site.clock.now()));
    set_password(&browser, &site);
    browser.open(&format!("{url}/security-info/two-step"));
    look("two-step");
    switch_two_step_on(&browser, url);
    browser.wait_for_text("section[aria-labelledby=two-step]", said.is_on);
    look("security-info-everything");
    browser.open(&format!("{url}/security-info/recovery-code"));
    browser.click("main form button");
    browser.wait_for_text("main .lead", said.words.shown_once);
    let recovery_code = browser.text(".code");
    sign_out(&browser);

    // A key is both steps.
    sign_in(&browser, url, Some("anna"));
    browser.wait_for_address("/security-info");
    sign_out(&browser);
    browser.pull_out(&key);

    // By the app, which is asked for first; never by a mail (R24).
    half_in(&browser, url);
    browser.wait_for_text("main form", said.words.app_asked);
    assert!(!browser.texts("section.others a").is_empty());
    assert!(!has(&browser, "main a[href*='with=email']"));
    look("sign-in-step-of-everything");
    enter_code(&browser, &shown());
    sign_out(&browser);

    // By text message, and by call.
    half_in(&browser, url);
    browser.click("main a[href*='with=sms']");
    browser.click("main form button.primary");
    enter_code(&browser, &folder.code("sms"));
    sign_out(&browser);
    half_in(&browser, url);
    browser.click("main a[href*='with=call']");
    look("sign-in-step-call");
    browser.click("main form button.primary");
    browser.wait_for_text("main form", said.calling);
    enter_code(&browser, &folder.code("voice"));
    sign_out(&browser);

    // By the recovery code: it is one step, and the password, or what is left, is the other.
    let next = recover(&browser, url, &recovery_code, said);
    look("recovery-code-first-step");
    browser.click("main a.primary");
    browser.click("main a[href*='with=password']");
    look("sign-in-step-password");
    browser.fill("#code", "not the password");
    browser.click("main form button.primary");
    browser.wait_for_text("[role=alert]", said.wrong_password);
    look("sign-in-step-password-problem");
    enter_code(&browser, PASSWORD);
    browser.wait_for_text("section[aria-labelledby=recovery-code]", said.made);
    sign_out(&browser);
    recover(&browser, url, &next, said);
    browser.click("main a.primary");
    browser.wait_for_text("main form", said.words.app_asked);
    enter_code(&browser, &shown());
}

/// Uses the recovery code as the first of two steps; gives back the next one.
fn recover(browser: &Browser, url: &str, code: &str, said: &Said) -> String {
    browser.open(&format!("{url}/recovery-code"));
    browser.fill("#user-name", "anna");
    browser.fill("#code", code);
    browser.click("main form button");
    browser.wait_for_text(".notice", said.one_of_two);
    let next = browser.text(".code");
    assert_ne!(next, code);
    next
}

fn has(browser: &Browser, selector: &str) -> bool {
    !browser.texts(selector).is_empty()
}
