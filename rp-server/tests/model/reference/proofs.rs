//! What somebody types is compared with what the account has.

use super::state::{Counter, Model, SECOND, Target, Waiter};
use crate::answer::Why;
use crate::steps::Typed;
use crate::things::Way;

impl Typed {
    pub(crate) fn way(&self) -> Way {
        match self {
            Self::Sent(way, _) => *way,
            Self::App { .. } => Way::App,
            Self::Password(_) => Way::Password,
        }
    }
}

impl Model {
    /// Compares what was typed; `counts` is false where even what is right serves nothing.
    pub(crate) fn compare(&mut self, waiter: Waiter, typed: &Typed, text: &str, counts: bool) -> Result<(), Why> {
        let counter = Counter::Of(typed.way());
        let is_right = match typed {
            Typed::Password(password) => {
                self.try_now(counter)?;
                self.has.password == Some(*password)
            }
            Typed::App { .. } => {
                self.try_now(counter)?;
                self.take_app_code(text, counts)
            }
            Typed::Sent(way, _) => {
                let now = self.now;
                let code = self.codes.get(&waiter).filter(|code| code.way == *way && !code.is_over(now));
                let code = code.ok_or(Why::CodeOver)?.clone();
                self.try_now(counter)?;
                let is_there = self.has.places.iter().any(|proven| code.target == Target::Known(proven.serial));
                let fits = counts && is_there && code.text.as_deref() == Some(text);
                if fits {
                    self.codes.remove(&waiter);
                }
                fits
            }
        };
        if is_right && counts {
            self.forgive(counter);
            return Ok(());
        }
        Err(self.fail(counter))
    }

    /// Whether an app shows this code, in a time step that is later than the last one that was accepted: then it is used.
    fn take_app_code(&mut self, text: &str, counts: bool) -> bool {
        let step = self.now / (30 * SECOND);
        let shown = |app: &super::state::App| (step - 1..=step + 1).find(|step| app.code(*step) == text);
        for app in &mut self.has.apps {
            if let Some(step) = shown(app).filter(|step| counts && *step > app.last_step) {
                app.last_step = step;
                return true;
            }
        }
        false
    }

    /// What somebody types as a proof.
    pub(crate) fn proof_text(&self, waiter: Option<Waiter>, typed: &Typed) -> String {
        match typed {
            Typed::Sent(_, choice) => self.code_text(waiter, *choice),
            Typed::App { which, steps } => {
                let step = (self.now / (30 * SECOND)).saturating_add_signed(i64::from(*steps));
                // An app that was removed still shows codes.
                let gone = self.removed.iter().filter_map(|(removed, _)| match removed {
                    super::state::Removed::App(app) => Some(app),
                    _ => None,
                });
                let app = self.has.apps.iter().chain(gone).nth(*which);
                app.map_or_else(|| "000000".into(), |app| app.code(step))
            }
            Typed::Password(password) => crate::things::PASSWORDS[usize::from(*password)].into(),
        }
    }
}
