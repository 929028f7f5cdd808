//! Asking before something is lost for good.

use std::io::{self, BufRead as _, Write as _};

use super::failure::Failure;
use super::messages;
use crate::error::ErrorKind;

/// Asks `question` at the terminal; an error unless the answer is yes. While it waits no key is at work, so that Ctrl-C ends
/// the program at once.
pub(super) fn confirm(question: &str) -> Result<(), Failure> {
    let mut stderr = io::stderr().lock();
    let _ = write!(stderr, "{question}").and_then(|()| stderr.flush());
    let mut line = String::new();
    // Nothing typed, nothing meant.
    let _ = io::stdin().lock().read_line(&mut line);
    if messages::means_yes(&line) { Ok(()) } else { Err(ErrorKind::Cancelled.into()) }
}
