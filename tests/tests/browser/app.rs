//! An authenticator app: scanned or typed, tested, used for the second step, asked for first, removed and brought back.

use std::time::Duration;

use rp_server::clock::Clock as _;
use tests::browser::{AuthenticatorOptions, Browser};
use tests::oath;
use tests::site::Site;

use super::words::{ENGLISH, SWEDISH, Words};
use super::{browser, create_account, half_in, has_app, other_than, set_password, sign_out, switch_two_step_on};

#[test]
fn r30_to_r36_an_app_in_english() {
    walk(&ENGLISH);
}

#[test]
fn r30_to_r36_an_app_in_swedish() {
    walk(&SWEDISH);
}

fn walk(words: &Words) {
    let Some(browser) = browser(words.language).filter(|_| has_app()) else { return };
    let site = Site::start();
    let url = &site.url;
    let key = browser.plug_in(AuthenticatorOptions::default());
    create_account(&browser, url, "anna", words);

    // The app is chosen, got, and handed its seed; a test with a wrong code does not count.
    let seed = scan(&browser, url);
    let code = |seed: &str| oath::code(seed, site.clock.now());
    let shown = code(&seed);
    browser.fill("#code", &other_than(&shown));
    browser.click("main form button");
    browser.wait_for_text("#code-problem", words.test_wrong);
    browser.fill("#code", &format!("{} {}", &shown[..3], &shown[3..]));
    browser.click("main form button");
    browser.wait_for_text(".notice", words.app_added);
    browser.wait_for_text("section[aria-labelledby=default]", words.default_app);

    // A password and two steps; at the next sign-in the app is asked for by itself.
    set_password(&browser, &site);
    switch_two_step_on(&browser, url);
    sign_out(&browser);
    browser.pull_out(&key);
    half_in(&browser, url);
    browser.wait_for_text("main", words.app_asked);
    site.clock.advance(Duration::from_secs(30));
    browser.fill("#code", &code(&seed));
    browser.click("main form button");
    browser.wait_for_address("/security-info");

    // Another default, and the app again.
    browser.click("a[href='/security-info/default']");
    browser.click("input[value=security-key]");
    browser.click("main form button");
    browser.wait_for_text("section[aria-labelledby=default]", words.default_key);
    browser.click("a[href='/security-info/default']");
    browser.click("input[value=app]");
    browser.click("main form button");
    browser.wait_for_text("section[aria-labelledby=default]", words.default_app);

    // Removed: the key is asked for first. Brought back: as it was.
    browser.click("section[aria-labelledby=app] .danger");
    browser.wait_for_address("/remove");
    browser.wait_for_text("main", words.delete_in_app);
    browser.click("main form .danger");
    browser.wait_for_text(".notice", words.delete_in_app);
    assert!(browser.texts("section[aria-labelledby=default], section[aria-labelledby=app] .card").is_empty());
    browser.click("section[aria-labelledby=removed] a");
    browser.wait_for_address("/restore");
    browser.click("main form button");
    browser.wait_for_text(".notice", words.restored);
    browser.wait_for_text("section[aria-labelledby=default]", words.default_app);
    sign_out(&browser);
    site.clock.advance(Duration::from_secs(30));
    half_in(&browser, url);
    browser.fill("#code", &code(&seed));
    browser.click("main form button");
    browser.wait_for_address("/security-info");
}

/// Goes from the security info page to the one with the picture, and reads the seed as somebody does who cannot scan it.
pub(crate) fn scan(browser: &Browser, url: &str) -> String {
    browser.open(&format!("{url}/security-info"));
    browser.click("a[href='/security-info/apps/add']");
    browser.click("main a.primary");
    browser.wait_for_address("/security-info/apps/add/scan");
    let picture =
        "const box = document.querySelector('svg.qr').getBoundingClientRect(); return Math.min(box.width, box.height)";
    let size = browser.script(picture, serde_json::json!([])).as_f64();
    assert!(size.is_some_and(|size| size > 200.0), "a phone can read it: {size:?}");
    browser.click("summary");
    browser.text(".seed")
}
