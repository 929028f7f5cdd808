//! axe-core finds nothing at WCAG 2.2 AA on any page, light and dark, narrow and wide; and nothing overflows.
//!
//! `NYCKEL_AXE` names the file `axe.min.js` of the npm package axe-core; `NYCKEL_SCREENSHOTS` a folder for a picture of every
//! page in both languages, both themes and two widths.

use std::path::PathBuf;
use std::time::Duration;

use rp_server::clock::Clock as _;
use serde_json::{Value, json};
use tests::browser::{AuthenticatorOptions, Browser, Theme};
use tests::process::RelyingParty;
use tests::site::Site;

use super::words::{ENGLISH, SWEDISH, Words};
use super::{browser, create_account, has_app, sign_out};

/// CSS pixels: the narrowest telephone, one to look at, and a desktop.
const WIDTHS: [u32; 3] = [360, 390, 1280];

#[test]
fn every_page_in_english() {
    every_page(&ENGLISH);
}

#[test]
fn every_page_in_swedish() {
    every_page(&SWEDISH);
}

fn every_page(words: &Words) {
    let Some(axe) = axe() else { return };
    let Some(browser) = browser(words.language) else { return };
    let server = RelyingParty::start();
    let url = &server.url;
    let look = |page: &str| inspect(&browser, &axe, words.language, page);
    let open = |page: &str, path: &str| {
        browser.open(&format!("{url}{path}"));
        look(page);
    };
    open("sign-in", "/sign-in");
    open("create-account", "/create-account");
    open("not-found", "/no-such-page");
    // Nobody touches the key: the page waits, then says what happened.
    let idle = browser.plug_in(AuthenticatorOptions { is_touched: false, ..AuthenticatorOptions::default() });
    browser.open(&format!("{url}/create-account"));
    browser.fill("#user-name", "eva");
    browser.click("form[data-ceremony] button");
    browser.wait("the page to wait for the key", || (!browser.texts("[data-state=waiting]").is_empty()).then_some(()));
    look("create-account-waiting");
    // A request that still waits would be answered by the next key.
    browser.open("about:blank");
    browser.pull_out(&idle);

    let key = browser.plug_in(AuthenticatorOptions::default());
    browser.open(&format!("{url}/create-account"));
    browser.fill("#user-name", "eva");
    browser.fill("#display-name", "Eva Åström-Lindqvist");
    browser.click("form[data-ceremony] button");
    browser.wait_for_address("/create-account/name");
    look("name-key");
    browser.click("main form button");
    browser.wait_for_address("/security-info");
    look("security-info-first");
    browser.click(".key-card .danger");
    browser.wait_for_address("/remove");
    look("remove-last-key");
    browser.pull_out(&key);
    browser.plug_in(AuthenticatorOptions::default());
    open("add-key", "/security-info/keys/add");
    browser.click("form[data-ceremony] button");
    browser.wait_for_address("/name");
    browser.click("main form button");
    browser.wait_for_address("/security-info");
    look("security-info");
    browser.click(".key-card:first-child .actions a:first-child");
    look("rename-key");
    browser.open(&format!("{url}/security-info"));
    browser.click(".key-card:last-child .danger");
    browser.wait_for_address("/remove");
    look("remove-key");
    open("make-recovery-code", "/security-info/recovery-code");
    browser.click("main form button");
    browser.wait_for_text("main .lead", words.shown_once);
    look("recovery-code");
    let code = browser.text(".code");
    open("security-info-recovery-code", "/security-info");
    open("replace-recovery-code", "/security-info/recovery-code");
    open("remove-recovery-code", "/security-info/recovery-code/remove");
    open("activity", "/security-info/activity");
    sign_out(&browser);
    look("signed-out");
    open("use-recovery-code", "/recovery-code");
    browser.fill("#user-name", "eva");
    browser.fill("#code", "AAAAA");
    browser.click("main form button");
    browser.wait_for_text("[role=alert]", words.wrong_code);
    look("use-recovery-code-wrong");
    browser.fill("#code", &code);
    browser.click("main form button");
    browser.wait_for_text(".notice", words.code_used);
    look("recovery-code-used");
    open("security-info-recovered-by-code", "/security-info");
    sign_out(&browser);
    // A key that is not the account's: the server's words.
    browser.plug_in(AuthenticatorOptions::default());
    create_account(&browser, url, "frida", words);
    sign_out(&browser);
    browser.fill("#user-name", "nobody");
    browser.click("form[data-ceremony] button");
    browser.wait_for_text("[role=status][data-kind=problem]", "");
    look("sign-in-problem");
}

