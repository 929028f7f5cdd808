//! Asking before something is lost for good.

use std::io::{self, BufRead as _};

use super::failure::Failure;
use super::message::Message;
use super::output;
use crate::error::ErrorKind;

/// Asks `question` at the terminal; an error unless the answer is yes. While it waits no key is at work, so that Ctrl-C ends
/// the program at once.
pub(super) fn confirm(question: &Message) -> Result<(), Failure> {
    output::question(question);
    let mut line = String::new();
    // Nothing typed, nothing meant.
    let _ = io::stdin().lock().read_line(&mut line);
    if output::means_yes(&line) { Ok(()) } else { Err(ErrorKind::Cancelled.into()) }
}
