//! The thread to which everything comes in order.

use std::collections::{HashMap, VecDeque};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use shared::ctap::commands::HidCommand;
use shared::ctap::packet::{Packet, Report};

use crate::authenticator::AuthenticatorStatus;
use crate::clock::Clock;
use crate::ctaphid::{Ctaphid, Event, Reaction, RequestId};
use crate::engine::Step;
use crate::faults::{Active, Fault, FaultScript};
use crate::finger::Finger;
use crate::presence::{Presence, UserAction};
use crate::protocols::Protocols;
use crate::random;
use crate::status::KeyStatus;
use crate::transport::{Bus, HostId, Outbox};
use crate::worker::{Job, Ticket};

/// Something that happens to the key.
pub(crate) enum Signal {
    /// A host sent a report.
    Report(HostId, Report),
    /// A host opened a handle.
    Attach(HostId, Outbox),
    /// A host closed its handle.
    Detach(HostId),
    /// The key is carried by a bus from now on, under this id.
    AttachBus(HostId, Box<dyn Bus>),
    /// The authenticator got this far.
    Stepped(Ticket, Step),
    /// The user acts; the answer says whether anything waited for it.
    Act(UserAction, Sender<bool>),
    /// The user will act as soon as something waits for it; the answer comes then.
    ActSoon(UserAction, Sender<()>),
    /// The key is pulled out; the answer comes when it is.
    Unplug(Sender<()>),
    /// The key is plugged in; the answer comes when it is.
    Plug(Sender<()>),
    /// Somebody wants to know.
    Status(Sender<KeyStatus>),
    /// These faults come from now on, beside those that were set before; `None` takes all away. The answer comes when it is so.
    Misbehave(Option<FaultScript>, Sender<()>),
    /// What touches the fingerprint sensor next, after those that were told before; the answer comes when it is so.
    Present(Finger, Sender<()>),
    /// A manual clock moved.
    Tick,
    /// The end.
    Stop,
}

/// What the key is set up with.
pub(crate) struct Setup {
    pub(crate) clock: Clock,
    pub(crate) presence: Presence,
    pub(crate) touch_timeout: Duration,
    pub(crate) faults: FaultScript,
    pub(crate) protocols: Protocols,
}

/// The device thread's own.
pub(crate) struct Device {
    pub(super) setup: Setup,
    jobs: Sender<Job>,
    hosts: HashMap<HostId, Outbox>,
    buses: Vec<(HostId, Box<dyn Bus>)>,
    /// `None` while the key is unplugged.
    pub(super) hid: Option<Ctaphid>,
    pub(super) power_cycle: u64,
    pub(super) cancelled: Option<RequestId>,
    pub(super) waiting: Option<Waiting>,
    /// What is wrong with the command at hand.
    pub(super) faults: Active,
    /// A request that is not answered until the key behaves again.
    pub(super) stuck: Option<RequestId>,
    /// Reports that come late.
    pub(super) delayed: Option<(Instant, Vec<Report>)>,
    /// Until when the host that sent a U2F message may ask for the touch that it did not get.
    pub(super) u2f_wish: Option<Instant>,
    /// Until when a touch is good for the next U2F message.
    pub(super) u2f_touch: Option<Instant>,
    /// Users who stand ready before anything waits for them.
    pub(super) ready: VecDeque<(UserAction, Sender<()>)>,
}

/// A command that waits for the user.
pub(super) struct Waiting {
    pub(super) request: RequestId,
    pub(super) until: Instant,
    /// How it ends when nobody does anything.
    pub(super) otherwise: UserAction,
}

impl Device {
    pub(crate) fn new(setup: Setup, jobs: Sender<Job>) -> Self {
        let hid = Ctaphid::new(first_channel()).speaking(setup.protocols);
        Self {
            setup,
            jobs,
            hosts: HashMap::new(),
            buses: Vec::new(),
            hid: Some(hid),
            power_cycle: 0,
            cancelled: None,
            waiting: None,
            faults: Active::default(),
            stuck: None,
            delayed: None,
            u2f_wish: None,
            u2f_touch: None,
            ready: VecDeque::new(),
        }
    }

    /// Runs until [`Signal::Stop`].
    pub(crate) fn run(mut self, signals: &Receiver<Signal>) {
        while let Some(signal) = self.next(signals) {
            if matches!(signal, Signal::Stop) {
                break;
            }
            self.handle(signal);
            self.run_timers();
        }
        for (_, bus) in &mut self.buses {
            bus.unplug();
        }
    }

