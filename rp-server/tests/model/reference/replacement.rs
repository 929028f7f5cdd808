//! Replacing everything, after thirty days (R16).

use super::state::{Counter, DAY, Has, Learned, Model, Proven, Removed, Target, Waiter};
use crate::answer::{Answer, Outcome, Why};
use crate::things::{Place, Purpose, Way};

const WAIT: u64 = 30 * DAY;

impl Model {
    /// Who asks: whoever is signed in, or has proved a first step.
    pub(crate) fn replacer(&self, browser: usize, signed_in: bool) -> Result<Waiter, Why> {
        if signed_in {
            return self.signed_in(browser).map(Waiter::Replacement);
        }
        let id = self.is_under_way(browser)?;
        let found = &self.under_way[&id];
        if found.is_reset || found.proved.is_empty() { Err(Why::PendingOver) } else { Ok(Waiter::Replacement(id)) }
    }

    pub(crate) fn send_replacement(
        &mut self,
        browser: usize,
        signed_in: bool,
        way: Way,
        place: Place,
        learned: &Learned,
    ) -> Outcome {
        let waiter = self.replacer(browser, signed_in)?;
        self.terms.offers(way)?;
        self.check_asker(browser, signed_in)?;
        self.check_replacement(place)?;
        let target = Target::New(place, self.next_serial());
        self.send(waiter, way, place, target, learned)
    }

    pub(crate) fn type_replacement(&mut self, browser: usize, signed_in: bool, text: &str) -> Outcome {
        let waiter = self.replacer(browser, signed_in)?;
        let code = self.codes.get(&waiter).ok_or(Why::CodeOver)?.clone();
        let Target::New(place, _) = code.target else { return Err(Why::CodeOver) };
        self.check_asker(browser, signed_in)?;
        self.check_replacement(place)?;
        self.try_now(Counter::Replacing)?;
        if code.text.as_deref() != Some(text) {
            return Err(self.fail(Counter::Replacing));
        }
        if code.is_over(self.now) {
            return Err(Why::CodeOver);
        }
        self.codes.remove(&waiter);
        self.forgive(Counter::Replacing);
        self.replacement = Some((place, self.now));
        Ok(Answer::Done)
    }

    pub(crate) fn cancel_replacement(&mut self, browser: usize) -> Outcome {
        self.may_change(browser)?;
        self.replacement.take().map(|_| Answer::Done).ok_or(Why::Unknown)
    }

    /// What the server does by itself: what is due is done, what is over is forgotten.
    pub(crate) fn keep_house(&mut self) -> Outcome {
        let due = self.replacement.filter(|(place, at)| self.now >= at + WAIT && self.would_do(*place));
        if let Some((place, _)) = due {
            self.replace_everything(place);
        }
        let now = self.now;
        self.codes.retain(|_, code| !code.is_over(now));
        self.removed.retain(|(_, at)| now < at + super::state::KEPT);
        Ok(Answer::Done)
    }

    fn replace_everything(&mut self, place: Place) {
        let Has { keys, apps, places, password, password_at } = std::mem::take(&mut self.has);
        let gone = keys.into_iter().map(Removed::Key).chain(apps.into_iter().map(Removed::App));
        let gone = gone.chain(places.into_iter().map(Removed::Place));
        self.removed.extend(gone.map(|removed| (removed, self.now)));
        let serial = self.next_serial();
        self.has =
            Has { places: vec![Proven { place, serial, added_at: self.now }], password, password_at, ..Has::default() };
        self.default = None;
        self.old_recovery = self.recovery.take().or(self.old_recovery.take());
        self.recovery_at = None;
        self.replacement = None;
        self.end_everything();
    }

    fn check_asker(&self, browser: usize, signed_in: bool) -> Result<(), Why> {
        if signed_in || self.still_proves(&self.under_way[&self.is_under_way(browser)?]) {
            return Ok(());
        }
        Err(Why::PendingOver)
    }

    fn check_replacement(&self, place: Place) -> Result<(), Why> {
        if self.replacement.is_some() {
            Err(Why::Waits)
        } else if self.would_do(place) {
            Ok(())
        } else {
            Err(Why::NeedsPhone)
        }
    }

    /// Whether anybody could sign in, and prove anything, with the password and this place alone.
    fn would_do(&self, place: Place) -> bool {
        let new = Proven { place, serial: 0, added_at: self.now };
        let after = Has { places: vec![new], password: self.has.password, ..Has::default() };
        let two_steps = self.asks_two_steps();
        after.has_way_in(&self.terms, two_steps) && !after.offers(&self.terms, Purpose::Proof, two_steps).is_empty()
    }
}
