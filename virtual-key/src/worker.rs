//! The thread on which the authenticator works, so that a slow disk or signature holds up neither keepalives nor CANCEL.

use std::io;
use std::sync::mpsc::{Receiver, Sender};
use std::thread::{self, JoinHandle};

use shared::ctap::packet::ChannelId;

use crate::authenticator::{AfterTouch, Authenticator, AuthenticatorStatus, Step};
use crate::clock::Clock;
use crate::ctaphid::RequestId;
use crate::device::Signal;
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
    Resume(Ticket, AfterTouch, UserAction),
    /// What touches the fingerprint sensor next, after those that were told before.
    Present(Finger),
    /// The key is plugged in.
    PowerUp,
    /// Somebody wants to know.
    Status(Sender<AuthenticatorStatus>),
}

/// Starts the thread; it ends when the sender of `jobs` is gone.
pub(crate) fn start(
    mut authenticator: Authenticator,
    clock: Clock,
    jobs: Receiver<Job>,
    device: Sender<Signal>,
) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name("vk-authenticator".to_owned()).spawn(move || {
        for job in jobs {
            work(&mut authenticator, &clock, job, &device);
        }
    })
}

fn work(authenticator: &mut Authenticator, clock: &Clock, job: Job, device: &Sender<Signal>) {
    let now = clock.now();
    let (ticket, step) = match job {
        Job::Start(ticket, channel, message, faults) => {
            authenticator.set_faults(faults);
            (ticket, authenticator.start(channel, &message, now))
        }
        Job::U2f(ticket, message, touched, faults) => {
            authenticator.set_faults(faults);
            (ticket, authenticator.u2f(&message, touched))
        }
        Job::Resume(ticket, after, action) => (ticket, Step::Reply(authenticator.resume(after, action, now))),
        Job::Present(finger) => return authenticator.add_finger(finger),
        Job::PowerUp => {
            if let Err(error) = authenticator.power_up(now) {
                tracing::error!(%error, "the operating system gives no random bytes: the key keeps its old ones");
            }
            return;
        }
        Job::Status(asker) => {
            // Whoever asked may have left.
            let _left = asker.send(authenticator.status());
            return;
        }
    };
    // A device that is gone has no host to answer.
    let _gone = device.send(Signal::Stepped(ticket, step));
}
