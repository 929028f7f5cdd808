//! From arguments to an exit code.

use std::process::ExitCode;

use clap::Parser as _;

use super::arguments::{Arguments, CredentialVerb, PinVerb, Verb};
use super::context::Context;
use super::credential_rename::{self, Names};
use super::failure::Failure;
use super::{
    blobs, check, config, credential_delete, credential_list, credential_metadata, credential_show, doctor, exit_code,
    fingerprints, info, list, manual, messages, output, pin_change, pin_retries, pin_set, pin_verify, register, reset,
    select, sign_in, watch, wink,
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
        Verb::Credential(verb) => credential(&context, verb),
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

fn credential(context: &Context, verb: CredentialVerb) -> Result<(), Failure> {
    match verb {
        CredentialVerb::List { rp_id, pin } => credential_list::run(context, rp_id.as_deref(), &pin.source()),
        CredentialVerb::Show { which, pin } => credential_show::run(context, &which.id, &pin.source()),
        CredentialVerb::Rename { which, name, display_name, pin } => {
            credential_rename::run(context, &which.id, Names { name, display_name }, &pin.source())
        }
        CredentialVerb::Delete { which, yes, pin } => credential_delete::run(context, &which.id, yes, &pin.source()),
        CredentialVerb::Metadata { pin } => credential_metadata::run(context, &pin.source()),
    }
}