#[test]
fn every_page_of_an_invitation_in_english() {
    every_page_of_an_invitation(&ENGLISH);
}

#[test]
fn every_page_of_an_invitation_in_swedish() {
    every_page_of_an_invitation(&SWEDISH);
}

fn every_page_of_an_invitation(words: &Words) {
    let Some(axe) = axe() else { return };
    let Some(browser) = browser(words.language) else { return };
    let server = RelyingParty::start_with(&["--sign-up", "invitation"]);
    let url = &server.url;
    let look = |page: &str| inspect(&browser, &axe, words.language, page);
    browser.open(&format!("{url}/sign-in"));
    browser.wait_for_text(".aside", words.by_invitation);
    look("sign-in-by-invitation");
    browser.open(&format!("{url}/invitation"));
    look("invitation");
    browser.fill("#invitation", "something else");
    browser.click("main form button");
    browser.wait_for_text(".problem", words.invitation_invalid);
    look("invitation-problem");
    let key = browser.plug_in(AuthenticatorOptions::default());
    browser.open(server.account(&["invite", "gunilla.lindqvist-bergstrom@example.org"]).trim());
    browser.wait_for_address("/create-account");
    look("create-account-invited");
    browser.click("form[data-ceremony] button");
    browser.wait_for_address("/create-account/name");
    browser.open(&format!("{url}/invitation"));
    browser.wait_for_text("main", words.invitation_signed_in);
    look("invitation-signed-in");
    sign_out(&browser);
    browser.pull_out(&key);
    browser.plug_in(AuthenticatorOptions::default());
    browser.open(server.account(&["invite", "--for", "gunilla.lindqvist-bergstrom@example.org"]).trim());
    browser.wait_for_address("/invitation/new-key");
    browser.wait_for_text("h1", words.recover_title);
    look("recover");
    browser.click("form[data-ceremony] button");
    browser.wait_for_address("/invitation/new-key/name");
    browser.click("main form button");
    browser.wait_for_address("/security-info");
    browser.wait_for_text(".alarming", words.recovered);
    look("security-info-recovered");

    let closed = RelyingParty::start_with(&["--sign-up", "closed"]);
    browser.open(&format!("{}/sign-in", closed.url));
    browser.wait_for_text("h1", words.sign_in_title);
    look("sign-in-closed");
    browser.open(&format!("{}/create-account", closed.url));
    browser.wait_for_text("h1", words.closed);
    look("create-account-closed");
}

#[test]
fn every_page_of_an_app_in_english() {
    every_page_of_an_app(&ENGLISH);
}

#[test]
fn every_page_of_an_app_in_swedish() {
    every_page_of_an_app(&SWEDISH);
}

fn every_page_of_an_app(words: &Words) {
    let Some(axe) = axe() else { return };
    let Some(browser) = browser(words.language).filter(|_| has_app()) else { return };
    let site = Site::start();
    let url = &site.url;
    let look = |page: &str| inspect(&browser, &axe, words.language, page);
    browser.plug_in(AuthenticatorOptions::default());
    create_account(&browser, url, "eva.astrom-lindqvist@example.org", words);
    let open = |page: &str, path: &str| {
        browser.open(&format!("{url}{path}"));
        look(page);
    };
    open("add-method", "/security-info/add");
    open("get-app", "/security-info/apps/add");
    browser.click("summary");
    look("get-another-app");
    open("scan-app", "/security-info/apps/add/scan");
    browser.click("summary");
    look("type-app");
    let seed = browser.text(".seed");
    browser.fill("#code", "1");
    browser.click("main form button");
    browser.wait_for_text("#code-problem", words.test_wrong);
    look("scan-app-problem");
    browser.fill("#code", &tests::oath::code(&seed, site.clock.now()));
    browser.click("main form button");
    browser.wait_for_text(".notice", words.app_added);
    look("security-info-app");
    open("default-method", "/security-info/default");
    browser.open(&format!("{url}/security-info"));
    browser.click("section[aria-labelledby=app] .actions a:first-child");
    browser.wait_for_address("/rename");
    look("rename-app");
    browser.open(&format!("{url}/security-info"));
    browser.click("section[aria-labelledby=app] .danger");
    browser.wait_for_address("/remove");
    look("remove-app");
    browser.click("main form .danger");
    browser.wait_for_text(".notice", words.delete_in_app);
    look("security-info-removed");
    browser.click("section[aria-labelledby=removed] a");
    browser.wait_for_address("/restore");
    look("restore");
}

