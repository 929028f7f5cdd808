//! From arguments to an exit code.

use std::process::ExitCode;

use clap::Parser as _;

use super::arguments::{Arguments, PinVerb, Verb};
use super::context::Context;
use super::failure::Failure;
use super::{
    blobs, check, config, credentials, doctor, exit_code, fingerprints, info, list, manual, messages, output,
    pin_change, pin_retries, pin_set, pin_verify, register, reset, select, sign_in, watch, wink,
};

/// The program: reads the arguments, does what they say, prints, and gives the exit code.
pub fn main() -> ExitCode {
    let Err(failure) = run(Arguments::parse()) else { return ExitCode::SUCCESS };
    output::note(&messages::of_failure(&failure));
    if let Some(details) = messages::details_of(&failure) {
        output::note(&details);
    }
    ExitCode::from(exit_code::of_failure(&failure))
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let context = Context::new(&arguments)?;
    match arguments.verb {
        Verb::List => list::run(&context),
        Verb::Select(arguments) => select::run(&context, &arguments),
        Verb::Watch(arguments) => watch::run(&context, &arguments),
        Verb::Doctor(arguments) => doctor::run(&context, &arguments),
        Verb::Info => info::run(&context),
        Verb::Pin(PinVerb::Set(new)) => pin_set::run(&context, &new.source()),
        Verb::Pin(PinVerb::Change { current, new }) => pin_change::run(&context, &current.source(), &new.source()),
        Verb::Pin(PinVerb::Verify { pin }) => pin_verify::run(&context, &pin.source()),
        Verb::Pin(PinVerb::Retries) => pin_retries::run(&context),
        Verb::Config(verb) => config::run(&context, verb),
        Verb::Credential(verb) => credentials::run(&context, verb),
        Verb::Fingerprint(verb) => fingerprints::run(&context, verb),
        Verb::Blob(verb) => blobs::run(&context, verb),
        Verb::Check(arguments) => check::run(&context, arguments),
        Verb::Wink => wink::run(&context),
        Verb::Reset { yes } => reset::run(&context, yes),
        Verb::Completions { shell } => manual::completions(shell),
        Verb::Man { dir } => manual::man(dir.as_deref()),
        Verb::Register(arguments) => register::run(&context, arguments),
        Verb::SignIn(arguments) => sign_in::run(&context, arguments),
    }
}
