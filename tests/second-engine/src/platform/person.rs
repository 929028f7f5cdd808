//! Whoever touches the key: asked through the device side, or already there for a U2F message.

use std::sync::mpsc::{Receiver, Sender};
use std::time::Duration;

use trussed_core::types::consent;
use virtual_key::{Step, UserAction};

/// The way to the person.
pub(crate) struct Person {
    steps: Sender<Step>,
    actions: Receiver<UserAction>,
    /// For a U2F message: whether the key is touched, and whether that was made use of.
    u2f: Option<Touch>,
}

#[derive(Clone, Copy)]
struct Touch {
    given: bool,
    asked: bool,
}

impl Person {
    pub(crate) fn new(steps: Sender<Step>, actions: Receiver<UserAction>) -> Self {
        Self { steps, actions, u2f: None }
    }

    /// A U2F message comes, and the key is touched now or not.
    pub(super) fn begin_u2f(&mut self, given: bool) {
        self.u2f = Some(Touch { given, asked: false });
    }

    /// It is answered: whether its touch was asked for.
    pub(super) fn end_u2f(&mut self) -> bool {
        self.u2f.take().is_some_and(|touch| touch.asked)
    }

    /// Waits for a touch; a host's CANCEL ends the wait too.
    pub(super) fn consent(&mut self, within: Duration) -> consent::Result {
        if let Some(touch) = &mut self.u2f {
            touch.asked = true;
            return if touch.given { Ok(()) } else { Err(consent::Error::TimedOut) };
        }
        if self.steps.send(Step::AwaitTouch(Some(within))).is_err() {
            return Err(consent::Error::Interrupted);
        }
        match self.actions.recv() {
            Ok(UserAction::Touched) => Ok(()),
            Ok(UserAction::TimedOut) => Err(consent::Error::TimedOut),
            // Nothing in Trussed says "declined"; the authenticator takes this one for it.
            Ok(UserAction::Declined) => Err(consent::Error::FailedToInterrupt),
            // Nobody listens any more: the command was forgotten.
            Ok(UserAction::Cancelled) | Err(_) => Err(consent::Error::Interrupted),
        }
    }
}
