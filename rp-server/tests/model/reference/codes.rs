//! Codes that are sent: one for each who waits, ten minutes, the newest alone (R21).

use super::state::{Code, Learned, Model, SECOND, Target, Waiter};
use crate::answer::{Outcome, Why};
use crate::steps::CodeChoice;
use crate::things::{Offer, Place, Purpose, Way, is_same_thing};

const LIFETIME: u64 = 600 * SECOND;

impl Code {
    pub(crate) fn is_over(&self, now: u64) -> bool {
        now >= self.at + LIFETIME
    }
}

impl Model {
    /// Remembers a code that is sent, in place of the one before it.
    pub(crate) fn put_code(&mut self, waiter: Waiter, way: Way, target: Target, learned: &Learned) {
        let text = learned.sent.as_ref().filter(|_| target != Target::Nowhere).map(|(text, _)| text.clone());
        self.texts.extend(text.clone());
        let code = Code { way, target, text, at: self.now };
        if let Some(text) = self.codes.insert(waiter, code).and_then(|older| older.text) {
            self.older.insert(waiter, text);
        }
    }

    /// What somebody types who waits for a code.
    pub(crate) fn code_text(&self, waiter: Option<Waiter>, choice: CodeChoice) -> String {
        let found = match (choice, waiter) {
            (CodeChoice::Newest, Some(waiter)) => self.codes.get(&waiter).and_then(|code| code.text.clone()),
            (CodeChoice::Older, Some(waiter)) => self.older.get(&waiter).cloned(),
            (CodeChoice::Any(which), _) if !self.texts.is_empty() => Some(self.texts[which % self.texts.len()].clone()),
            _ => None,
        };
        found.unwrap_or_else(|| "000000".into())
    }

    pub(crate) fn send_step(&mut self, browser: usize, way: Way, place: Place, learned: &Learned) -> Outcome {
        let id = self.is_under_way(browser)?;
        let found = &self.under_way[&id];
        let target = match found.proved.first() {
            Some(first) if !found.is_reset => {
                let mut seconds = self.offered(Purpose::SecondStep);
                seconds.retain(|second| !is_same_thing(second.way(), *first));
                self.chosen(&seconds, way, place)?
            }
            // Whoever types an address is not told whether it is the account's.
            _ => {
                let purpose = if found.is_reset { Purpose::Reset } else { Purpose::SignIn };
                self.terms.serves(way, purpose)?;
                self.target_of(place)
            }
        };
        self.send(Waiter::Step(id), way, place, target, learned)
    }

    pub(crate) fn send_proof(&mut self, browser: usize, way: Way, place: Place, learned: &Learned) -> Outcome {
        let session = self.signed_in(browser)?;
        let target = self.chosen(&self.offered(Purpose::Proof), way, place)?;
        self.send(Waiter::Proof(session), way, place, target, learned)
    }

    pub(crate) fn send(
        &mut self,
        waiter: Waiter,
        way: Way,
        place: Place,
        target: Target,
        learned: &Learned,
    ) -> Outcome {
        self.allow(place)?;
        self.put_code(waiter, way, target, learned);
        Ok(crate::answer::Answer::Done)
    }

    pub(crate) fn target_of(&self, place: Place) -> Target {
        let found = self.has.places.iter().find(|proven| proven.place == place);
        found.map_or(Target::Nowhere, |proven| Target::Known(proven.serial))
    }

    fn chosen(&self, offers: &[Offer], way: Way, place: Place) -> Result<Target, Why> {
        let of = |offer: &Offer| match offer {
            Offer::Sent(its, there, serial) if *its == way && *there == place => Some(Target::Known(*serial)),
            _ => None,
        };
        offers.iter().find_map(of).ok_or(Why::Unknown)
    }
}
