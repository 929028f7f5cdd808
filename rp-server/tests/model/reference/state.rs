//! What the model remembers.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::Why;
use crate::phone::Phone;
use crate::terms::Terms;
use crate::things::{Offer, Place, Purpose, Way};

pub(crate) const SECOND: u64 = 1000;
pub(crate) const DAY: u64 = 86_400 * SECOND;
/// How long a session lasts here.
pub(crate) const SESSION: u64 = DAY / 2;
/// How long a sign-in may be under way.
const UNDER_WAY: u64 = 900 * SECOND;
/// How old a proof may be for a change (R6).
const FRESH: u64 = 600 * SECOND;
/// How long a removed method is kept (R15).
pub(crate) const KEPT: u64 = 30 * DAY;

/// What an account can prove with.
#[derive(Clone, Default)]
pub(crate) struct Has {
    pub(crate) keys: BTreeSet<u8>,
    /// The oldest first.
    pub(crate) apps: Vec<App>,
    /// The oldest first.
    pub(crate) places: Vec<Proven>,
    pub(crate) password: Option<u8>,
    /// When it was set.
    pub(crate) password_at: u64,
}

/// An authenticator app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct App {
    pub(crate) serial: u32,
    pub(crate) seed: String,
    pub(crate) added_at: u64,
    /// The last time step that was accepted.
    pub(crate) last_step: u64,
}

impl App {
    pub(crate) fn code(&self, step: u64) -> String {
        Phone::with_seed(&self.seed).code_at(step * 30 * SECOND)
    }
}

/// A place that its person has proved to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Proven {
    pub(crate) place: Place,
    pub(crate) serial: u32,
    pub(crate) added_at: u64,
}

/// What was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Removed {
    Key(u8),
    App(App),
    Place(Proven),
}

impl Removed {
    /// As it is listed.
    pub(crate) fn listed(&self) -> (Way, Option<Place>) {
        match self {
            Self::Key(_) => (Way::Key, None),
            Self::App(_) => (Way::App, None),
            Self::Place(Proven { place: place @ Place::Phone(_), .. }) => (Way::Sms, Some(*place)),
            Self::Place(Proven { place, .. }) => (Way::Email, Some(*place)),
        }
    }
}

/// What failures are counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Counter {
    Of(Way),
    NewPhone,
    NewMailbox,
    Replacing,
}

/// What codes are counted for in a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Allowance {
    Person,
    At(Place),
}

/// Who waits for a code, and for what: sessions and sign-ins under way by their serial numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Waiter {
    Proof(u32),
    NewPhone(u32),
    NewMailbox(u32),
    Step(u32),
    Replacement(u32),
}

/// Where a code went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Nowhere,
    Known(u32),
    New(Place, u32),
}

#[derive(Debug, Clone)]
pub(crate) struct Code {
    pub(crate) way: Way,
    pub(crate) target: Target,
    /// None where it went nowhere: nobody can type it.
    pub(crate) text: Option<String>,
    pub(crate) at: u64,
}

#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) began: u64,
    /// None where what opened it proves nothing for a change.
    pub(crate) proved_at: Option<u64>,
    pub(crate) ways: Vec<Way>,
    pub(crate) key: Option<u8>,
}

#[derive(Debug, Clone)]
pub(crate) struct UnderWay {
    pub(crate) is_reset: bool,
    pub(crate) proved: Vec<Way>,
    pub(crate) began: u64,
}

/// What a browser holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Browser {
    pub(crate) session: Option<u32>,
    pub(crate) under_way: Option<u32>,
    pub(crate) device: Option<u32>,
    /// An app that is being set up: its serial number, its seed, and for which session.
    pub(crate) setup: Option<(u32, String, u32)>,
}

/// The secrets that people learn from a step, which nobody can foretell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Learned {
    /// The code that was sent, and where it went.
    pub(crate) sent: Option<(String, Place)>,
    /// The seed of an app that is being set up.
    pub(crate) seed: Option<String>,
    /// The recovery code.
    pub(crate) recovery: Option<String>,
}

