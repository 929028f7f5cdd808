//! What becomes of a command once the authenticator has worked on it: a reply, or the wait for a touch; and what goes wrong
//! with either.

use std::time::{Duration, Instant};

use shared::ctap::packet::Report;
use shared::ctap::status::Status;

use super::core::{Device, Waiting};
use crate::ctaphid::RequestId;
use crate::engine::Step;
use crate::faults::{Active, Fault, FaultScript, distort, spoil};
use crate::presence::{Presence, UserAction};
use crate::worker::{Job, Ticket};

/// How late a slow person or a delayed reply is.
const SLOWNESS: Duration = Duration::from_secs(2);

/// How long a host may take to ask again for the touch that it was told to wait for, and how long a touch is good for that.
const U2F_WINDOW: Duration = Duration::from_secs(10);

impl Device {
    pub(super) fn stepped(&mut self, ticket: Ticket, step: Step) {
        let now = self.setup.clock.now();
        if self.hid.is_none() || ticket.power_cycle != self.power_cycle {
            return;
        }
        let step = match step {
            Step::AskAgain(reply) => {
                self.u2f_wish = Some(now + U2F_WINDOW);
                self.act_if_ready();
                Step::Reply(reply)
            }
            Step::Touched(reply) => {
                self.u2f_touch = None;
                Step::Reply(reply)
            }
            step => step,
        };
        let Some(hid) = self.hid.as_mut() else { return };
        let within = match step {
            // The transaction stays open: so do its keepalives.
            Step::Reply(_) if self.faults.has(Fault::EndlessKeepalive) => return self.stuck = Some(ticket.request),
            Step::Reply(_) if self.faults.has(Fault::UnplugAtReply) => return self.power_cycle(),
            Step::Reply(reply) => {
                let reports = hid.reply(ticket.request, &spoil(reply, &self.faults));
                return self.deliver(distort(reports, &self.faults), now);
            }
            Step::AwaitTouch(within) => within,
            // Both are replies by now.
            Step::AskAgain(_) | Step::Touched(_) => return,
        };
        if !hid.is_working_on(ticket.request) {
            return;
        }
        if self.faults.has(Fault::UnplugAtTouch) {
            return self.power_cycle();
        }
        let patience = within.map_or(self.setup.touch_timeout, |own| own.min(self.setup.touch_timeout));
        let action = match self.setup.presence {
            _ if self.cancelled == Some(ticket.request) => UserAction::Cancelled,
            _ if self.faults.has(Fault::NoTouch) => {
                return self.wait(ticket.request, now + patience, UserAction::TimedOut);
            }
            _ if self.faults.has(Fault::SlowTouch) => {
                return self.wait(ticket.request, now + SLOWNESS, UserAction::Touched);
            }
            Presence::Auto => UserAction::Touched,
            Presence::Deny => UserAction::Declined,
            Presence::Manual => {
                self.wait(ticket.request, now + patience, UserAction::TimedOut);
                return self.act_if_ready();
            }
        };
        self.job(Job::Resume(ticket, action));
    }

    /// Asks for a touch until somebody acts; at `until`, `otherwise` happens.
    fn wait(&mut self, request: RequestId, until: Instant, otherwise: UserAction) {
        let Some(hid) = &mut self.hid else { return };
        let reports = hid.await_touch(request, self.setup.clock.now());
        self.waiting = Some(Waiting { request, until, otherwise });
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
        if self.waiting.is_none() && self.awaits_user() {
            self.u2f_wish = None;
            let until = self.setup.clock.now() + U2F_WINDOW;
            self.u2f_touch = (action == UserAction::Touched).then_some(until);
        }
        if let Some(Waiting { request, .. }) = self.waiting.take() {
            if let Some(hid) = &mut self.hid {
                hid.resume(request);
            }
            self.job(Job::Resume(self.ticket(request), action));
        }
    }

    /// Whether somebody's touch would come of use: a command waits for it, or a host that speaks U2F asked for it just now.
    pub(super) fn awaits_user(&self) -> bool {
        self.waiting.is_some() || self.u2f_wish.is_some_and(|until| self.setup.clock.now() < until)
    }

    /// A U2F message is answered at once (U2F Raw Message Formats §4.1): the touch must be there before it.
    pub(super) fn is_touched_for_u2f(&self) -> bool {
        match self.setup.presence {
            _ if self.faults.has(Fault::NoTouch) => false,
            Presence::Auto => true,
            Presence::Deny => false,
            Presence::Manual => self.u2f_touch.is_some_and(|until| self.setup.clock.now() < until),
        }
    }

    /// Lets the first of those act who stand ready, if the key waits for somebody.
    pub(super) fn act_if_ready(&mut self) {
        while self.awaits_user()
            && let Some((action, asker)) = self.ready.pop_front()
        {
            // Whoever has left no longer acts.
            if asker.send(()).is_ok() {
                self.act(action);
            }
        }
    }
}
