//! What a person does at the pages, with the key and its PIN.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};

use super::bench::{Bench, CONTROL, DEVICE, PIN, SERVER, WRONG_PIN, wait_for};
use super::screen;
use crate::report::Verdict;

/// How long a page or a sheet of the dialog may take, emulated as everything is.
const LIMIT: Duration = Duration::from_secs(60);

const USER: &str = "anna";

/// The sheet that asks for the PIN.
const ASKS_PIN: &str = "kClientPinEntry";
/// The sheet that asks for a key when none is plugged in.
const ASKS_KEY: &str = "kUsbInsertAndActivate";

fn passed(seen: impl Into<String>) -> Result<Verdict> {
    Ok(Verdict::Passed(seen.into()))
}

pub(super) fn wrong_pin(bench: &mut Bench) -> Result<Verdict> {
    begin(bench, "/create-account", USER)?;
    type_pin(bench, WRONG_PIN)?;
    // The same sheet again, now with a word about the PIN.
    bench.log.next_sheet(ASKS_PIN, LIMIT)?;
    let path = bench.page()?.evaluate("location.pathname")?;
    if path != "/create-account" {
        bail!("the page went on to {path} although the PIN was wrong");
    }
    passed("")
}

pub(super) fn create_account(bench: &mut Bench) -> Result<Verdict> {
    screen::type_line(PIN)?;
    arrives_at(bench, "/create-account/name")?;
    bench.page()?.evaluate("document.querySelector('main form button').click()")?;
    arrives_at(bench, "/security-info")?;
    signed_in_as_anna(bench)
}

pub(super) fn sign_out(bench: &mut Bench) -> Result<Verdict> {
    leave(bench)?;
    passed("")
}

pub(super) fn sign_in_by_name(bench: &mut Bench) -> Result<Verdict> {
    begin(bench, "/sign-in", USER)?;
    type_pin(bench, PIN)?;
    arrives_at(bench, "/security-info")?;
    signed_in_as_anna(bench)
}

pub(super) fn sign_in_without_name(bench: &mut Bench) -> Result<Verdict> {
    leave(bench)?;
    begin(bench, "/sign-in", "")?;
    type_pin(bench, PIN)?;
    arrives_at(bench, "/security-info")?;
    signed_in_as_anna(bench)
}

pub(super) fn late_key(bench: &mut Bench) -> Result<Verdict> {
    leave(bench)?;
    control(bench, "unplug")?;
    wait_for("the key to be gone", LIMIT, || (!Path::new(DEVICE).exists()).then_some(()))?;
    begin(bench, "/sign-in", USER)?;
    bench.log.next_sheet(ASKS_KEY, LIMIT)?;
    control(bench, "plug")?;
    type_pin(bench, PIN)?;
    arrives_at(bench, "/security-info")?;
    signed_in_as_anna(bench)
}

fn control(bench: &Bench, what: &str) -> Result<()> {
    bench.succeed("virtual-key", &["control", "--control", CONTROL, what]).map(drop)
}

/// Opens a page, fills in the user name and presses the button that asks for the key.
fn begin(bench: &mut Bench, path: &str, user: &str) -> Result<()> {
    bench.log.skip();
    let page = bench.page()?;
    page.go_to(&format!("{SERVER}{path}"))?;
    page.wait_until("!document.querySelector('form[data-ceremony] button').disabled", LIMIT)?;
    page.evaluate(&format!("document.querySelector('#user-name').value = '{user}'"))?;
    page.evaluate("document.querySelector('form[data-ceremony] button').click()").map(drop)
}

fn type_pin(bench: &mut Bench, pin: &str) -> Result<()> {
    bench.log.next_sheet(ASKS_PIN, LIMIT)?;
    screen::type_line(pin)
}

fn arrives_at(bench: &mut Bench, path: &str) -> Result<()> {
    let there = format!("location.pathname === '{path}' && document.readyState === 'complete'");
    bench.page()?.wait_until(&there, LIMIT)
}

fn leave(bench: &mut Bench) -> Result<()> {
    bench.page()?.evaluate("document.querySelector('header form button').click()")?;
    let out = "document.readyState === 'complete' && document.querySelector('header form button') === null";
    bench.page()?.wait_until(out, LIMIT)?;
    let page = bench.page()?;
    page.go_to(&format!("{SERVER}/security-info"))?;
    arrives_at(bench, "/sign-in")
}

fn signed_in_as_anna(bench: &mut Bench) -> Result<Verdict> {
    let header = bench.page()?.evaluate("document.querySelector('header').innerText")?;
    let header = header.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    if !header.contains(USER) {
        bail!("signed in, but the page does not say as {USER}: {header}");
    }
    passed("")
}
