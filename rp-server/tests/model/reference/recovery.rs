//! The recovery code (R17).

use super::state::{Counter, Learned, Model};
use crate::answer::{Answer, Outcome, Why};
use crate::steps::CodeChoice;
use crate::things::Way;

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
        Ok(Answer::Done)
    }

    /// Good once, and for one account; every other session ends.
    pub(crate) fn use_recovery(&mut self, browser: usize, text: &str, learned: &Learned) -> Outcome {
        self.terms.offers(Way::Recovery)?;
        let counter = Counter::Of(Way::Recovery);
        self.try_now(counter)?;
        if self.recovery.as_deref() != Some(text) {
            return Err(self.fail(counter));
        }
        self.end_everything();
        self.replace_recovery(learned);
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

    fn replace_recovery(&mut self, learned: &Learned) {
        self.forgive(Counter::Of(Way::Recovery));
        let old = std::mem::replace(&mut self.recovery, learned.recovery.clone());
        self.old_recovery = old.or(self.old_recovery.take());
    }
}
