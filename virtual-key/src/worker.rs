//! The thread on which the authenticator works, so that a slow disk or signature holds up neither keepalives nor CANCEL.

use std::io;
use std::sync::mpsc::{Receiver, Sender};
use std::thread::{self, JoinHandle};

use shared::ctap::packet::ChannelId;

use crate::authenticator::{Authenticator, AuthenticatorStatus};
use crate::clock::Clock;
use crate::ctaphid::RequestId;
use crate::device::Signal;
use crate::engine::Engine;
use crate::faults::Active;
use crate::finger::Finger;
use crate::presence::UserAction;

/// Names a request across power cycles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ticket {
    pub(crate) power_cycle: u64,
    pub(crate) request: RequestId,
}

/// Work for the authenticator, done in the order in which it comes.
pub(crate) enum Job {
    /// A command of a host, and what is to go wrong with it.
    Start(Ticket, ChannelId, Vec<u8>, Active),
    /// A U2F message of a host, whether the user touches the key now, and what is to go wrong with it.
    U2f(Ticket, Vec<u8>, bool, Active),
    /// The rest of a command after its user acted.
    Resume(Ticket, UserAction),
    /// What touches the fingerprint sensor next, after those that were told before.
    Present(Finger),
    /// The key is plugged in.
    PowerUp,
    /// Somebody wants to know.
    Status(Sender<Option<AuthenticatorStatus>>),
}

/// Who does the work.
pub(crate) enum Worker {
    /// This crate's own: it can be told to lie, and asked how it is.
    Own(Box<Authenticator>),
    /// Another's, of which nothing is known but its replies.
    Other(Box<dyn Engine>),
}

impl Worker {
    fn engine(&mut self) -> &mut dyn Engine {
        match self {
            Self::Own(authenticator) => authenticator.as_mut(),
            Self::Other(engine) => engine.as_mut(),
        }
    }

    fn own(&mut self) -> Option<&mut Authenticator> {
        match self {
            Self::Own(authenticator) => Some(authenticator),
            Self::Other(_) => None,
        }
    }

    fn set_faults(&mut self, faults: Active) {
        if let Some(authenticator) = self.own() {
            authenticator.set_faults(faults);
        }
    }
}

/// Starts the thread; it ends when the sender of `jobs` is gone.
pub(crate) fn start(
    mut worker: Worker,
    clock: Clock,
    jobs: Receiver<Job>,
    device: Sender<Signal>,
) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name("vk-authenticator".to_owned()).spawn(move || {
        for job in jobs {
            work(&mut worker, &clock, job, &device);
        }
    })
}

fn work(worker: &mut Worker, clock: &Clock, job: Job, device: &Sender<Signal>) {
    let now = clock.now();
    let (ticket, step) = match job {
        Job::Start(ticket, channel, message, faults) => {
            worker.set_faults(faults);
            (ticket, worker.engine().start(channel, &message, now))
        }
        Job::U2f(ticket, message, touched, faults) => {
            worker.set_faults(faults);
            (ticket, worker.engine().u2f(&message, touched, now))
        }
        Job::Resume(ticket, action) => (ticket, worker.engine().resume(action, now)),
        Job::Present(finger) => {
            if let Some(authenticator) = worker.own() {
                authenticator.add_finger(finger);
            }
            return;
        }
        Job::PowerUp => {
            worker.engine().power_up(now);
            return;
        }
        Job::Status(asker) => {
            // Whoever asked may have left.
            let _left = asker.send(worker.own().map(|authenticator| authenticator.status()));
            return;
        }
    };
    // A device that is gone has no host to answer.
    let _gone = device.send(Signal::Stepped(ticket, step));
}
