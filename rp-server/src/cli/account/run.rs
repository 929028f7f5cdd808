//! Doing it.

use std::process::ExitCode;

use super::AccountArguments;
use super::access::{Access, AccessError};
use super::output;
use crate::config::{ConfigError, Layers};
use crate::operator::{Accounts, Answer, Refusal, Reply, Request};

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Access(#[from] AccessError),
    #[error("{}", .0.text)]
    Refused(Refusal),
    #[error("cannot print: {0}")]
    Output(#[from] std::io::Error),
}

/// Does what was typed. Exit code 2 for settings that do not hold, 1 for anything else that fails.
pub(crate) fn run(arguments: &AccountArguments) -> ExitCode {
    ask(arguments.layers(), &arguments.verb.request(), arguments.json)
}

/// Has one request answered, and prints what comes of it.
pub(crate) fn ask(layers: Result<Layers, ConfigError>, request: &Request, json: bool) -> ExitCode {
    match answer(layers, request, json) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("rp-server: {failure}");
            ExitCode::from(if matches!(failure, Failure::Access(AccessError::Config(_))) { 2 } else { 1 })
        }
    }
}

fn answer(layers: Result<Layers, ConfigError>, request: &Request, json: bool) -> Result<(), Failure> {
    let layers = layers.map_err(AccessError::Config)?;
    let mut access = Access::open(&layers)?;
    let answered = ask_all(&mut access, request);
    // Whatever comes of it, the store is left in order.
    access.close()?;
    let answer = answered?;
    if json {
        output::json(&answer)?
    } else {
        output::text(&answer)?
    }
    Ok(())
}

/// Asks, and asks on while there is more.
fn ask_all(access: &mut Access, request: &Request) -> Result<Answer, Failure> {
    let mut all = Vec::new();
    let mut next = request.clone();
    loop {
        match access.ask(&next)? {
            Reply::Refused(refusal) => return Err(Failure::Refused(refusal)),
            Reply::Done(Answer::Accounts(Accounts { accounts, next_after })) => {
                all.extend(accounts);
                match next_after {
                    Some(after) => next = Request::List { after: Some(after) },
                    None => return Ok(Answer::Accounts(Accounts { accounts: all, next_after: None })),
                }
            }
            Reply::Done(answer) => return Ok(answer),
        }
    }
}
