//! What can be written on the command line.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::{control, serve};

/// A security key in software, for tests and for trying things out.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Be a key until a signal ends it.
    Serve(serve::Serve),
    /// Do to a running key what a person would do.
    Control(control::Control),
}

/// Runs what the command line says. Exit codes: 0 done, 1 failed, 2 not understood.
pub(crate) fn run() -> ExitCode {
    let result = match Arguments::parse().verb {
        Verb::Serve(serve) => serve.run(),
        Verb::Control(control) => control.run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("virtual-key: {error}");
            ExitCode::FAILURE
        }
    }
}
