//! The password: set, changed, taken away, and used to sign in.

use shared::ids::UserHandle;

use super::leads::{Leads, Proven};
use super::sign_in::{Evidence, Step};
use super::{PasswordHasher, SecurityInfoError, SecurityInfos, Snapshot};
use crate::audit;
use crate::delivery::Notice;
use crate::policy::Purpose;
use crate::records::{AuditKind, MethodKind, Password, SecurityInfo, Session, UserName};
use crate::sessions::Client;
use crate::store::{EndedSessions, SecurityInfoChange};

impl SecurityInfos {
    /// Whether a password will do for an account.
    pub fn check_password(&self, snapshot: &Snapshot, password: &str) -> Result<(), SecurityInfoError> {
        let own = [snapshot.account.user_name.as_str(), &snapshot.account.display_name, &self.parts().service];
        Ok(PasswordHasher::check(password, &own, snapshot.asks_two_steps(self.policy()))?)
    }

    /// Gives the account of a session a password, in place of the one it may have. Every other session ends: whoever knew the old
    /// one may be in them.
    pub async fn set_password(&self, session: &Session, password: &str) -> Result<(), SecurityInfoError> {
        self.policy().offers(MethodKind::Password)?;
        self.check_password(&self.read(&session.account).await?, password)?;
        let hash = self.parts().passwords.hash(password).await?;
        let is_enough_alone = PasswordHasher::is_enough_alone(password);
        self.change(&session.account, Some(Notice::PasswordChanged), |snapshot, now| {
            self.check_password(snapshot, password)?;
            let event = audit::of_methods(now, AuditKind::MethodAdded, &session.account, &[MethodKind::Password]);
            let new = Password { hash: hash.clone(), set_at: now, is_enough_alone };
            let change = SecurityInfoChange {
                info: Some(SecurityInfo { password: Some(new), ..snapshot.info.clone() }),
                sessions: EndedSessions::Others(session.id),
                forgiven: vec![self.failures_of(MethodKind::Password, &snapshot.account.user_name)],
                ..SecurityInfoChange::new(&snapshot.info, event)
            };
            Ok((change, ()))
        })
        .await
    }

    /// Whether somebody could still sign in without their password.
    pub async fn may_remove_password(&self, account: &UserHandle) -> Result<bool, SecurityInfoError> {
        let mut after = self.read(account).await?;
        after.info.password = None;
        Ok(after.has_way_in(self.policy()))
    }

    /// Takes the password away.
    pub async fn remove_password(&self, session: &Session) -> Result<(), SecurityInfoError> {
        self.change(&session.account, Some(Notice::MethodRemoved(MethodKind::Password)), |snapshot, now| {
            if snapshot.info.password.is_none() {
                return Err(SecurityInfoError::MethodUnknown);
            }
            let event = audit::of_methods(now, AuditKind::MethodRemoved, &session.account, &[MethodKind::Password]);
            let after = Snapshot { info: SecurityInfo { password: None, ..snapshot.info.clone() }, ..snapshot.clone() };
            let change = SecurityInfoChange {
                info: Some(after.info.clone()),
                needs_key: self.check_way_in(&after)?,
                ..SecurityInfoChange::new(&snapshot.info, event)
            };
            Ok((change, ()))
        })
        .await
    }

    /// Refuses what would leave an account with no way in; returns whether its way in needs a key, which the store then sees to.
    pub(super) fn check_way_in(&self, after: &Snapshot) -> Result<bool, SecurityInfoError> {
        if after.has_way_in_without_keys(self.policy()) {
            return Ok(false);
        }
        if after.has_way_in(self.policy()) { Ok(true) } else { Err(SecurityInfoError::LastWayIn) }
    }

    /// Signs in with a password, or begins to where a second step follows. A name that nobody has, and an account without a
    /// password, is refused in the same words after the same work.
    pub async fn sign_in_with_password(
        &self,
        user_name: &str,
        password: &str,
        client: &Client,
    ) -> Result<Proven, SecurityInfoError> {
        self.policy().check(MethodKind::Password, Purpose::SignIn)?;
        let Ok(name) = UserName::new(user_name) else {
            return Err(SecurityInfoError::Wrong(MethodKind::Password));
        };
        let account = self.parts().store.account_by_name(&name).await?;
        let step = Step { leads: Leads::FirstStep { client }, kind: MethodKind::Password };
        let evidence = Evidence::Password(password);
        self.try_evidence(account.as_ref().map(|account| &account.id), &name, evidence, &step).await
    }

    /// Compares a password, and where it is right goes on.
    pub(super) async fn check_password_of(
        &self,
        snapshot: Option<&Snapshot>,
        name: &UserName,
        password: &str,
        step: &Step<'_>,
    ) -> Result<Proven, SecurityInfoError> {
        let stored = snapshot.and_then(|snapshot| snapshot.info.password.as_ref());
        let fits = self.parts().passwords.fits(password, stored.map(|stored| stored.hash.as_str())).await?;
        let right = match (snapshot, stored) {
            (Some(snapshot), Some(_)) if fits => Some(snapshot),
            _ => None,
        };
        self.settle(snapshot, right, name, step, None, |_, _| Ok(None)).await
    }
}
