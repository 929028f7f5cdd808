//! The person at the terminal.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::failure::Failure;
use super::messages::{self, pins};
use super::output;
use super::pin_source::PinSource;
use crate::ctap2::AssertionUser;
use crate::error::{Error, ErrorKind, Question};
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
        let answer = self.source.read(&pins::ask_pin());
        self.idle.store(false, Ordering::Relaxed);
        answer.map_err(|failure| match failure {
            Failure::Library(error) => error,
            other => {
                self.failure = Some(other);
                ErrorKind::NobodyToAsk(Question::Pin).into()
            }
        })
    }

    fn account(&mut self, accounts: &[AssertionUser]) -> Result<usize, Error> {
        if !io::stdin().is_terminal() {
            return Err(ErrorKind::NobodyToAsk(Question::Account).into());
        }
        for (index, account) in accounts.iter().enumerate() {
            let number = format!("  {}", index + 1);
            let name = account.name.as_deref().unwrap_or("?");
            output::note(&match account.display_name.as_deref() {
                Some(display_name) if display_name != name => messages::account_called(number, name, display_name),
                _ => messages::account(number, name),
            });
        }
        output::question(&messages::ask_account());
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