#[test]
fn the_page_that_asks_for_a_proof_in_english() {
    the_page_that_asks_for_a_proof(&ENGLISH);
}

#[test]
fn the_page_that_asks_for_a_proof_in_swedish() {
    the_page_that_asks_for_a_proof(&SWEDISH);
}

fn the_page_that_asks_for_a_proof(words: &Words) {
    let Some(axe) = axe() else { return };
    let Some(browser) = browser(words.language) else { return };
    let site = Site::start();
    browser.plug_in(AuthenticatorOptions::default());
    create_account(&browser, &site.url, "eva", words);
    site.clock.advance(Duration::from_secs(601));
    browser.open(&format!("{}/security-info/keys/add", site.url));
    browser.wait_for_text("h1", words.prove_title);
    inspect(&browser, &axe, words.language, "prove");
}

/// axe-core's source; `None`, and a line that says why, where it is not there.
pub(crate) fn axe() -> Option<String> {
    let Some(file) = std::env::var_os("NYCKEL_AXE") else {
        assert!(std::env::var_os("CI").is_none(), "NYCKEL_AXE must name axe.min.js; cargo xtask test does it");
        println!("skipped: NYCKEL_AXE names no axe.min.js; cargo xtask test installs it");
        return None;
    };
    Some(std::fs::read_to_string(file).expect("axe.min.js"))
}

/// What looks at a page under a name, where axe-core is there.
pub(crate) fn looker<'a>(browser: &'a Browser, words: &'a Words) -> impl Fn(&str) + 'a {
    let axe = axe();
    move |page| {
        if let Some(axe) = &axe {
            inspect(browser, axe, words.language, page);
        }
    }
}

pub(crate) fn inspect(browser: &Browser, axe: &str, language: &str, page: &str) {
    browser.script(axe, json!([]));
    for theme in [Theme::Light, Theme::Dark] {
        browser.prefer(theme);
        for width in WIDTHS {
            browser.resize(width, 900);
            let place = format!("{page}-{language}-{theme:?}-{width}").to_lowercase();
            let overflow = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
            assert_eq!(browser.script(overflow, json!([])), 0, "{place} overflows");
            let findings = findings(browser);
            assert!(findings.is_empty(), "{place}: {findings:#?}");
            if let Some(folder) = std::env::var_os("NYCKEL_SCREENSHOTS").map(PathBuf::from) {
                browser.screenshot(&folder.join(format!("{place}.png")));
            }
        }
    }
    browser.prefer(Theme::Light);
    browser.resize(1280, 900);
}

/// What axe-core finds wrong at WCAG 2.2 AA: the rule, and where.
fn findings(browser: &Browser) -> Vec<String> {
    let script = "const done = arguments[arguments.length - 1];
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        axe.run({ runOnly: { type: 'tag', values: tags } }).then(done, error => done({ violations: [{ id: String(error), nodes: [] }] }))";
    let result = browser.script_with_callback(script, json!([]));
    let describe = |violation: &Value| {
        let place = |node: &Value| format!("{} {}", node["html"], node["failureSummary"]);
        let nodes: Vec<_> = violation["nodes"].as_array().into_iter().flatten().map(place).collect();
        format!("{}: {}", violation["id"], nodes.join("; "))
    };
    result["violations"].as_array().expect("axe-core's result").iter().map(describe).collect()
}