pub(crate) struct Model {
    pub(crate) terms: Terms,
    pub(crate) now: u64,
    pub(crate) has: Has,
    pub(crate) two_steps: bool,
    pub(crate) default: Option<Offer>,
    pub(crate) devices: Vec<(u32, u64)>,
    pub(crate) removed: Vec<(Removed, u64)>,
    pub(crate) recovery: Option<String>,
    /// When it was made.
    pub(crate) recovery_at: Option<u64>,
    pub(crate) old_recovery: Option<String>,
    pub(crate) replacement: Option<(Place, u64)>,
    pub(crate) failures: BTreeMap<Counter, (u32, u64)>,
    pub(crate) allowances: BTreeMap<Allowance, (u32, u64)>,
    pub(crate) codes: BTreeMap<Waiter, Code>,
    /// The text of the code before the newest.
    pub(crate) older: BTreeMap<Waiter, String>,
    /// Every code that was ever sent.
    pub(crate) texts: Vec<String>,
    pub(crate) sessions: BTreeMap<u32, Session>,
    pub(crate) under_way: BTreeMap<u32, UnderWay>,
    pub(crate) browsers: [Browser; 2],
    serial: u32,
}

impl Model {
    /// An account with one key, and nobody signed in.
    pub(crate) fn new(terms: Terms, now: u64) -> Self {
        Self {
            terms,
            now,
            has: Has { keys: BTreeSet::from([0]), ..Has::default() },
            two_steps: false,
            default: None,
            devices: Vec::new(),
            removed: Vec::new(),
            recovery: None,
            recovery_at: None,
            old_recovery: None,
            replacement: None,
            failures: BTreeMap::new(),
            allowances: BTreeMap::new(),
            codes: BTreeMap::new(),
            older: BTreeMap::new(),
            texts: Vec::new(),
            sessions: BTreeMap::new(),
            under_way: BTreeMap::new(),
            browsers: Default::default(),
            serial: 0,
        }
    }

    pub(crate) fn next_serial(&mut self) -> u32 {
        self.serial += 1;
        self.serial
    }

    /// The session of a browser.
    pub(crate) fn signed_in(&self, browser: usize) -> Result<u32, Why> {
        let session = self.browsers[browser].session;
        session.filter(|session| self.is_live(*session)).ok_or(Why::SignedOut)
    }

    pub(crate) fn is_live(&self, session: u32) -> bool {
        self.sessions.get(&session).is_some_and(|session| self.now < session.began + SESSION)
    }

    /// The session of a browser whose person may change security info: by a fresh proof (R6), or at a trusted device (R19).
    pub(crate) fn may_change(&self, browser: usize) -> Result<u32, Why> {
        let session = self.signed_in(browser)?;
        if self.is_trusted(browser) { Ok(session) } else { self.has_proved(browser) }
    }

    /// The session of a browser with a fresh proof, wherever it is.
    pub(crate) fn has_proved(&self, browser: usize) -> Result<u32, Why> {
        let session = self.signed_in(browser)?;
        let proved_at = self.sessions[&session].proved_at;
        if proved_at.is_some_and(|at| self.now <= at + FRESH) { Ok(session) } else { Err(Why::ProofRequired) }
    }

    /// The sign-in or reset that is under way in a browser.
    pub(crate) fn is_under_way(&self, browser: usize) -> Result<u32, Why> {
        let is_live = |id: &u32| self.under_way.get(id).is_some_and(|found| self.now < found.began + UNDER_WAY);
        self.browsers[browser].under_way.filter(is_live).ok_or(Why::PendingOver)
    }

    /// Whether what was proved is worth anything still: what was removed, and a password that was changed, proves nothing; nor does a
    /// recovery code, once another was made than the one that its use gave.
    pub(crate) fn still_proves(&self, under_way: &UnderWay) -> bool {
        under_way.proved.iter().all(|way| match way {
            Way::Password => self.has.password.is_some() && self.has.password_at <= under_way.began,
            Way::App => !self.has.apps.is_empty(),
            Way::Email => self.has.places.iter().any(|proven| matches!(proven.place, Place::Mailbox(_))),
            Way::Sms | Way::Call => self.has.places.iter().any(|proven| matches!(proven.place, Place::Phone(_))),
            Way::Recovery => self.recovery_at == Some(under_way.began),
            Way::Key => false,
        })
    }

    /// Whether two steps are asked for at a sign-in without a key (R18).
    pub(crate) fn asks_two_steps(&self) -> bool {
        self.two_steps || self.terms.two_steps_required
    }

    /// What was removed and can be brought back.
    pub(crate) fn removed_and_kept(&self) -> impl Iterator<Item = &Removed> {
        self.removed.iter().filter(|(_, at)| self.now < at + KEPT).map(|(removed, _)| removed)
    }

    pub(crate) fn offered(&self, purpose: Purpose) -> Vec<Offer> {
        self.has.offers(&self.terms, purpose, self.asks_two_steps())
    }
}
