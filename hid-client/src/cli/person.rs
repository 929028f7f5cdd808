//! The person at the terminal.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::failure::Failure;
use super::messages;
use super::pin_source::PinSource;
use crate::ctap2::AssertionUser;
use crate::error::{Error, ErrorKind};
use crate::pin::Pin;
use crate::webauthn_client::Person;

/// Asks at the terminal, or takes the PIN from where the command line says.
pub(super) struct AtTerminal {
    source: PinSource,
    /// While a person is asked no key is at work: then a signal may end the program at once.
    idle: Arc<AtomicBool>,
    /// Why asking failed, when the library's errors have no word for it.
    failure: Option<Failure>,
}

impl AtTerminal {
    /// `idle` is set while somebody is asked.
    pub(super) fn new(source: PinSource, idle: Arc<AtomicBool>) -> Self {
        Self { source, idle, failure: None }
    }

    /// The failure behind a library error that came from asking.
    pub(super) fn explain(self, error: Error) -> Failure {
        self.failure.unwrap_or(Failure::Library(error))
    }
}

impl Person for AtTerminal {
    fn pin(&mut self) -> Result<Pin, Error> {
        self.idle.store(true, Ordering::Relaxed);
        let answer = self.source.read(messages::ASK_PIN);
        self.idle.store(false, Ordering::Relaxed);
        answer.map_err(|failure| match failure {
            Failure::Library(error) => error,
            other => {
                self.failure = Some(other);
                ErrorKind::NobodyToAsk("the PIN").into()
            }
        })
    }

    fn account(&mut self, accounts: &[AssertionUser]) -> Result<usize, Error> {
        if !io::stdin().is_terminal() {
            return Err(ErrorKind::NobodyToAsk("the account").into());
        }
        let mut stderr = io::stderr().lock();
        for (index, account) in accounts.iter().enumerate() {
            let name = messages::printable(account.name.as_deref().unwrap_or("?"));
            let display_name = account.display_name.as_deref().map(messages::printable);
            let _ = writeln!(stderr, "{}", messages::account(index + 1, &name, display_name.as_deref()));
        }
        let _ = write!(stderr, "{}", messages::ASK_ACCOUNT).and_then(|()| stderr.flush());
        let mut line = String::new();
        self.idle.store(true, Ordering::Relaxed);
        let answer = io::stdin().lock().read_line(&mut line);
        self.idle.store(false, Ordering::Relaxed);
        match answer {
            Ok(1..) => {}
            Ok(0) | Err(_) => return Err(ErrorKind::Cancelled.into()),
        }
        let number = line.trim().parse::<usize>().ok().filter(|number| (1..=accounts.len()).contains(number));
        Ok(number.ok_or(ErrorKind::Cancelled)? - 1)
    }
}
