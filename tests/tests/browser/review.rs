//! Is the security info still right? Asked after a long absence, put off by a day, and after seven the account locks (R1 to R4).

use std::time::Duration;

use tests::browser::AuthenticatorOptions;
use tests::site::Site;

use super::accessibility::looker;
use super::words::{ENGLISH, SWEDISH, Words};
use super::{browser, create_account, sign_in, sign_out};

const DAY: Duration = Duration::from_secs(86_400);

/// What the pages should say.
struct Said {
    words: &'static Words,
    title: &'static str,
    postponed: &'static str,
    banner: &'static str,
    overdue: &'static str,
    confirmed: &'static str,
}

#[test]
fn r01_to_r04_seven_days_in_english() {
    walk(&Said {
        words: &ENGLISH,
        title: "Is your security info still right?",
        postponed: "You will be asked again in a day.",
        banner: "Please look it through by",
        overdue: "You were asked for seven days.",
        confirmed: "Thank you. Your security info is confirmed.",
    });
}

#[test]
fn r01_to_r04_seven_days_in_swedish() {
    walk(&Said {
        words: &SWEDISH,
        title: "Stämmer din säkerhetsinformation fortfarande?",
        postponed: "Du får frågan igen om ett dygn.",
        banner: "Titta igenom den senast",
        overdue: "Du har blivit ombedd i sju dagar.",
        confirmed: "Tack. Din säkerhetsinformation är bekräftad.",
    });
}

fn walk(said: &Said) {
    let Some(browser) = browser(said.words.language) else { return };
    let look = looker(&browser, said.words);
    let site = Site::start();
    let url = &site.url;
    browser.plug_in(AuthenticatorOptions::default());
    create_account(&browser, url, "anna", said.words);
    // What went before is over, and the next page begins anew.
    let come_back = |after: Duration| {
        site.clock.advance(after);
        sign_in(&browser, url, Some("anna"));
    };

    // Ninety days later: asked, and put off.
    come_back(91 * DAY);
    browser.wait_for_text("h1", said.title);
    look("verify-info");
    browser.click("button[value=tomorrow]");
    browser.wait_for_text(".notice", said.postponed);

    // The day after: asked again. Nobody is kept from the rest meanwhile.
    come_back(DAY);
    browser.wait_for_text("h1", said.title);
    browser.open(&format!("{url}/security-info"));
    browser.wait_for_text(".nudge", said.banner);
    look("security-info-to-verify");

    // Seven days after the first time: there is nothing else until it is answered.
    come_back(6 * DAY);
    browser.wait_for_text("main .warning", said.overdue);
    assert!(browser.texts("button[value=tomorrow]").is_empty());
    look("verify-info-overdue");
    for path in ["/security-info", "/security-info/keys/add", "/security-info/activity"] {
        browser.open(&format!("{url}{path}"));
        browser.wait_for_text("h1", said.title);
    }
    assert_eq!(browser.script("return fetch('/auth/check').then(answer => answer.status)", serde_json::json!([])), 401);
    browser.open(&format!("{url}/verify-info"));
    browser.click("button[value=right]");
    browser.wait_for_text(".notice", said.confirmed);
    assert_eq!(browser.script("return fetch('/auth/check').then(answer => answer.status)", serde_json::json!([])), 200);

    // And then not at every sign-in.
    sign_out(&browser);
    come_back(DAY);
    browser.wait_for_address("/security-info");
    assert!(!browser.texts("main").join("").contains(said.banner));
}
