//! What is asked for first (R35, R36).

use super::{Choice, SecurityInfoError, SecurityInfos, Snapshot};
use crate::audit;
use crate::delivery::Notice;
use crate::policy::Purpose;
use crate::records::{AuditKind, SecurityInfo, Session};
use crate::store::SecurityInfoChange;

impl SecurityInfos {
    /// What the account can have asked for first.
    pub fn default_choices(&self, snapshot: &Snapshot) -> Vec<Choice> {
        snapshot.choices(self.policy(), Purpose::SecondStep)
    }

    /// Asks for this first from now on.
    pub async fn choose_default(&self, session: &Session, choice: Choice) -> Result<(), SecurityInfoError> {
        let snapshot = self.read(&session.account).await?;
        let is_first = snapshot.default_choice(self.policy()) == Some(choice);
        if is_first && snapshot.info.default.as_ref() == Some(&choice.to_default()) {
            return Ok(());
        }
        // What is asked for first already, though nobody chose it, is nothing to be told.
        let notice = (!is_first).then_some(Notice::DefaultChanged(choice.kind()));
        self.change(&session.account, notice, |snapshot, now| {
            if !self.default_choices(snapshot).contains(&choice) {
                return Err(SecurityInfoError::MethodUnknown);
            }
            let event = audit::of_methods(now, AuditKind::DefaultMethodChanged, &session.account, &[choice.kind()]);
            let info = Some(SecurityInfo { default: Some(choice.to_default()), ..snapshot.info.clone() });
            Ok((SecurityInfoChange { info, ..SecurityInfoChange::new(&snapshot.info, event) }, ()))
        })
        .await
    }
}
