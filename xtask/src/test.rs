//! `cargo xtask test`: every check of the workspace, each with a verdict, none left out silently.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Error, Result};

use crate::browser;
use crate::cargo::{self, Programs};
use crate::hil::{self, Machine};
use crate::processes::{check_not_stopped, succeeds};
use crate::report::{Report, Verdict};
use crate::schemathesis;
use crate::tools::{self, Unavailable, ensure_rust_component, has_cargo_command, is_continuous_integration};

/// Runs everything; whether nothing failed.
pub(crate) fn everything() -> Result<bool> {
    let mut report = Report::default();
    check(&mut report, "format", || {
        ensure_rust_component("fmt", "rustfmt")?;
        run(cargo::command().args(["fmt", "--all", "--check"]))
    })?;
    check(&mut report, "lints", || {
        ensure_rust_component("clippy", "clippy")?;
        run(cargo::command().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    })?;
    let mut axe = None;
    check(&mut report, "a browser for the tests of the pages", || {
        axe = Some(browser::prepare()?);
        Ok(Verdict::Passed(String::new()))
    })?;
    check(&mut report, "nginx and curl for the tests of the guide to integration", || {
        tools::ensure(&tools::FOR_GUIDE)?;
        Ok(Verdict::Passed(String::new()))
    })?;
    check(&mut report, "a mail server for the tests of messages", || {
        tools::ensure(&tools::FOR_MAIL)?;
        Ok(Verdict::Passed(String::new()))
    })?;
    check(&mut report, "tests", || workspace_tests(axe.as_deref()))?;
    check(&mut report, "the API as it is described, by Schemathesis", described_api)?;
    check(&mut report, "examples in the documentation", || {
        run(cargo::command().args(["test", "--workspace", "--doc"]))
    })?;
    check(&mut report, "documentation", || {
        run(cargo::command().args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
    })?;
    check(&mut report, "power cut", power_cut)?;
    second_driver(&mut report)?;
    check(&mut report, "licences, sources and duplicates of dependencies", dependencies)?;
    machine(&mut report, "the HID machine", hil::prepare)?;
    machine(&mut report, "a browser in the HID machine", hil::prepare_browser)?;
    println!("\n{}", report.closing_lines());
    Ok(report.is_good())
}

/// Runs the loop on a key of one's own; whether it passed. The program asks for the touches and tells what stays.
pub(crate) fn on_own_key(device: &Path, pin_file: &Path) -> Result<bool> {
    let packages = ["-p", "tests", "-p", "rp-server", "-p", "hid-client", "-p", "virtual-key", "--bins"];
    let programs = Programs::build(packages)?;
    let mut report = Report::default();
    check(&mut report, &format!("the loop on {}", device.display()), || {
        let mut scenario = Command::new(programs.path("loop-scenario")?);
        scenario.arg("--device").arg(device).arg("--pin-file").arg(pin_file);
        let folder = programs.path("rp-server")?.parent().unwrap_or(Path::new("."));
        run(scenario.arg("--bin-dir").arg(folder))
    })?;
    println!("\n{}", report.closing_lines());
    Ok(report.is_good())
}

/// One check under its heading. Ctrl-C ends the whole run; every other error is this check's verdict.
fn check(report: &mut Report, name: &str, body: impl FnOnce() -> Result<Verdict>) -> Result<()> {
    println!("\n== {name}");
    let started = Instant::now();
    let verdict = body().unwrap_or_else(|error| verdict_on(&error, is_continuous_integration()));
    report.add(name, verdict, started.elapsed());
    check_not_stopped()
}

/// A missing tool is somebody's choice at home and a fault of the set-up in continuous integration.
fn verdict_on(error: &Error, continuous_integration: bool) -> Verdict {
    let why = format!("{error:#}");
    match error.is::<Unavailable>() && !continuous_integration {
        true => Verdict::Skipped(why),
        false => Verdict::Failed(why),
    }
}

fn run(command: &mut Command) -> Result<Verdict> {
    let words: Vec<String> = command.get_args().map(|word| word.to_string_lossy().into_owned()).collect();
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    println!("$ {program} {}", words.join(" "));
    Ok(match succeeds(command)? {
        true => Verdict::Passed(String::new()),
        false => Verdict::Failed("its messages are above".to_owned()),
    })
}

/// What `cargo test` knows is the same for both runners; nextest is quicker and its output shorter.
fn workspace_tests(axe: Option<&Path>) -> Result<Verdict> {
    let mut command = cargo::command();
    match has_cargo_command("nextest") {
        true => command.args(["nextest", "run", "--workspace", "--no-fail-fast"]),
        false => command.args(["test", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests"]),
    };
    // One build serves all tests: those that start the programs take them from here instead of building them once more.
    command.env("NYCKEL_BIN_DIR", cargo::target_directory()?.join("debug"));
    if let Some(axe) = axe {
        command.env("NYCKEL_AXE", axe);
    }
    run(&mut command)
}

/// Schemathesis at a running server.
fn described_api() -> Result<Verdict> {
    let program = schemathesis::prepare()?;
    Ok(match schemathesis::run(&program)? {
        None => Verdict::Passed(String::new()),
        Some(findings) => {
            println!("{findings}");
            Verdict::Failed("its findings are above".to_owned())
        }
    })
}

/// Ends a file system in mid-write on a loop device, for which one must be root.
fn power_cut() -> Result<Verdict> {
    if !rustix::process::geteuid().is_root() {
        return Ok(Verdict::Skipped("it needs root, for a loop device; run `sudo -E cargo xtask test`".to_owned()));
    }
    tools::ensure(&tools::FOR_POWER_CUT)?;
    run(cargo::command().args(["test", "--workspace", "--test", "power_cut", "--", "--ignored", "--nocapture"]))
}

/// The driver ctap-hid-fido2 excludes our default back end in one build: hence its own lints and tests.
fn second_driver(report: &mut Report) -> Result<()> {
    let arguments = cargo::second_driver_arguments()?;
    check(report, "lints with the driver ctap-hid-fido2", || {
        tools::ensure(&tools::FOR_SECOND_DRIVER)?;
        run(cargo::command().arg("clippy").args(&arguments).args(["--all-targets", "--", "-D", "warnings"]))
    })?;
    check(report, "tests with the driver ctap-hid-fido2", || {
        tools::ensure(&tools::FOR_SECOND_DRIVER)?;
        run(cargo::command().arg("test").args(&arguments))
    })
}

/// Not the advisories: their database changes from day to day, and a check must give the same answer tomorrow.
fn dependencies() -> Result<Verdict> {
    if !has_cargo_command("deny") {
        return Ok(Verdict::Skipped("optional; cargo-deny is not installed (cargo install cargo-deny)".to_owned()));
    }
    run(cargo::command().args(["deny", "check", "bans", "licenses", "sources"]))
}

/// A machine's steps count one by one.
fn machine(report: &mut Report, name: &str, prepare: fn() -> Result<Machine>) -> Result<()> {
    println!("\n== {name}");
    let started = Instant::now();
    match prepare() {
        Ok(machine) => machine.boot(report)?,
        Err(error) => report.add(name, verdict_on(&error, is_continuous_integration()), started.elapsed()),
    }
    check_not_stopped()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_a_check_is_its_failure_and_not_the_end_of_the_run() {
        let mut report = Report::default();
        check(&mut report, "one", || anyhow::bail!("broken")).unwrap();
        check(&mut report, "two", || Ok(Verdict::Passed(String::new()))).unwrap();
        assert_eq!(report.closing_lines(), "failed: one: broken\n1 passed, 1 failed, 0 skipped");
    }

    #[test]
    fn a_missing_tool_is_skipped_at_home_and_fails_in_continuous_integration() {
        let missing = Error::new(Unavailable("missing: qemu".to_owned()));
        assert_eq!(verdict_on(&missing, false), Verdict::Skipped("missing: qemu".to_owned()));
        assert_eq!(verdict_on(&missing, true), Verdict::Failed("missing: qemu".to_owned()));
        assert_eq!(verdict_on(&Error::msg("broken"), false), Verdict::Failed("broken".to_owned()));
    }

    #[test]
    fn a_program_that_fails_fails_its_check() {
        assert!(matches!(run(&mut Command::new("false")).unwrap(), Verdict::Failed(_)));
        assert_eq!(run(&mut Command::new("true")).unwrap(), Verdict::Passed(String::new()));
    }
}
