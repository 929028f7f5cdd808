//! Somebody who was invited back to their account gets a key for it.

use shared::webauthn_json::RegistrationResponseJson;

use super::context::descriptor;
use super::registration::{credential, key_name_or_default, user_entity};
use super::{BegunRegistration, Ceremonies, CeremonyError, Finished};
use crate::audit;
use crate::delivery::Notice;
use crate::invitations::InvitationToken;
use crate::records::{Account, CeremonyId, CeremonyKind, CeremonyPurpose, InvitationPurpose, Proof};
use crate::sessions::Client;
use crate::store::Recovery;
use crate::webauthn::options::CreationRequest;

impl Ceremonies {
    /// The account that a token leads back to; refused when it leads to none, or to one that is locked.
    pub async fn account_to_recover(&self, token: &InvitationToken) -> Result<Account, CeremonyError> {
        let invitation = self.invitation(token).await?.ok_or(CeremonyError::InvitationInvalid)?;
        let InvitationPurpose::Recovery { account } = invitation.purpose else {
            return Err(CeremonyError::InvitationInvalid);
        };
        let account = self.store.account(&account).await?.ok_or(CeremonyError::AccountGone)?;
        if account.is_locked() { Err(CeremonyError::AccountLocked) } else { Ok(account) }
    }

    /// Begins the way back. The account's keys cannot be used for it, a suspended one neither: it may have been copied.
    pub async fn begin_recovery(&self, token: &InvitationToken) -> Result<BegunRegistration, CeremonyError> {
        let account = self.account_to_recover(token).await?;
        let purpose = CeremonyPurpose::Recover { account: account.id.clone(), invitation: token.id() };
        let exclude = self.store.credentials(&account.id).await?.iter().map(descriptor).collect();
        self.begin(CreationRequest::security_key(user_entity(&account), exclude), purpose).await
    }

    /// Finishes it: the invitation is spent, every session of the account ends, and the person is signed in with the new key.
    pub async fn finish_recovery(
        &self,
        id: &CeremonyId,
        key_name: Option<&str>,
        response: &RegistrationResponseJson,
        client: &Client,
    ) -> Result<Finished, CeremonyError> {
        let key_name = key_name_or_default(key_name)?;
        let (ceremony, now) = self.consume(id, CeremonyKind::Registration).await?;
        let CeremonyPurpose::Recover { account, invitation } = ceremony.purpose.clone() else {
            return Err(CeremonyError::Unknown);
        };
        let registered = self.verify(&ceremony, &account, response, now).await?;
        let credential = credential(registered, &account, key_name, now);
        let (session, token) = self.sessions.prepare(&account, Proof::SecurityKey(credential.id.clone()), client)?;
        let event = audit::account_recovered(now, &credential, &invitation);
        let messages = self.notices.of(&account, &Notice::Recovered).await?;
        let recovery =
            Recovery { credential: credential.clone(), session: session.clone(), invitation, event, messages };
        if let Err(error) = self.store.recover_account(recovery).await {
            return Err(match CeremonyError::from(error) {
                CeremonyError::Refused(refusal) => self.registration_refused(&account, refusal, now).await?,
                CeremonyError::InvitationInvalid => self.invitation_refused(&account, now).await?,
                error => error,
            });
        }
        self.notices.stored();
        tracing::info!(account = %account, credential = %credential.id, aaguid = %credential.aaguid, "account recovered");
        let account = self.store.account(&account).await?.ok_or(CeremonyError::AccountGone)?;
        Ok(Finished { account, credential, session: Some((session, token)) })
    }
}
