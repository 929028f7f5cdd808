//! The recovery code (R17).

use super::state::{Counter, Learned, Model};
use crate::answer::{Answer, Outcome, Why};
use crate::steps::CodeChoice;
use crate::things::{Offer, Purpose, Way};

impl Model {
    pub(crate) fn make_recovery(&mut self, browser: usize, learned: &Learned) -> Outcome {
        self.may_change(browser)?;
        self.terms.offers(Way::Recovery)?;
        self.replace_recovery(learned);
        Ok(Answer::Done)
    }

    pub(crate) fn remove_recovery(&mut self, browser: usize) -> Outcome {
        self.may_change(browser)?;
        self.old_recovery = Some(self.recovery.take().ok_or(Why::Unknown)?);
        self.recovery_at = None;
        Ok(Answer::Done)
    }

    /// Good once, and for one account; every other session ends. One step of two, where two are asked for and there is anything left
    /// beside keys, which whoever has lost them does not have.
    pub(crate) fn use_recovery(&mut self, browser: usize, text: &str, learned: &Learned) -> Outcome {
        self.terms.offers(Way::Recovery)?;
        let counter = Counter::Of(Way::Recovery);
        self.try_now(counter)?;
        if self.recovery.as_deref() != Some(text) {
            return Err(self.fail(counter));
        }
        self.replace_recovery(learned);
        if self.asks_two_steps() && self.is_followed_by_another() {
            self.set_out(browser, false, vec![Way::Recovery]);
            return Ok(Answer::Further(vec![Way::Recovery]));
        }
        self.end_everything();
        self.begin(browser, vec![Way::Recovery], None);
        Ok(Answer::SignedIn(vec![Way::Recovery]))
    }

    pub(crate) fn recovery_text(&self, choice: CodeChoice) -> String {
        let found = match choice {
            CodeChoice::Newest => self.recovery.clone(),
            CodeChoice::Older => self.old_recovery.clone(),
            CodeChoice::Any(_) if !self.texts.is_empty() => self.texts.last().cloned(),
            CodeChoice::Any(_) | CodeChoice::Wrong => None,
        };
        found.unwrap_or_else(|| "AAAAA-AAAAA-AAAAA-AAAAA".into())
    }

    /// Another method, or the password, which is then not typed first.
    pub(crate) fn is_followed_by_another(&self) -> bool {
        let is_password = |offer: &Offer| *offer == Offer::Password;
        self.offered(Purpose::SecondStep).iter().any(|second| *second != Offer::Key)
            || self.offered(Purpose::SignIn).iter().any(is_password)
    }

    fn replace_recovery(&mut self, learned: &Learned) {
        self.forgive(Counter::Of(Way::Recovery));
        let old = std::mem::replace(&mut self.recovery, learned.recovery.clone());
        self.old_recovery = old.or(self.old_recovery.take());
        self.recovery_at = Some(self.now);
    }
}
