//! How an account stands with whoever is signed in to it: whether its security info is to be looked through (R1 to R4), and
//! whether they are at a device that its person trusts (R19).

use super::{SecurityInfoError, SecurityInfos};
use crate::audit;
use crate::records::{
    AuditKind, Review, SecurityInfo, Session, Timestamp, TrustedDevice, TrustedDeviceId, Verification,
};
use crate::sessions::TrustedDeviceToken;
use crate::store::{Arrival, SecurityInfoChange};

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether its security info is to be looked through.
    pub review: Review,
    /// The trusted device that the request comes from.
    pub device: Option<TrustedDeviceId>,
}

impl SecurityInfos {
    /// How the account of a session stands, for a request that comes from `device`. The first request after a sign-in notes it,
    /// once a day at most: whatever its person signed in by.
    pub async fn standing(
        &self,
        session: &Session,
        device: Option<&TrustedDeviceToken>,
    ) -> Result<Standing, SecurityInfoError> {
        let (parts, now) = (self.parts(), self.now());
        let mut info = parts.store.security_info(&session.account).await?;
        let trusted = device.and_then(|device| self.trusted(&info, device, now)).cloned();
        let seen_at = match info.verification.last_seen_at {
            Some(at) => at,
            None => {
                let account = parts.store.account(&session.account).await?;
                account.ok_or(SecurityInfoError::AccountGone)?.created_at
            }
        };
        let is_noted = |at: Timestamp| session.created_at < at.plus(Verification::NOTED_EVERY);
        if !is_noted(seen_at) || trusted.as_ref().is_some_and(|device| !is_noted(device.last_used_at)) {
            let arrival = Arrival {
                account: session.account.clone(),
                at: session.created_at,
                reminder_after: parts.policy.reminder_after,
                device: trusted.as_ref().map(|device| device.id),
            };
            parts.store.note_arrival(arrival).await?;
            info = parts.store.security_info(&session.account).await?;
        }
        Ok(Standing { review: info.verification.review(now), device: trusted.map(|device| device.id) })
    }

    /// The device of this token, where the account trusts it and the policy lets it.
    pub(super) fn trusted<'a>(
        &self,
        info: &'a SecurityInfo,
        device: &TrustedDeviceToken,
        now: Timestamp,
    ) -> Option<&'a TrustedDevice> {
        let id = device.id();
        let mut devices = info.devices.iter().filter(|_| self.policy().trusted_devices);
        devices.find(|device| device.id == id && !device.is_over(now))
    }

    /// Their person says that all is right: nothing is due any more, and an account that was locked over it is not (R3).
    pub async fn verify_info(&self, session: &Session) -> Result<(), SecurityInfoError> {
        self.change(&session.account, None, |snapshot, now| {
            let event = audit::of_methods(now, AuditKind::InfoVerified, &session.account, &[]);
            let info = SecurityInfo { verification: Verification::verified(now), ..snapshot.info.clone() };
            Ok((SecurityInfoChange { info: Some(info), ..SecurityInfoChange::new(&snapshot.info, event) }, ()))
        })
        .await
    }

    /// Their person puts the reminder off for a day (R2). Where nothing is due, nothing happens.
    pub async fn postpone_review(&self, session: &Session) -> Result<(), SecurityInfoError> {
        let stored = self.parts().store.security_info(&session.account).await?;
        if stored.verification.review(self.now()) == Review::Settled {
            return Ok(());
        }
        self.change(&session.account, None, |snapshot, now| {
            if snapshot.info.verification.review(now) == Review::Overdue {
                return Err(SecurityInfoError::ReviewOverdue);
            }
            let event = audit::of_methods(now, AuditKind::InfoPostponed, &session.account, &[]);
            let postponed_until = Some(now.plus(Verification::POSTPONED));
            let verification = Verification { postponed_until, ..snapshot.info.verification.clone() };
            let info = SecurityInfo { verification, ..snapshot.info.clone() };
            Ok((SecurityInfoChange { info: Some(info), ..SecurityInfoChange::new(&snapshot.info, event) }, ()))
        })
        .await
    }
}
