//! Signing in, step by step; proving anew; resetting the password.

use super::state::{Counter, Learned, Model, Session, UnderWay, Waiter};
use crate::answer::{Answer, Outcome, Why};
use crate::steps::Typed;
use crate::things::{Place, Purpose, Way, is_long, is_same_thing};

impl Model {
    pub(crate) fn key_sign_in(&mut self, browser: usize, key: u8) -> Outcome {
        if !self.has.keys.contains(&key) {
            return Err(Why::Unknown);
        }
        self.begin(browser, vec![Way::Key], Some(key));
        Ok(Answer::SignedIn(vec![Way::Key]))
    }

    pub(crate) fn password_sign_in(&mut self, browser: usize, password: u8) -> Outcome {
        self.terms.serves(Way::Password, Purpose::SignIn)?;
        let counter = Counter::Of(Way::Password);
        self.try_now(counter)?;
        if self.has.password != Some(password) {
            return Err(self.fail(counter));
        }
        self.forgive(counter);
        let is_spared = self.terms.devices_spare_a_step && self.is_trusted(browser);
        if !self.asks_two_steps() || is_spared {
            self.begin(browser, vec![Way::Password], None);
            return Ok(Answer::SignedIn(vec![Way::Password]));
        }
        self.set_out(browser, false, vec![Way::Password]);
        Ok(Answer::Further(vec![Way::Password]))
    }

    pub(crate) fn code_sign_in(&mut self, browser: usize, way: Way, phone: u8, learned: &Learned) -> Outcome {
        let place = Place::Phone(phone);
        self.terms.serves(way, Purpose::SignIn)?;
        self.allow(place)?;
        let id = self.set_out(browser, false, Vec::new());
        self.put_code(Waiter::Step(id), way, self.target_of(place), learned);
        Ok(Answer::Done)
    }

    pub(crate) fn begin_reset(&mut self, browser: usize) -> Outcome {
        self.terms.offers(Way::Password)?;
        self.set_out(browser, true, Vec::new());
        Ok(Answer::Done)
    }

    pub(crate) fn take_step(&mut self, browser: usize, typed: &Typed, text: &str) -> Outcome {
        let id = self.is_under_way(browser)?;
        let UnderWay { is_reset, mut proved, began } = self.under_way[&id].clone();
        let purpose = match (is_reset, proved.is_empty()) {
            (true, _) => Purpose::Reset,
            (false, true) => Purpose::SignIn,
            (false, false) if proved == [Way::Recovery] && typed.way() == Way::Password => Purpose::SignIn,
            (false, false) => Purpose::SecondStep,
        };
        self.terms.serves(typed.way(), purpose)?;
        if !self.still_proves(&self.under_way[&id]) {
            return Err(Why::PendingOver);
        }
        let is_new = !proved.iter().any(|before| is_same_thing(*before, typed.way()));
        self.compare(Waiter::Step(id), typed, text, is_new)?;
        proved.push(typed.way());
        let needed = if self.asks_two_steps() { 2 } else { 1 };
        if is_reset || proved.len() < needed {
            self.under_way.insert(id, UnderWay { is_reset, proved: proved.clone(), began });
            return Ok(Answer::Further(proved));
        }
        self.under_way.remove(&id);
        if proved.contains(&Way::Recovery) {
            self.end_everything();
        }
        self.begin(browser, proved.clone(), None);
        Ok(Answer::SignedIn(proved))
    }

    /// A fresh proof: another session takes the place of the one before.
    pub(crate) fn prove(&mut self, browser: usize, typed: &Typed, text: &str) -> Outcome {
        let session = self.signed_in(browser)?;
        self.terms.serves(typed.way(), Purpose::Proof)?;
        if !self.offered(Purpose::Proof).iter().any(|offer| offer.way() == typed.way()) {
            return Err(Why::Unknown);
        }
        self.compare(Waiter::Proof(session), typed, text, true)?;
        let renewed = self.sessions.remove(&session).map(|was| Session { proved_at: Some(self.now), ..was });
        let serial = self.next_serial();
        self.sessions.extend(renewed.map(|renewed| (serial, renewed)));
        self.browsers[browser].session = Some(serial);
        Ok(Answer::SignedIn(self.sessions[&serial].ways.clone()))
    }

    /// A new password for whoever has proved enough: one method, two where two steps are asked for (R37).
    pub(crate) fn reset_password(&mut self, browser: usize, password: u8) -> Outcome {
        let id = self.is_under_way(browser)?;
        self.terms.offers(Way::Password)?;
        let needed = if self.asks_two_steps() { 2 } else { 1 };
        let found = &self.under_way[&id];
        if !found.is_reset || found.proved.len() < needed || !self.still_proves(found) {
            return Err(Why::PendingOver);
        }
        if !is_long(password) && !self.asks_two_steps() {
            return Err(Why::TooShort);
        }
        (self.has.password, self.has.password_at) = (Some(password), self.now);
        self.under_way.remove(&id);
        self.end_everything();
        self.forgive(Counter::Of(Way::Password));
        Ok(Answer::Done)
    }

    /// Every session ends, and every device's trust.
    pub(crate) fn end_everything(&mut self) {
        self.sessions.clear();
        self.devices.clear();
    }

    /// A session begins in place of the one that the browser has.
    pub(crate) fn begin(&mut self, browser: usize, ways: Vec<Way>, key: Option<u8>) {
        let proofs = self.offered(Purpose::Proof);
        let proves = ways.contains(&Way::Recovery) || proofs.iter().any(|proof| ways.contains(&proof.way()));
        let session = Session { began: self.now, proved_at: proves.then_some(self.now), ways, key };
        let serial = self.next_serial();
        if let Some(previous) = self.browsers[browser].session.replace(serial) {
            self.sessions.remove(&previous);
        }
        self.sessions.insert(serial, session);
    }

    pub(crate) fn set_out(&mut self, browser: usize, is_reset: bool, proved: Vec<Way>) -> u32 {
        let id = self.next_serial();
        self.under_way.insert(id, UnderWay { is_reset, proved, began: self.now });
        self.browsers[browser].under_way = Some(id);
        id
    }
}
