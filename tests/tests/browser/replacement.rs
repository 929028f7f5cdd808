//! All security info is replaced after thirty days, for somebody who knows their password and has nothing else any more; unless
//! somebody with an old method says no (R16).

use std::time::Duration;

use tests::browser::{AuthenticatorOptions, Browser};
use tests::site::Site;

use super::accessibility::looker;
use super::folder::Folder;
use super::words::{ENGLISH, SWEDISH, Words};
use super::{
    add_phone, browser, choose_phone_first, create_account, half_in, set_password, sign_in, sign_out,
    switch_two_step_on,
};

const DAY: Duration = Duration::from_secs(86_400);

/// What the pages should say.
struct Said {
    words: &'static Words,
    sent_to_old: &'static str,
    not_faster: &'static str,
    waits: &'static str,
    alarm: &'static str,
    cancelled: &'static str,
    sent_to_new: &'static str,
    replaced: &'static str,
}

#[test]
fn r16_thirty_days_in_english() {
    walk(&Said {
        words: &ENGLISH,
        sent_to_old: "We have sent a code by text message to SE …67.",
        not_faster: "It cannot be done faster.",
        waits: "The 30 days have begun",
        alarm: "Somebody asked to replace all your security info",
        cancelled: "The replacement has been cancelled. Nothing has changed.",
        sent_to_new: "We have sent a code by text message to SE …99.",
        replaced: "All security info was replaced",
    });
}

#[test]
fn r16_thirty_days_in_swedish() {
    walk(&Said {
        words: &SWEDISH,
        sent_to_old: "Vi har skickat en kod med sms till SE …67.",
        not_faster: "Det kan inte göras snabbare.",
        waits: "De 30 dagarna har börjat",
        alarm: "Någon har bett om att ersätta all din säkerhetsinformation",
        cancelled: "Ersättningen har avbrutits. Ingenting har ändrats.",
        sent_to_new: "Vi har skickat en kod med sms till SE …99.",
        replaced: "All säkerhetsinformation ersattes",
    });
}

fn walk(said: &Said) {
    let Some(browser) = browser(said.words.language) else { return };
    let look = looker(&browser, said.words);
    let site = Site::start();
    let (url, folder) = (&site.url, Folder::of(site.data()));
    let key = browser.plug_in(AuthenticatorOptions::default());
    create_account(&browser, url, "anna", said.words);
    add_phone(&browser, url, &folder, "070-123 45 67");
    set_password(&browser, &site);
    switch_two_step_on(&browser, url);
    choose_phone_first(&browser, url);
    let lost = browser.credentials(&key).remove(0);
    sign_out(&browser);
    browser.pull_out(&key);

    // The key is lost, and so is the phone that the code went to.
    ask(&browser, url, &folder, said, &look);
    browser.wait_for_text("h1", said.waits);
    // The year of the day on which it happens.
    browser.wait_for_text("main .lead", "202");
    look("replace-waits");

    // The key turns up: its person is alarmed, and says no.
    site.clock.advance(10 * DAY);
    let found = browser.plug_in(AuthenticatorOptions::default());
    browser.add_credential(&found, &lost);
    sign_in(&browser, url, Some("anna"));
    browser.wait_for_text("[role=alert]", said.alarm);
    look("security-info-replacement");
    browser.click("a[href='/security-info/replacement/cancel']");
    browser.wait_for_address("/cancel");
    look("cancel-replacement");
    browser.click("main form button.primary");
    browser.wait_for_text(".notice", said.cancelled);
    assert!(browser.texts("[role=alert]").is_empty());
    sign_out(&browser);
    browser.pull_out(&found);

    // Asked for again, and nobody says no: on the thirtieth day, and not before.
    ask(&browser, url, &folder, said, &|_| {});
    browser.wait_for_text("h1", said.waits);
    site.clock.advance(29 * DAY);
    site.keep_house();
    half_in(&browser, url);
    browser.wait_for_text("main form", said.sent_to_old);
    let sent_to_old = folder.code("sms");
    site.clock.advance(DAY);
    site.keep_house();
    half_in(&browser, url);
    browser.wait_for_text("main form", said.sent_to_new);
    browser.fill("#code", &sent_to_old);
    browser.click("main form button.primary");
    browser.wait_for_text("main [role=alert]", "");
    browser.fill("#code", &folder.code("sms"));
    browser.click("main form button.primary");
    browser.wait_for_address("/security-info");
    assert_eq!(browser.texts("section[aria-labelledby=sms] h3"), ["SE …99"]);
    browser.wait_for_text("section[aria-labelledby=activity]", said.replaced);
    look("security-info-replaced");
}

/// Asks for the replacement by a new phone.
fn ask(browser: &Browser, url: &str, folder: &Folder, said: &Said, look: &dyn Fn(&str)) {
    half_in(browser, url);
    browser.wait_for_text("main form", said.sent_to_old);
    folder.code("sms");
    browser.click("a[href='/replace']");
    browser.wait_for_text("main .lead", said.not_faster);
    look("replace");
    browser.fill("#number", "070-999 99 99");
    browser.click("button[value=sms]");
    browser.wait_for_address("/replace/code");
    look("replace-code");
    browser.fill("#code", &folder.code("sms"));
    browser.click("main form button.primary");
    browser.wait_for_address("/replace");
}
