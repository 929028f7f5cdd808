//! Each step, handed to the part that knows its rules.

use super::changes::new_place;
use super::state::{Learned, Model, SECOND, Waiter};
use crate::answer::{Answer, Outcome};
use crate::steps::Step;
use crate::things::Place;

impl Model {
    /// What is typed in a step, if anything is.
    pub(crate) fn text(&self, step: &Step) -> String {
        let session = |browser| self.signed_in(browser).ok();
        match step {
            Step::TakeNext { browser, typed } => {
                self.proof_text(self.is_under_way(*browser).ok().map(Waiter::Step), typed)
            }
            Step::Prove { browser, typed } => self.proof_text(session(*browser).map(Waiter::Proof), typed),
            Step::TypeNew { browser, is_phone, code } => {
                let place = if *is_phone { Place::Phone(0) } else { Place::Mailbox(0) };
                self.code_text(session(*browser).map(|session| new_place(place, session)), *code)
            }
            Step::TypeReplacement { browser, signed_in, code } => {
                self.code_text(self.replacer(*browser, *signed_in).ok(), *code)
            }
            Step::UseRecovery { code, .. } => self.recovery_text(*code),
            Step::FinishApp { browser, is_right } => {
                let seed = self.browsers[*browser].setup.as_ref().map(|(_, seed, _)| seed.clone());
                let phone = crate::phone::Phone::with_seed(&seed.unwrap_or_else(|| "A".repeat(32)));
                let right = phone.code_at(self.now);
                if *is_right { right } else { format!("{right}0") }
            }
            _ => String::new(),
        }
    }

    /// What a step gives.
    pub(crate) fn run(&mut self, step: &Step, text: &str, learned: &Learned) -> Outcome {
        match step {
            Step::Wait(seconds) => {
                self.now += seconds * SECOND;
                Ok(Answer::Done)
            }
            Step::KeySignIn { browser, key } => self.key_sign_in(*browser, *key),
            Step::PasswordSignIn { browser, password } => self.password_sign_in(*browser, *password),
            Step::CodeSignIn { browser, way, phone } => self.code_sign_in(*browser, *way, *phone, learned),
            Step::SendNext { browser, way, place } => self.send_step(*browser, *way, *place, learned),
            Step::TakeNext { browser, typed } => self.take_step(*browser, typed, text),
            Step::SendProof { browser, way, place } => self.send_proof(*browser, *way, *place, learned),
            Step::Prove { browser, typed } => self.prove(*browser, typed, text),
            Step::AddKey { browser, key } => self.add_key(*browser, *key),
            Step::RemoveKey { browser, key } => self.remove_key(*browser, *key),
            Step::BeginApp { browser } => self.begin_app(*browser, learned),
            Step::FinishApp { browser, is_right } => self.finish_app(*browser, *is_right),
            Step::RemoveApp { browser, which } => self.remove_app(*browser, *which),
            Step::SendNew { browser, way, place } => self.send_new(*browser, *way, *place, learned),
            Step::SendNewAgain { browser, way } => self.send_new_again(*browser, *way, learned),
            Step::TypeNew { browser, is_phone, .. } => self.type_new(*browser, *is_phone, text),
            Step::RemovePlace { browser, place } => self.remove_place(*browser, *place),
            Step::SetPassword { browser, password } => self.set_password(*browser, *password),
            Step::RemovePassword { browser } => self.remove_password(*browser),
            Step::Restore { browser, which } => self.restore(*browser, *which),
            Step::SwitchTwoSteps { browser, on } => self.switch_two_steps(*browser, *on),
            Step::ChooseDefault { browser, way, place } => self.choose_default(*browser, *way, *place),
            Step::Trust { browser } => self.trust(*browser),
            Step::Distrust { browser, which } => self.distrust(*browser, *which),
            Step::MakeRecovery { browser } => self.make_recovery(*browser, learned),
            Step::RemoveRecovery { browser } => self.remove_recovery(*browser),
            Step::UseRecovery { browser, .. } => self.use_recovery(*browser, text, learned),
            Step::BeginReset { browser } => self.begin_reset(*browser),
            Step::ResetPassword { browser, password } => self.reset_password(*browser, *password),
            Step::SendReplacement { browser, signed_in, way, place } => {
                self.send_replacement(*browser, *signed_in, *way, *place, learned)
            }
            Step::TypeReplacement { browser, signed_in, .. } => self.type_replacement(*browser, *signed_in, text),
            Step::CancelReplacement { browser } => self.cancel_replacement(*browser),
            Step::Housekeeping => self.keep_house(),
            // It is run as the steps that it is made of.
            Step::Siege { .. } => Ok(Answer::Done),
        }
    }
}
