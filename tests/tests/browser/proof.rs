//! A change needs a proof that is not older than ten minutes (R6, R29).

use std::time::Duration;

use tests::browser::AuthenticatorOptions;
use tests::site::Site;

use super::words::ENGLISH;
use super::{browser, create_account};

#[test]
fn r06_a_change_asks_for_the_key_after_ten_minutes_and_goes_on_where_it_was() {
    let Some(browser) = browser("en") else { return };
    let site = Site::start();
    browser.plug_in(AuthenticatorOptions::default());
    create_account(&browser, &site.url, "cecilia", &ENGLISH);

    // Nine minutes: the page opens at once.
    site.clock.advance(Duration::from_secs(9 * 60));
    browser.open(&format!("{}/security-info/keys/add", site.url));
    browser.wait_for_address("/security-info/keys/add");
    assert_eq!(browser.texts("h1"), ["Add a security key"]);

    // Eleven: looking is free, changing asks for the key right there.
    site.clock.advance(Duration::from_secs(2 * 60));
    browser.open(&format!("{}/security-info", site.url));
    browser.wait_for_text("h1", ENGLISH.info_title);
    browser.open(&format!("{}/security-info/keys/add", site.url));
    browser.wait_for_text("h1", ENGLISH.prove_title);
    browser.click("form[data-ceremony] button");
    browser.wait_for_address("/security-info/keys/add");
    browser.wait_for_text("h1", "Add a security key");
}
