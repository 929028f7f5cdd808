//! Invitations: made, listed, withdrawn.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::error::of_invitation;
use super::words::{InvitationSummary, Invitations, Invited, Revoked};
use super::{Operator, OperatorError};
use crate::audit;
use crate::config::SignUp;
use crate::invitations::InvitationToken;
use crate::records::{Account, Invitation, InvitationPurpose, UserName};
use crate::store::NewInvitation;

const DAY: u64 = 86_400;
/// Long enough for somebody who reads their mail on Mondays.
const TO_JOIN: u64 = 7 * DAY;
/// An invitation back opens an account that has something in it: it does not lie about for a week (NIST SP 800-63B-4: at most
/// 24 hours for a recovery code by e-mail).
const TO_COME_BACK: u64 = DAY;
/// In seconds.
const VALID_FOR: RangeInclusive<u64> = 300..=90 * DAY;

impl Operator {
    pub(super) async fn invite(
        &self,
        user_name: Option<&str>,
        valid_for_seconds: Option<u64>,
    ) -> Result<Invited, OperatorError> {
        if self.sign_up == SignUp::Closed {
            return Err(OperatorError::SignUpClosed);
        }
        let user_name = user_name.map(UserName::new).transpose()?;
        let name = user_name.as_ref().map(ToString::to_string).unwrap_or_default();
        let purpose = InvitationPurpose::NewAccount { user_name };
        self.make(purpose, &name, valid_for_seconds.unwrap_or(TO_JOIN)).await
    }

    pub(super) async fn invite_back(
        &self,
        name: &str,
        valid_for_seconds: Option<u64>,
    ) -> Result<Invited, OperatorError> {
        let account = self.account(name).await?;
        if account.is_locked() {
            return Err(OperatorError::AccountLocked(account.user_name.to_string()));
        }
        let purpose = InvitationPurpose::Recovery { account: account.id };
        self.make(purpose, account.user_name.as_str(), valid_for_seconds.unwrap_or(TO_COME_BACK)).await
    }

    pub(super) async fn invitations(&self) -> Result<Invitations, OperatorError> {
        let now = self.clock.now();
        let mut invitations = Vec::new();
        for invitation in self.store.invitations().await?.iter().filter(|invitation| !invitation.is_expired(now)) {
            invitations.push(self.summary(invitation).await?);
        }
        Ok(Invitations { invitations })
    }

    pub(super) async fn revoke_invitation(&self, id: &str) -> Result<Revoked, OperatorError> {
        let unknown = || OperatorError::InvitationUnknown(id.to_owned());
        let invitations = self.store.invitations().await?;
        let found = invitations.iter().find(|invitation| invitation.id.to_string() == id).ok_or_else(unknown)?;
        let account = match &found.purpose {
            InvitationPurpose::Recovery { account } => Some(account),
            InvitationPurpose::NewAccount { .. } => None,
        };
        let event = audit::invitation_revoked(self.clock.now(), account, &found.id);
        if !self.store.revoke_invitation(&found.id, event).await? {
            return Err(unknown());
        }
        tracing::info!(actor = "operator", invitation = %found.id, "invitation withdrawn");
        Ok(Revoked { id: found.id.to_string() })
    }

    /// The open invitation back to an account.
    pub(super) async fn invitation_back(&self, account: &Account) -> Result<Option<InvitationSummary>, OperatorError> {
        let now = self.clock.now();
        let wanted = InvitationPurpose::Recovery { account: account.id.clone() };
        let invitations = self.store.invitations().await?;
        match invitations.iter().find(|invitation| invitation.purpose == wanted && !invitation.is_expired(now)) {
            Some(found) => self.summary(found).await.map(Some),
            None => Ok(None),
        }
    }

    async fn make(
        &self,
        purpose: InvitationPurpose,
        name: &str,
        valid_for_seconds: u64,
    ) -> Result<Invited, OperatorError> {
        if !VALID_FOR.contains(&valid_for_seconds) {
            return Err(OperatorError::ValidFor);
        }
        let (token, now) = (InvitationToken::generate()?, self.clock.now());
        let expires_at = now.plus(Duration::from_secs(valid_for_seconds));
        let invitation = Invitation { id: token.id(), purpose, created_at: now, expires_at };
        let account = match &invitation.purpose {
            InvitationPurpose::Recovery { account } => Some(account),
            InvitationPurpose::NewAccount { .. } => None,
        };
        let event = audit::invitation_created(now, account, &invitation.id);
        let new = NewInvitation { invitation: invitation.clone(), event };
        self.store.create_invitation(new).await.map_err(|error| of_invitation(error, name))?;
        tracing::info!(actor = "operator", invitation = %invitation.id, "invitation made");
        Ok(Invited { link: token.link(&self.origin), invitation: self.summary(&invitation).await? })
    }

    async fn summary(&self, invitation: &Invitation) -> Result<InvitationSummary, OperatorError> {
        let (account, user_name) = match &invitation.purpose {
            InvitationPurpose::NewAccount { user_name } => (None, user_name.as_ref().map(ToString::to_string)),
            InvitationPurpose::Recovery { account } => {
                let account = self.store.account(account).await?;
                (account.map(|account| account.user_name.to_string()), None)
            }
        };
        Ok(InvitationSummary {
            id: invitation.id.to_string(),
            account,
            user_name,
            created_at: invitation.created_at.to_string(),
            expires_at: invitation.expires_at.to_string(),
        })
    }
}
