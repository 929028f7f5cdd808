//! What an account offers for a purpose (R24, R27, R35), and whether anybody can sign in with it.

use super::state::{Has, Model};
use crate::terms::Terms;
use crate::things::{Offer, Place, Purpose, Way, is_same_thing};

impl Has {
    /// Everything that there is, in the order in which people see it.
    fn all(&self) -> Vec<Offer> {
        let phones = || self.places.iter().filter(|proven| matches!(proven.place, Place::Phone(_)));
        let mailboxes = self.places.iter().filter(|proven| matches!(proven.place, Place::Mailbox(_)));
        let mut all = Vec::new();
        all.extend((!self.keys.is_empty()).then_some(Offer::Key));
        all.extend((!self.apps.is_empty()).then_some(Offer::App));
        all.extend(phones().map(|phone| Offer::Sent(Way::Sms, phone.place, phone.serial)));
        all.extend(phones().map(|phone| Offer::Sent(Way::Call, phone.place, phone.serial)));
        all.extend(mailboxes.map(|mailbox| Offer::Sent(Way::Email, mailbox.place, mailbox.serial)));
        all.extend(self.password.map(|_| Offer::Password));
        all
    }

    /// What serves a purpose. Whoever has a password has typed it to get in: it proves something more only where there is nothing
    /// else. And where two steps are asked for, what is too weak to be one of them proves nothing, as long as something better does.
    pub(crate) fn offers(&self, terms: &Terms, purpose: Purpose, two_steps: bool) -> Vec<Offer> {
        let all = self.all();
        let serving = |purpose| all.iter().copied().filter(move |offer| terms.serves(offer.way(), purpose).is_ok());
        let offers: Vec<Offer> = serving(purpose).collect();
        if purpose != Purpose::Proof {
            return offers;
        }
        let strong: Vec<Offer> = serving(Purpose::SecondStep).collect();
        let others: Vec<Offer> = offers.iter().copied().filter(|offer| *offer != Offer::Password).collect();
        match (strong.is_empty(), others.is_empty()) {
            (false, _) if two_steps => strong,
            (_, false) => others,
            (_, true) => offers,
        }
    }

    /// Whether anybody can sign in: with a key, which is both steps, or with a first step and, where two are asked for, another thing
    /// after it.
    pub(crate) fn has_way_in(&self, terms: &Terms, two_steps: bool) -> bool {
        let seconds = self.offers(terms, Purpose::SecondStep, two_steps);
        self.offers(terms, Purpose::SignIn, two_steps).into_iter().any(|first| {
            let follows = |second: &Offer| *second != Offer::Key && !is_same_thing(second.way(), first.way());
            first == Offer::Key || !two_steps || seconds.iter().any(follows)
        })
    }
}

impl Model {
    pub(crate) fn has_way_in(&self) -> bool {
        self.has.has_way_in(&self.terms, self.asks_two_steps())
    }

    /// What is asked for first (R35, R36).
    pub(crate) fn asked_first(&self) -> Option<Offer> {
        let offered = self.offered(Purpose::SecondStep);
        self.default.filter(|default| offered.contains(default)).or_else(|| offered.first().copied())
    }
}
