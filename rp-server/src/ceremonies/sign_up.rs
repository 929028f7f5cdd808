//! Who may create an account: asked when it begins, and again when it is created, because the policy or the invitation may have
//! changed meanwhile.

use shared::ids::UserHandle;

use super::{Ceremonies, CeremonyError};
use crate::audit;
use crate::config::SignUp;
use crate::invitations::InvitationToken;
use crate::records::{Invitation, InvitationId, InvitationPurpose, Timestamp, UserName};
use crate::store::StoreFailure;

impl Ceremonies {
    /// Who may create an account.
    pub fn sign_up(&self) -> SignUp {
        self.sign_up
    }

    /// The open invitation of a token, if there is one.
    pub async fn invitation(&self, token: &InvitationToken) -> Result<Option<Invitation>, StoreFailure> {
        self.store.invitation(&token.id(), self.clock.now()).await
    }

    /// Refuses whoever may not create an account of this name; gives back the invitation that it will spend.
    pub(super) async fn admit(
        &self,
        token: Option<&InvitationToken>,
        name: &UserName,
    ) -> Result<Option<InvitationId>, CeremonyError> {
        self.check_policy(token.is_some())?;
        let invitation = match token {
            None => None,
            Some(token) => Some(self.invitation(token).await?.ok_or(CeremonyError::InvitationInvalid)?),
        };
        match invitation.as_ref().map(|invitation| &invitation.purpose) {
            Some(InvitationPurpose::Recovery { .. }) => return Err(CeremonyError::InvitationInvalid),
            Some(InvitationPurpose::NewAccount { user_name: Some(only) }) if only != name => {
                return Err(CeremonyError::InvitationForAnotherName(only.to_string()));
            }
            _ => {}
        }
        let id = invitation.map(|invitation| invitation.id);
        let keeper = self.store.invitation_for(name, self.clock.now()).await?;
        if keeper.is_some_and(|keeper| Some(keeper.id) != id) {
            return Err(CeremonyError::UserNameTaken);
        }
        Ok(id)
    }

    /// Refuses an account that began under another policy. Its invitation, if it has one, is looked at when it is spent.
    pub(super) async fn check_sign_up(
        &self,
        account: &UserHandle,
        invitation: Option<&InvitationId>,
        now: Timestamp,
    ) -> Result<(), CeremonyError> {
        let checked = self.check_policy(invitation.is_some());
        if let Err(error) = &checked {
            tracing::warn!(account = %account, reason = %error, "sign-up refused");
            self.store.audit(audit::registration_refused(now, account, "sign_up_refused")).await?;
        }
        checked
    }

    /// Writes down that an invitation did not hold, and gives back the error to answer with.
    pub(super) async fn invitation_refused(
        &self,
        account: &UserHandle,
        now: Timestamp,
    ) -> Result<CeremonyError, CeremonyError> {
        tracing::warn!(account = %account, "an invitation that is no longer open was refused");
        self.store.audit(audit::registration_refused(now, account, "invitation_invalid")).await?;
        Ok(CeremonyError::InvitationInvalid)
    }

    fn check_policy(&self, is_invited: bool) -> Result<(), CeremonyError> {
        match self.sign_up {
            SignUp::Closed => Err(CeremonyError::SignUpClosed),
            SignUp::Invitation if !is_invited => Err(CeremonyError::InvitationNeeded),
            SignUp::Invitation | SignUp::Open => Ok(()),
        }
    }
}
