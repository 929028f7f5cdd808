//! The pages in a real Chromium, in both languages, with security keys of the browser's own.
//!
//! Without Chromium and its driver these tests say that they were skipped; with `CI=true` that is a failure.

mod accessibility;
mod app;
mod codes;
mod default_method;
mod folder;
mod invitation;
mod keyboard;
mod mishaps;
mod proof;
mod questions;
mod recovery_code;
mod replacement;
mod reset;
mod review;
mod trusted_device;
mod two_steps;
mod walk;
mod words;

use std::time::Duration;

use tests::browser::Browser;
use tests::site::Site;

use folder::Folder;

/// A window for a person who prefers `language`; `None`, and a line that says why, where there is no Chromium.
fn browser(language: &str) -> Option<Browser> {
    if tests::browser::is_installed() {
        return Some(Browser::start(language));
    }
    assert!(std::env::var_os("CI").is_none(), "install Debian's chromium and chromium-driver");
    println!("skipped: chromium and chromedriver are not installed");
    None
}

/// Whether there is an authenticator app; a line that says why not, where there is none.
fn has_app() -> bool {
    if tests::oath::is_installed() {
        return true;
    }
    assert!(std::env::var_os("CI").is_none(), "install Debian's oathtool");
    println!("skipped: oathtool is not installed");
    false
}

/// Creates an account with the key that is plugged in, and ends on the security-info page.
fn create_account(browser: &Browser, url: &str, name: &str, words: &words::Words) {
    browser.open(&format!("{url}/create-account"));
    browser.wait_for_text("h1", words.create_title);
    browser.fill("#user-name", name);
    browser.click("form[data-ceremony] button");
    browser.wait_for_address("/create-account/name");
    browser.wait_for_text("h1", words.name_title);
    browser.click("main form button");
    browser.wait_for_address("/security-info");
}

/// Signs out by the button of every page.
fn sign_out(browser: &Browser) {
    browser.click("header form button");
    browser.wait_for_address("/sign-in");
}

/// Signs in by name, or without one.
fn sign_in(browser: &Browser, url: &str, name: Option<&str>) {
    browser.open(&format!("{url}/sign-in"));
    if let Some(name) = name {
        browser.fill("#user-name", name);
    }
    browser.click("form[data-ceremony] button");
}

/// The password that walks set.
const PASSWORD: &str = "seven purple walrus teeth";

/// Gives the account of who is signed in a password. The clock stands still unless it is moved: whoever signs in does so a moment later.
fn set_password(browser: &Browser, site: &Site) {
    browser.open(&format!("{}/security-info/password", site.url));
    browser.fill("#password", PASSWORD);
    browser.click("main form button");
    browser.wait_for_address("/security-info");
    site.clock.advance(Duration::from_secs(1));
}

/// Asks for two steps from now on.
fn switch_two_step_on(browser: &Browser, url: &str) {
    browser.open(&format!("{url}/security-info/two-step"));
    browser.click("main form button.primary");
    browser.wait_for_address("/security-info");
}

/// Has the phone asked for first.
fn choose_phone_first(browser: &Browser, url: &str) {
    browser.open(&format!("{url}/security-info/default"));
    browser.click("input[value^='sms.']");
    browser.click("main form button.primary");
    browser.wait_for_address("/security-info");
}

/// Types name and password.
fn enter_password(browser: &Browser, url: &str, password: &str) {
    browser.open(&format!("{url}/sign-in/password"));
    browser.fill("#user-name", "anna");
    browser.fill("#password", password);
    browser.click("main form button");
}

/// The same, where a second step follows.
fn half_in(browser: &Browser, url: &str) {
    enter_password(browser, url, PASSWORD);
    browser.wait_for_address("/sign-in/step?return_to=%2Fsecurity-info");
}

/// Types a code where one is asked for, and is in.
fn enter_code(browser: &Browser, code: &str) {
    browser.fill("#code", code);
    browser.click("main form button.primary");
    browser.wait_for_address("/security-info");
}

/// Adds a phone by a code in a text message.
fn add_phone(browser: &Browser, url: &str, folder: &Folder, number: &str) {
    browser.open(&format!("{url}/security-info/phones/add"));
    browser.fill("#number", number);
    browser.click("button[value=sms]");
    browser.wait_for_address("/security-info/phones/code");
    enter_code(browser, &folder.code("sms"));
}

/// Adds an e-mail address by a code in a mail.
fn add_email(browser: &Browser, url: &str, folder: &Folder, address: &str) {
    browser.open(&format!("{url}/security-info/emails/add"));
    browser.fill("#address", address);
    browser.click("main form button.primary");
    browser.wait_for_address("/security-info/emails/code");
    enter_code(browser, &folder.code("mail"));
}

/// Six other digits.
fn other_than(code: &str) -> String {
    code.chars().map(|digit| if digit == '9' { '0' } else { char::from(digit as u8 + 1) }).collect()
}
