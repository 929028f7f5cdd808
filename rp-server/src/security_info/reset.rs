//! A new password for somebody who has forgotten the old one (R37).

use super::leads::{PENDING_LIFETIME, PendingToken};
use super::snapshot::is_same_thing;
use super::{PasswordHasher, SecurityInfoError, SecurityInfos, Snapshot};
use crate::audit;
use crate::delivery::Notice;
use crate::policy::{Purpose, Question};
use crate::records::{AuditKind, MethodKind, Password, PendingPurpose, PendingSignIn, SecurityInfo, UserName};
use crate::store::{EndedSessions, SecurityInfoChange};

/// By what the next step of a reset can be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetMethods {
    /// The methods.
    pub methods: Vec<MethodKind>,
    /// Where questions are among them: those that are asked.
    pub questions: Vec<Question>,
}

impl SecurityInfos {
    /// Begins a reset for whoever has this name. For a name that nobody has it begins as well, and leads nowhere.
    pub async fn begin_reset(&self, name: &UserName) -> Result<(PendingSignIn, PendingToken), SecurityInfoError> {
        self.policy().offers(MethodKind::Password)?;
        let (now, token) = (self.now(), PendingToken::generate()?);
        let begun = self.parts().pace.keep(async {
            let account = self.parts().store.account_by_name(name).await?.map(|account| account.id);
            let pending = PendingSignIn {
                id: token.id(),
                purpose: PendingPurpose::Reset,
                user_name: name.clone(),
                account,
                proved: Vec::new(),
                started_at: now,
                expires_at: now.plus(PENDING_LIFETIME),
            };
            self.parts().store.put_pending_sign_in(pending.clone()).await?;
            Ok::<_, SecurityInfoError>(pending)
        });
        Ok((begun.await?, token))
    }

    /// By which methods the next step of a reset can be taken. It follows from the policy and from what has been proved, never from
    /// what the account has: that would tell who has one.
    ///
    /// Questions come after another method, and then it is told whether they are answered: whoever has proved something of an account
    /// knows that it is there.
    pub async fn reset_methods(&self, pending: &PendingSignIn) -> Result<ResetMethods, SecurityInfoError> {
        let is_new = |kind: &MethodKind| !pending.proved.iter().any(|proved| is_same_thing(*proved, *kind));
        // A key signs in by itself, and then a password is set as any other day.
        let is_typed = |kind: &MethodKind| *kind != MethodKind::SecurityKey;
        let questions = self.questions_of(pending).await?;
        let is_asked = |kind: &MethodKind| *kind != MethodKind::Questions || !questions.is_empty();
        let methods = self.policy().serving(Purpose::Reset).filter(is_new).filter(is_typed).filter(is_asked).collect();
        Ok(ResetMethods { methods, questions })
    }

    /// Whether enough has been proved for a new password: one method, or two where two steps are asked for; and never questions
    /// alone (NIST SP 800-63B-4 §3.1.1: what somebody knows about a person proves nothing).
    pub async fn is_reset_proved(&self, pending: &PendingSignIn) -> Result<bool, SecurityInfoError> {
        let Some(account) = &pending.account else { return Ok(false) };
        Ok(self.is_proved(&self.read(account).await?, pending))
    }

    fn is_proved(&self, snapshot: &Snapshot, pending: &PendingSignIn) -> bool {
        let counts = |kind: &&MethodKind| self.policy().check(**kind, Purpose::Reset).is_ok();
        let proved: Vec<_> = pending.proved.iter().filter(counts).collect();
        let strong = proved.iter().filter(|kind| ***kind != MethodKind::Questions).count();
        let needed = if snapshot.asks_two_steps(self.policy()) { 2 } else { 1 };
        let is_enough = strong >= 1 && proved.len() >= needed;
        pending.purpose == PendingPurpose::Reset && is_enough && snapshot.still_proves(pending)
    }

    /// Sets the new password. Every session ends, trusted devices are trusted no more, and every address is told.
    pub async fn reset_password(&self, pending: &PendingSignIn, password: &str) -> Result<(), SecurityInfoError> {
        let account = pending.account.as_ref().ok_or(SecurityInfoError::PendingOver)?;
        self.policy().offers(MethodKind::Password)?;
        let snapshot = self.read(account).await?;
        if !self.is_proved(&snapshot, pending) {
            return Err(SecurityInfoError::PendingOver);
        }
        self.check_password(&snapshot, password)?;
        let hash = self.parts().passwords.hash(password).await?;
        let is_enough_alone = PasswordHasher::is_enough_alone(password);
        self.change(account, Some(Notice::PasswordReset), |snapshot, now| {
            // Two steps may have been switched on meanwhile.
            if !self.is_proved(snapshot, pending) || pending.is_expired(now) {
                return Err(SecurityInfoError::PendingOver);
            }
            self.check_password(snapshot, password)?;
            let new = Password { hash: hash.clone(), set_at: now, is_enough_alone };
            let info = SecurityInfo { password: Some(new), devices: Vec::new(), ..snapshot.info.clone() };
            let change = SecurityInfoChange {
                info: Some(info),
                sessions: EndedSessions::All,
                pending_read: Some(pending.clone()),
                pending_ended: true,
                forgiven: vec![self.failures_of(MethodKind::Password, &snapshot.account.user_name)],
                ..SecurityInfoChange::new(
                    &snapshot.info,
                    audit::of_methods(now, AuditKind::PasswordReset, account, &pending.proved),
                )
            };
            Ok((change, ()))
        })
        .await
    }
}
