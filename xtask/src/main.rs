//! `cargo xtask demo | test | bench | hil`: the chores of this workspace, each one command.
//!
//! Nothing here needs a system library to compile. Programs a verb needs at run time are named in [`tools`], which says
//! what it installs before it does.

mod bench;
mod browser;
mod caches;
mod cargo;
mod demo;
mod hil;
mod processes;
mod report;
mod schemathesis;
mod test;
mod tools;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The chores of the Nyckel workspace", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Show the whole loop with a virtual key, then leave the server running for a browser or your own key
    Demo {
        /// End after the loop instead of leaving the server running
        #[arg(long)]
        once: bool,
    },
    /// Run every check: format, lints, tests, documentation, licences, the HID machine, a browser in it
    Test {
        /// Run the loop on this key instead, for example /dev/hidraw0
        #[arg(long, value_name = "DEVICE", requires = "pin_file")]
        device: Option<PathBuf>,
        /// File whose first line is that key's PIN
        #[arg(long, value_name = "FILE", requires = "device")]
        pin_file: Option<PathBuf>,
    },
    /// Measure against the floor and against peers, side by side
    Bench {
        /// Write the figures to this file as JSON too
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        /// Measure hid-client beside libfido2's tools instead, on one virtual key in the HID machine
        #[arg(long)]
        hil: bool,
    },
    /// Boot the HID machine: a real kernel, libfido2 and both drivers on a virtual key
    Hil {
        /// Let Debian's Chromium use the key at rp-server's pages instead
        #[arg(long)]
        browser: bool,
    },
    /// Runs inside the HID machine
    #[command(hide = true, name = "hil-guest")]
    HilGuest { scenario: hil::Guest },
    /// Runs a program on the terminal given as standard input
    #[command(hide = true, name = "on-terminal")]
    OnTerminal {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        command: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    let verb = Arguments::parse().verb;
    let outcome = match verb {
        Verb::OnTerminal { command } => Err(hil::take_terminal_and_run(&command)),
        verb => processes::stop_on_signals().and_then(|()| run(verb)),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs one verb; whether everything it checked was as it should be.
fn run(verb: Verb) -> anyhow::Result<bool> {
    match verb {
        Verb::Demo { once } => demo::run(once),
        Verb::Test { device: Some(device), pin_file: Some(pin_file) } => test::on_own_key(&device, &pin_file),
        Verb::Test { .. } => test::everything(),
        Verb::Bench { json, hil: false } => bench::run(json.as_deref()),
        Verb::Bench { json, hil: true } => bench::run_in_machine(json.as_deref()),
        Verb::Hil { browser: false } => hil::run(),
        Verb::Hil { browser: true } => hil::run_browser(),
        Verb::HilGuest { scenario } => hil::run_as_guest(scenario),
        Verb::OnTerminal { command } => Err(hil::take_terminal_and_run(&command)),
    }
}
