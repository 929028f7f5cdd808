//! Two-step verification, on and off (R18).

use super::{PasswordError, SecurityInfoError, SecurityInfos, Snapshot};
use crate::audit;
use crate::delivery::Notice;
use crate::policy::{Purpose, TwoStep};
use crate::records::{AuditKind, SecurityInfo, Session};
use crate::store::SecurityInfoChange;

impl SecurityInfos {
    /// Asks for two steps from now on. There must be one to ask for.
    pub async fn switch_two_step_on(&self, session: &Session) -> Result<(), SecurityInfoError> {
        self.change(&session.account, Some(Notice::TwoStepOn), |snapshot, now| {
            let after = with_two_step(snapshot, Some(snapshot.info.two_step_since.unwrap_or(now)));
            if after.choices(self.policy(), Purpose::SecondStep).is_empty() {
                return Err(SecurityInfoError::NoSecondStep);
            }
            let needs_key = self.check_way_in(&after).map_err(|_| SecurityInfoError::NoSecondStep)?;
            let event = audit::of_methods(now, AuditKind::TwoStepOn, &session.account, &[]);
            let info = Some(after.info);
            Ok((SecurityInfoChange { info, needs_key, ..SecurityInfoChange::new(&snapshot.info, event) }, ()))
        })
        .await
    }

    /// Asks for one step again, where the administrator leaves it to the person. What is the only step must be good enough for that.
    pub async fn switch_two_step_off(&self, session: &Session) -> Result<(), SecurityInfoError> {
        if self.policy().two_step == TwoStep::Required {
            return Err(SecurityInfoError::TwoStepRequired);
        }
        self.change(&session.account, Some(Notice::TwoStepOff), |snapshot, now| {
            if snapshot.info.password.as_ref().is_some_and(|password| !password.is_enough_alone) {
                return Err(PasswordError::TooShortAlone.into());
            }
            let event = audit::of_methods(now, AuditKind::TwoStepOff, &session.account, &[]);
            let info = Some(with_two_step(snapshot, None).info);
            Ok((SecurityInfoChange { info, ..SecurityInfoChange::new(&snapshot.info, event) }, ()))
        })
        .await
    }
}

fn with_two_step(snapshot: &Snapshot, since: Option<crate::records::Timestamp>) -> Snapshot {
    let info = SecurityInfo { two_step_since: since, ..snapshot.info.clone() };
    Snapshot { info, ..snapshot.clone() }
}
