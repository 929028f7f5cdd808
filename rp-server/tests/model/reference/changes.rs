//! Methods come, go, and come back (R8 to R11, R15, R31, R32, R34); two steps and the default (R18, R36).

use super::state::{App, Counter, Has, KEPT, Learned, Model, Proven, Removed, SECOND, Target, Waiter};
use crate::answer::{Answer, Outcome, Why};
use crate::things::{Offer, Place, Purpose, Way, is_long};

const MOST_APPS: usize = 5;

impl Model {
    pub(crate) fn add_key(&mut self, browser: usize, key: u8) -> Outcome {
        self.may_change(browser)?;
        if self.has.keys.insert(key) { Ok(Answer::Done) } else { Err(Why::AlreadyThere) }
    }

    pub(crate) fn remove_key(&mut self, browser: usize, key: u8) -> Outcome {
        self.may_change(browser)?;
        let mut after = self.has.clone();
        if !after.keys.remove(&key) {
            return Err(Why::Unknown);
        }
        self.leave(after, Some(Removed::Key(key)))?;
        // What it proved is worth nothing any more.
        self.sessions.retain(|_, session| session.key != Some(key));
        Ok(Answer::Done)
    }

    pub(crate) fn begin_app(&mut self, browser: usize, learned: &Learned) -> Outcome {
        let session = self.may_change(browser)?;
        self.terms.offers(Way::App)?;
        self.room()?;
        let serial = self.next_serial();
        self.browsers[browser].setup = learned.seed.clone().map(|seed| (serial, seed, session));
        Ok(Answer::Done)
    }

    pub(crate) fn finish_app(&mut self, browser: usize, is_right: bool) -> Outcome {
        let session = self.may_change(browser)?;
        let setup = self.browsers[browser].setup.clone();
        let (serial, seed, _) = setup.filter(|(.., of)| *of == session).ok_or(Why::SetupUnknown)?;
        self.terms.offers(Way::App)?;
        if !is_right {
            return Err(Why::Wrong);
        }
        if self.removed.iter().any(|(removed, _)| matches!(removed, Removed::App(app) if app.serial == serial)) {
            return Err(Why::SetupUnknown);
        }
        if self.has.apps.iter().any(|app| app.serial == serial) {
            return Err(Why::AlreadyThere);
        }
        self.room()?;
        let last_step = self.now / (30 * SECOND);
        self.has.apps.push(App { serial, seed, added_at: self.now, last_step });
        self.default = Some(Offer::App);
        self.forgive(Counter::Of(Way::App));
        Ok(Answer::Done)
    }

    pub(crate) fn remove_app(&mut self, browser: usize, which: usize) -> Outcome {
        self.may_change(browser)?;
        let mut after = self.has.clone();
        if which >= after.apps.len() {
            return Err(Why::Unknown);
        }
        let app = after.apps.remove(which);
        self.leave(after, Some(Removed::App(app)))
    }

    pub(crate) fn send_new(&mut self, browser: usize, way: Way, place: Place, learned: &Learned) -> Outcome {
        let session = self.may_change(browser)?;
        self.terms.offers(way)?;
        if self.has.places.iter().any(|proven| proven.place == place) {
            return Err(Why::AlreadyThere);
        }
        let target = Target::New(place, self.next_serial());
        self.send(new_place(place, session), way, place, target, learned)
    }

    pub(crate) fn send_new_again(&mut self, browser: usize, way: Way, learned: &Learned) -> Outcome {
        let session = self.may_change(browser)?;
        let waiter = if way == Way::Email { Waiter::NewMailbox(session) } else { Waiter::NewPhone(session) };
        let Some(Target::New(place, serial)) = self.codes.get(&waiter).map(|code| code.target) else {
            return Err(Why::CodeOver);
        };
        self.terms.offers(way)?;
        self.send(waiter, way, place, Target::New(place, serial), learned)
    }

    /// The place counts once the code that was sent there was right (R9, R10).
    pub(crate) fn type_new(&mut self, browser: usize, is_phone: bool, text: &str) -> Outcome {
        let session = self.may_change(browser)?;
        let (waiter, counter) = match is_phone {
            true => (Waiter::NewPhone(session), Counter::NewPhone),
            false => (Waiter::NewMailbox(session), Counter::NewMailbox),
        };
        let code = self.codes.get(&waiter).filter(|code| !code.is_over(self.now)).ok_or(Why::CodeOver)?.clone();
        let Target::New(place, serial) = code.target else { return Err(Why::CodeOver) };
        self.try_now(counter)?;
        if code.text.as_deref() != Some(text) {
            return Err(self.fail(counter));
        }
        if self.has.places.iter().any(|proven| proven.place == place) {
            return Err(Why::AlreadyThere);
        }
        self.codes.remove(&waiter);
        self.has.places.push(Proven { place, serial, added_at: self.now });
        self.forgive(counter);
        let ways: &[Way] = if is_phone { &[Way::Sms, Way::Call] } else { &[Way::Email] };
        ways.iter().for_each(|way| self.forgive(Counter::Of(*way)));
        Ok(Answer::Done)
    }

