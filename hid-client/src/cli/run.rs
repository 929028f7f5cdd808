//! From arguments to an exit code.

use std::process::ExitCode;

use clap::Parser as _;

use super::arguments::{Arguments, PinVerb, Verb};
use super::context::Context;
use super::failure::Failure;
use super::{exit_code, info, list, messages, pin_change, pin_retries, pin_set, register, sign_in};

/// The program: reads the arguments, does what they say, prints, and gives the exit code.
pub fn main() -> ExitCode {
    let Err(failure) = run(Arguments::parse()) else { return ExitCode::SUCCESS };
    eprintln!("{}", messages::failure(&failure));
    if let Some(details) = messages::details(&failure) {
        eprintln!("{details}");
    }
    ExitCode::from(exit_code::of_failure(&failure))
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let context = Context::new(&arguments)?;
    match arguments.verb {
        Verb::List => list::run(&context),
        Verb::Info => info::run(&context),
        Verb::Pin(PinVerb::Set(new)) => pin_set::run(&context, &new.source()),
        Verb::Pin(PinVerb::Change { current, new }) => pin_change::run(&context, &current.source(), &new.source()),
        Verb::Pin(PinVerb::Retries) => pin_retries::run(&context),
        Verb::Register(arguments) => register::run(&context, arguments),
        Verb::SignIn(arguments) => sign_in::run(&context, arguments),
    }
}
