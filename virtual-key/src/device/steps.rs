//! What becomes of a command once the authenticator has worked on it: a reply, or the wait for a touch; and what goes wrong
//! with either.

use std::time::{Duration, Instant};

use shared::ctap::packet::Report;
use shared::ctap::status::Status;

use super::core::{Device, Waiting};
use crate::authenticator::{AfterTouch, Step};
use crate::ctaphid::RequestId;
use crate::faults::{Active, Fault, FaultScript, distort, spoil};
use crate::presence::{Presence, UserAction};
use crate::worker::{Job, Ticket};

/// How late a slow person or a delayed reply is.
const SLOWNESS: Duration = Duration::from_secs(2);

impl Device {
    pub(super) fn stepped(&mut self, ticket: Ticket, step: Step) {
        let now = self.setup.clock.now();
        let Some(hid) = self.hid.as_mut().filter(|_| ticket.power_cycle == self.power_cycle) else { return };
        let after = match step {
            // The transaction stays open: so do its keepalives.
            Step::Reply(_) if self.faults.has(Fault::EndlessKeepalive) => return self.stuck = Some(ticket.request),
            Step::Reply(_) if self.faults.has(Fault::UnplugAtReply) => return self.power_cycle(),
            Step::Reply(reply) => {
                let reports = hid.reply(ticket.request, &spoil(reply, &self.faults));
                return self.deliver(distort(reports, &self.faults), now);
            }
            Step::AwaitTouch(after) => after,
        };
        if !hid.is_working_on(ticket.request) {
            return;
        }
        if self.faults.has(Fault::UnplugAtTouch) {
            return self.power_cycle();
        }
        let patience = after.timeout().map_or(self.setup.touch_timeout, |own| own.min(self.setup.touch_timeout));
        let action = match self.setup.presence {
            _ if self.cancelled == Some(ticket.request) => UserAction::Cancelled,
            _ if self.faults.has(Fault::NoTouch) => {
                return self.wait(ticket.request, after, now + patience, UserAction::TimedOut);
            }
            _ if self.faults.has(Fault::SlowTouch) => {
                return self.wait(ticket.request, after, now + SLOWNESS, UserAction::Touched);
            }
            Presence::Auto => UserAction::Touched,
            Presence::Deny => UserAction::Declined,
            Presence::Manual => {
                self.wait(ticket.request, after, now + patience, UserAction::TimedOut);
                return self.act_if_ready();
            }
        };
        self.job(Job::Resume(ticket, after, action));
    }

    /// Asks for a touch until somebody acts; at `until`, `otherwise` happens.
    fn wait(&mut self, request: RequestId, after: AfterTouch, until: Instant, otherwise: UserAction) {
        let Some(hid) = &mut self.hid else { return };
        let reports = hid.await_touch(request, self.setup.clock.now());
        self.waiting = Some(Waiting { request, after, until, otherwise });
        tracing::info!("waiting for a touch");
        self.send(&reports);
    }

    /// Sends a reply, at once or when its fault lets it.
    fn deliver(&mut self, reports: Vec<Report>, now: Instant) {
        if self.faults.has(Fault::Silence) {
            return;
        }
        if self.faults.has(Fault::DelayReply) {
            self.delayed = Some((now + SLOWNESS, reports));
            return;
        }
        self.send(&reports);
    }

    /// No more faults; whoever still waits for a reply learns that there is none.
    pub(super) fn behave(&mut self) {
        self.setup.faults = FaultScript::new();
        self.faults = Active::default();
        if let Some((request, hid)) = self.stuck.take().zip(self.hid.as_mut()) {
            let reports = hid.reply(request, &[Status::KeepaliveCancel.code()]);
            self.send(&reports);
        }
    }

    fn power_cycle(&mut self) {
        self.unplug();
        self.plug();
    }

    /// The user acts, if the key waits for it.
    pub(super) fn act(&mut self, action: UserAction) {
        if let Some(Waiting { request, after, .. }) = self.waiting.take() {
            if let Some(hid) = &mut self.hid {
                hid.resume(request);
            }
            self.job(Job::Resume(self.ticket(request), after, action));
        }
    }

    /// Lets the first of those act who stand ready, if the key waits for somebody.
    pub(super) fn act_if_ready(&mut self) {
        while self.waiting.is_some()
            && let Some((action, asker)) = self.ready.pop_front()
        {
            // Whoever has left no longer acts.
            if asker.send(()).is_ok() {
                self.act(action);
            }
        }
    }
}
