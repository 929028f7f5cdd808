//! `reset`: erases a key.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::context::Context;
use super::failure::Failure;
use super::messages::settings;
use super::output;
use crate::error::{Error, ErrorKind};
use crate::key::Key;
use crate::operation::Operation;
use crate::transport::{self, DeviceName};

/// How often to look whether the key is gone, or back.
const LOOK: Duration = Duration::from_millis(100);

#[derive(Serialize)]
struct Done {
    /// Always true.
    reset: bool,
}

pub(super) fn run(context: &Context, yes: bool) -> Result<(), Failure> {
    if !yes && !io::stdin().is_terminal() {
        return Err(Failure::NotConfirmed);
    }
    let device = context.device()?;
    let mut key = context.key()?;
    output::note(&settings::reset_warning());
    if !yes {
        ask_for_phrase()?;
    }
    context.operation(|operation| match key.reset(operation) {
        Err(error) if matches!(error.kind(), ErrorKind::ResetTooLate) => {
            output::note(&settings::plug_in_anew());
            let again = plugged_in_anew(&device, key, operation);
            if io::stderr().is_terminal() {
                // The countdown's line.
                output::end_line();
            }
            // In time now, for all but a person who is slower than the key allows.
            again?.reset(operation)
        }
        result => result,
    })?;
    if context.json { output::json(&Done { reset: true }) } else { output::text(&settings::was_reset()) }
}

/// Anything but the phrase means no.
fn ask_for_phrase() -> Result<(), Failure> {
    output::question(&settings::ask_reset(settings::reset_phrase()));
    let mut line = String::new();
    let _ = io::stdin().lock().read_line(&mut line);
    if line.trim() == output::spoken(&settings::reset_phrase()) { Ok(()) } else { Err(ErrorKind::Cancelled.into()) }
}

/// Waits until the key behind `key` is gone, and there is one at `device` again.
fn plugged_in_anew(device: &DeviceName, mut key: Key, operation: &mut Operation<'_>) -> Result<Key, Error> {
    while key.is_there(operation) {
        pause(operation)?;
    }
    // The node is somebody else's to lock as long as we hold it.
    drop(key);
    loop {
        match transport::open(device).and_then(|transport| Key::open(transport, operation)) {
            Ok(key) => return Ok(key),
            Err(_) => pause(operation)?,
        }
    }
}

fn pause(operation: &Operation<'_>) -> Result<(), Error> {
    operation.check()?;
    if io::stderr().is_terminal() {
        let left = operation.deadline().saturating_duration_since(Instant::now());
        output::progress(&settings::seconds_left(format!("{:>3}", left.as_secs())));
    }
    thread::sleep(LOOK);
    Ok(())
}