    /// The next signal, or a tick when a deadline comes first.
    fn next(&self, signals: &Receiver<Signal>) -> Option<Signal> {
        let deadlines = [
            self.hid.as_ref().and_then(Ctaphid::deadline),
            self.waiting.as_ref().map(|it| it.until),
            self.delayed.as_ref().map(|(due, _)| *due),
        ];
        let Some(deadline) = deadlines.into_iter().flatten().min().filter(|_| self.setup.clock.runs()) else {
            return signals.recv().ok();
        };
        match signals.recv_timeout(deadline.saturating_duration_since(self.setup.clock.now())) {
            Ok(signal) => Some(signal),
            Err(RecvTimeoutError::Timeout) => Some(Signal::Tick),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    fn handle(&mut self, signal: Signal) {
        match signal {
            Signal::Report(host, report) => self.receive(host, &report),
            // A handle on a key that is not there: dropped, which closes it.
            Signal::Attach(host, outbox) if self.hid.is_some() => drop(self.hosts.insert(host, outbox)),
            Signal::Attach(_, _) => {}
            Signal::Detach(host) => drop(self.hosts.remove(&host)),
            Signal::AttachBus(host, mut bus) => {
                if self.hid.is_some() {
                    bus.plug();
                }
                self.buses.push((host, bus));
            }
            Signal::Stepped(ticket, step) => self.stepped(ticket, step),
            Signal::Act(action, asker) => {
                let waited = self.awaits_user();
                self.act(action);
                answer(&asker, waited);
            }
            Signal::ActSoon(action, asker) => {
                self.ready.push_back((action, asker));
                self.act_if_ready();
            }
            Signal::Unplug(asker) => {
                self.unplug();
                answer(&asker, ());
            }
            Signal::Plug(asker) => {
                self.plug();
                answer(&asker, ());
            }
            Signal::Status(asker) => answer(&asker, self.status()),
            Signal::Misbehave(script, asker) => {
                match script {
                    Some(script) => self.setup.faults.extend(script),
                    None => self.behave(),
                }
                answer(&asker, ());
            }
            Signal::Present(finger, asker) => {
                self.job(Job::Present(finger));
                answer(&asker, ());
            }
            Signal::Tick | Signal::Stop => {}
        }
    }

    fn receive(&mut self, host: HostId, report: &Report) {
        let attached = self.hosts.contains_key(&host) || self.buses.iter().any(|(id, _)| *id == host);
        let Some(hid) = self.hid.as_mut().filter(|_| attached) else { return };
        let Reaction { reports, event } = hid.receive(report, self.setup.clock.now());
        self.send(&reports);
        match event {
            Some(Event::Request { id, channel, command, message }) => {
                self.cancelled = None;
                self.faults = self.setup.faults.next_command();
                let (ticket, faults) = (self.ticket(id), self.faults.clone());
                self.job(match command {
                    HidCommand::Msg => Job::U2f(ticket, message, self.is_touched_for_u2f(), faults),
                    _ => Job::Start(ticket, channel, message, faults),
                });
            }
            Some(Event::Cancel(_)) if self.faults.has(Fault::DeafToCancel) => {}
            Some(Event::Cancel(id)) => {
                self.cancelled = Some(id);
                self.act(UserAction::Cancelled);
            }
            // Whatever comes of it, nobody waits for the reply.
            Some(Event::Abort(id)) => drop(self.waiting.take_if(|waiting| waiting.request == id)),
            Some(Event::Wink) => tracing::info!("wink"),
            None => {}
        }
    }

    fn run_timers(&mut self) {
        let now = self.setup.clock.now();
        if let Some(waiting) = self.waiting.as_ref().filter(|waiting| waiting.until <= now) {
            self.act(waiting.otherwise);
        }
        if let Some((_, reports)) = self.delayed.take_if(|(due, _)| *due <= now) {
            self.send(&reports);
        }
        if let Some(hid) = &mut self.hid {
            let reports = hid.tick(now);
            self.send(&reports);
        }
    }

    pub(super) fn unplug(&mut self) {
        self.hid = None;
        self.waiting = None;
        self.stuck = None;
        self.delayed = None;
        self.u2f_wish = None;
        self.u2f_touch = None;
        self.ready.clear();
        self.cancelled = None;
        self.hosts.clear();
        for (_, bus) in &mut self.buses {
            bus.unplug();
        }
    }

    pub(super) fn plug(&mut self) {
        if self.hid.is_some() {
            return;
        }
        self.power_cycle += 1;
        self.job(Job::PowerUp);
        self.hid = Some(Ctaphid::new(first_channel()).speaking(self.setup.protocols));
        for (_, bus) in &mut self.buses {
            bus.plug();
        }
    }

    fn status(&self) -> KeyStatus {
        let (asker, told) = std::sync::mpsc::channel();
        self.job(Job::Status(asker));
        let authenticator: Option<AuthenticatorStatus> = told.recv().ok().flatten();
        KeyStatus {
            plugged: self.hid.is_some(),
            presence: self.setup.presence.to_string(),
            waiting_for_touch: self.awaits_user(),
            authenticator,
        }
    }

    /// To every handle, as hidraw does it; a handle that is gone is forgotten.
    pub(super) fn send(&mut self, reports: &[Report]) {
        let mute = self.faults.has(Fault::NoKeepalive);
        for report in reports.iter().filter(|report| !(mute && is_keepalive(report))) {
            self.hosts.retain(|_, outbox| outbox.put(report));
            for (_, bus) in &mut self.buses {
                bus.send(report);
            }
        }
    }

    pub(super) fn job(&self, job: Job) {
        if self.jobs.send(job).is_err() {
            tracing::error!("the authenticator's thread has ended: the key no longer answers");
        }
    }

    pub(super) fn ticket(&self, request: RequestId) -> Ticket {
        Ticket { power_cycle: self.power_cycle, request }
    }
}

fn is_keepalive(report: &Report) -> bool {
    matches!(Packet::parse(report), Packet::Initialization { command, .. } if command == HidCommand::Keepalive.code())
}

/// Another run of channel numbers for each power cycle; without randomness, the same one.
fn first_channel() -> u32 {
    random::bytes().map_or(1, u32::from_be_bytes)
}

/// Answers somebody who may have stopped waiting.
fn answer<T>(asker: &Sender<T>, value: T) {
    let _left = asker.send(value);
}