    pub(crate) fn remove_place(&mut self, browser: usize, place: Place) -> Outcome {
        self.may_change(browser)?;
        let mut after = self.has.clone();
        let at = after.places.iter().position(|proven| proven.place == place).ok_or(Why::Unknown)?;
        let proven = after.places.remove(at);
        self.leave(after, Some(Removed::Place(proven)))
    }

    pub(crate) fn set_password(&mut self, browser: usize, password: u8) -> Outcome {
        let session = self.may_change(browser)?;
        self.terms.offers(Way::Password)?;
        if !is_long(password) && !self.asks_two_steps() {
            return Err(Why::TooShort);
        }
        (self.has.password, self.has.password_at) = (Some(password), self.now);
        self.sessions.retain(|other, _| *other == session);
        self.forgive(Counter::Of(Way::Password));
        Ok(Answer::Done)
    }

    pub(crate) fn remove_password(&mut self, browser: usize) -> Outcome {
        self.may_change(browser)?;
        let mut after = self.has.clone();
        after.password.take().ok_or(Why::Unknown)?;
        self.leave(after, None)
    }

    /// What was removed comes back as it was, within thirty days (R15).
    pub(crate) fn restore(&mut self, browser: usize, which: usize) -> Outcome {
        self.may_change(browser)?;
        let kept: Vec<usize> = (0..self.removed.len()).filter(|at| self.now < self.removed[*at].1 + KEPT).collect();
        let at = *kept.get(which).ok_or(Why::Unknown)?;
        let is_there = |place| self.has.places.iter().any(|proven| proven.place == place);
        match self.removed[at].0.clone() {
            Removed::Key(key) if self.has.keys.contains(&key) => return Err(Why::AlreadyThere),
            Removed::Key(key) => drop(self.has.keys.insert(key)),
            Removed::App(app) => {
                self.terms.offers(Way::App)?;
                self.room()?;
                self.has.apps.push(app);
                self.has.apps.sort_by_key(|app| app.added_at);
            }
            Removed::Place(proven) => {
                match proven.place {
                    Place::Mailbox(_) => self.terms.offers(Way::Email)?,
                    Place::Phone(_) => {
                        self.terms.offers(Way::Sms).or_else(|why| self.terms.offers(Way::Call).map_err(|_| why))?
                    }
                }
                if is_there(proven.place) {
                    return Err(Why::AlreadyThere);
                }
                self.has.places.push(proven);
                self.has.places.sort_by_key(|proven| proven.added_at);
            }
        }
        self.removed.remove(at);
        Ok(Answer::Done)
    }

    pub(crate) fn switch_two_steps(&mut self, browser: usize, on: bool) -> Outcome {
        self.may_change(browser)?;
        if on {
            let is_possible = !self.offered(Purpose::SecondStep).is_empty() && self.has.has_way_in(&self.terms, true);
            if !is_possible {
                return Err(Why::NoSecondStep);
            }
        } else {
            if self.terms.two_steps_required {
                return Err(Why::TwoStepRequired);
            }
            if self.has.password.is_some_and(|password| !is_long(password)) {
                return Err(Why::TooShortAlone);
            }
        }
        self.two_steps = on;
        Ok(Answer::Done)
    }

    pub(crate) fn choose_default(&mut self, browser: usize, way: Way, place: Place) -> Outcome {
        self.may_change(browser)?;
        let is_it = |offer: &Offer| match offer {
            Offer::Sent(its, there, _) => *its == way && *there == place,
            other => other.way() == way,
        };
        self.default = Some(self.offered(Purpose::SecondStep).into_iter().find(is_it).ok_or(Why::Unknown)?);
        Ok(Answer::Done)
    }

    /// What is left after a removal, unless nobody could sign in with it.
    fn leave(&mut self, after: Has, removed: Option<Removed>) -> Outcome {
        if !after.has_way_in(&self.terms, self.asks_two_steps()) {
            return Err(Why::LastWayIn);
        }
        self.has = after;
        self.removed.extend(removed.map(|removed| (removed, self.now)));
        Ok(Answer::Done)
    }

    fn room(&self) -> Result<(), Why> {
        if self.has.apps.len() < MOST_APPS { Ok(()) } else { Err(Why::AppsFull) }
    }
}

pub(crate) fn new_place(place: Place, session: u32) -> Waiter {
    match place {
        Place::Phone(_) => Waiter::NewPhone(session),
        Place::Mailbox(_) => Waiter::NewMailbox(session),
    }
}
