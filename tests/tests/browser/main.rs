//! The pages in a real Chromium, in both languages, with security keys of the browser's own.
//!
//! Without Chromium and its driver these tests say that they were skipped; with `CI=true` that is a failure.

mod accessibility;
mod app;
mod codes;
mod invitation;
mod keyboard;
mod mishaps;
mod proof;
mod recovery_code;
mod walk;
mod words;

use tests::browser::Browser;

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
