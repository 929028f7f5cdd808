//! A new key: with a new account, or for an account that exists.

use shared::ids::{CredentialId, UserHandle};
use shared::webauthn_json::{
    AttestationConveyance, AuthenticatorSelection, Extensions, PublicKeyCredentialCreationOptionsJson,
    RegistrationResponseJson, UserEntity,
};

use super::context::descriptor;
use super::{Ceremonies, CeremonyError, Finished};
use crate::audit;
use crate::delivery::Notice;
use crate::invitations::InvitationToken;
use crate::records::{
    Account, Ceremony, CeremonyId, CeremonyKind, CeremonyPurpose, Credential, InvitationId, Proof, Session, Timestamp,
    UserName, UserVerification,
};
use crate::sessions::{Client, SessionError};
use crate::store::{NewAccount, NewCredential};
use crate::tokens::RandomError;
use crate::webauthn::Refusal;
use crate::webauthn::options::{self, CeremonyState, CreationRequest, OFFERED_ALGORITHMS};
use crate::webauthn::registration::{self, Expectation, Registered};

/// What a key is called when nobody named it.
const UNNAMED_KEY: &str = "Security key";
/// WebAuthn L3 §14.6.1: random, and nothing about the person.
const USER_HANDLE_LENGTH: usize = 32;

/// Who wants an account.
#[derive(Debug)]
pub struct NewUser {
    /// As the person typed it.
    pub user_name: String,
    /// What people will be shown; the user name when absent.
    pub display_name: Option<String>,
    /// The invitation they came with, if any.
    pub invitation: Option<InvitationToken>,
}

/// A begun registration.
#[derive(Debug, Clone)]
pub struct BegunRegistration {
    /// Its name.
    pub ceremony: CeremonyId,
    /// What to ask the client for.
    pub options: PublicKeyCredentialCreationOptionsJson,
}

/// What the conformance profile lets a client choose (FIDO server API, `/attestation/options`).
#[derive(Debug, Clone, Default)]
pub(crate) struct Wishes {
    pub(crate) selection: Option<AuthenticatorSelection>,
    pub(crate) attestation: Option<AttestationConveyance>,
    pub(crate) extensions: Option<Extensions>,
}

impl Ceremonies {
    /// Begins an account with its first key.
    ///
    /// That a name is taken, and that the person may not create an account at all, is said at once: they would learn it in the
    /// end. Both are looked at again when the account is created.
    pub async fn begin_account(&self, user: NewUser) -> Result<BegunRegistration, CeremonyError> {
        let (account, purpose) = self.new_account(user).await?;
        self.begin(CreationRequest::security_key(account, Vec::new()), purpose).await
    }

    /// Finishes an account with its first key: the person is signed in.
    pub async fn finish_account(
        &self,
        id: &CeremonyId,
        key_name: Option<&str>,
        response: &RegistrationResponseJson,
        client: &Client,
    ) -> Result<Finished, CeremonyError> {
        // Before the ceremony is used up: a name that does not do costs no second touch.
        let key_name = key_name_or_default(key_name)?;
        let (ceremony, now) = self.consume(id, CeremonyKind::Registration).await?;
        let CeremonyPurpose::CreateAccount { account, user_name, display_name, invitation } = ceremony.purpose.clone()
        else {
            return Err(CeremonyError::Unknown);
        };
        self.check_sign_up(&account, invitation.as_ref(), now).await?;
        let registered = self.verify(&ceremony, &account, response, now).await?;
        let credential = credential(registered, &account, key_name, now);
        let account = new_account(account, user_name, display_name, now);
        let (session, token) = self.sessions.prepare(&account.id, Proof::SecurityKey(credential.id.clone()), client)?;
        self.create(&account, &credential, Some(session.clone()), invitation).await?;
        Ok(Finished { account, credential, session: Some((session, token)) })
    }

    /// Begins another key for who is signed in. Whether the proof is fresh enough is the caller's to check.
    pub async fn begin_key(&self, session: &Session) -> Result<BegunRegistration, CeremonyError> {
        let account = self.store.account(&session.account).await?.ok_or(CeremonyError::AccountGone)?;
        let purpose = CeremonyPurpose::AddCredential { account: account.id.clone(), session: Some(session.id) };
        let exclude = self.store.credentials(&account.id).await?.iter().map(descriptor).collect();
        self.begin(CreationRequest::security_key(user_entity(&account), exclude), purpose).await
    }

    /// Finishes another key, in the session that began it.
    pub async fn finish_key(
        &self,
        session: &Session,
        id: &CeremonyId,
        key_name: Option<&str>,
        response: &RegistrationResponseJson,
    ) -> Result<Credential, CeremonyError> {
        let key_name = key_name_or_default(key_name)?;
        let (ceremony, now) = self.consume(id, CeremonyKind::Registration).await?;
        let CeremonyPurpose::AddCredential { account, session: begun_in } = ceremony.purpose.clone() else {
            return Err(CeremonyError::Unknown);
        };
        if begun_in != Some(session.id) {
            return Err(CeremonyError::Unknown);
        }
        let registered = self.verify(&ceremony, &account, response, now).await?;
        let credential = credential(registered, &account, key_name, now);
        self.add(&credential, now).await?;
        Ok(credential)
    }

    /// Begins a registration of the conformance profile. `open` lets anybody add a key to an account that exists: that is
    /// what the conformance tools do, and what nobody else may.
    pub(crate) async fn begin_conformance_registration(
        &self,
        user: NewUser,
        wishes: Wishes,
        open: bool,
    ) -> Result<BegunRegistration, CeremonyError> {
        let name = UserName::new(&user.user_name)?;
        let existing = if open { self.store.account_by_name(&name).await? } else { None };
        let (entity, purpose, exclude) = match existing {
            Some(account) => {
                let purpose = CeremonyPurpose::AddCredential { account: account.id.clone(), session: None };
                let exclude = self.store.credentials(&account.id).await?.iter().map(descriptor).collect();
                (user_entity(&account), purpose, exclude)
            }
            None => {
                let (entity, purpose) = self.new_account(user).await?;
                (entity, purpose, Vec::new())
            }
        };
        let request = CreationRequest {
            user: entity,
            exclude,
            selection: wishes.selection.unwrap_or_default(),
            attestation: wishes.attestation.unwrap_or_default(),
            extensions: wishes.extensions,
        };
        self.begin(request, purpose).await
    }

    /// Finishes a registration of the conformance profile: no session begins.
    pub(crate) async fn finish_conformance_registration(
        &self,
        id: &CeremonyId,
        response: &RegistrationResponseJson,
    ) -> Result<(), CeremonyError> {
        let (ceremony, now) = self.consume(id, CeremonyKind::Registration).await?;
        match ceremony.purpose.clone() {
            CeremonyPurpose::CreateAccount { account, user_name, display_name, invitation } => {
                self.check_sign_up(&account, invitation.as_ref(), now).await?;
                let registered = self.verify(&ceremony, &account, response, now).await?;
                let credential = credential(registered, &account, UNNAMED_KEY.into(), now);
                let account = new_account(account, user_name, display_name, now);
                self.create(&account, &credential, None, invitation).await
            }
            CeremonyPurpose::AddCredential { account, session: None } => {
                let registered = self.verify(&ceremony, &account, response, now).await?;
                self.add(&credential(registered, &account, UNNAMED_KEY.into(), now), now).await
            }
            CeremonyPurpose::AddCredential { .. }
            | CeremonyPurpose::SignIn { .. }
            | CeremonyPurpose::Recover { .. } => Err(CeremonyError::Unknown),
        }
    }

    /// An account to be, under a name that is free so far.
    async fn new_account(&self, user: NewUser) -> Result<(UserEntity, CeremonyPurpose), CeremonyError> {
        let user_name = UserName::new(&user.user_name)?;
        let display_name = match &user.display_name {
            Some(name) => displayed_name(name, "display name")?,
            None => user_name.to_string(),
        };
        // First: whoever may not create an account is not told which names are taken.
        let invitation = self.admit(user.invitation.as_ref(), &user_name).await?;
        if self.store.account_by_name(&user_name).await?.is_some() {
            return Err(CeremonyError::UserNameTaken);
        }
        let mut handle = [0_u8; USER_HANDLE_LENGTH];
        getrandom::fill(&mut handle).map_err(|_| SessionError::Random(RandomError))?;
        let account = UserHandle::new(handle).map_err(options::OptionsError::from)?;
        let entity =
            UserEntity { id: account.clone(), name: user_name.to_string(), display_name: display_name.clone() };
        Ok((entity, CeremonyPurpose::CreateAccount { account, user_name, display_name, invitation }))
    }

    pub(super) async fn begin(
        &self,
        request: CreationRequest,
        purpose: CeremonyPurpose,
    ) -> Result<BegunRegistration, CeremonyError> {
        let excluded: Vec<CredentialId> = request.exclude.iter().map(|excluded| excluded.id.clone()).collect();
        let (options, state) = options::creation(&self.relying_party, request)?;
        let ceremony = self.remember(&options.challenge, purpose, excluded, &state).await?;
        Ok(BegunRegistration { ceremony, options })
    }

    pub(super) async fn verify(
        &self,
        ceremony: &Ceremony,
        account: &UserHandle,
        response: &RegistrationResponseJson,
        now: Timestamp,
    ) -> Result<Registered, CeremonyError> {
        let checked = CeremonyState::from_bytes(&ceremony.verifier_state).and_then(|state| {
            let expected = Expectation {
                relying_party: &self.relying_party,
                challenge: &ceremony.challenge,
                user_verification: ceremony.user_verification == UserVerification::Required,
                algorithms: &OFFERED_ALGORITHMS,
                excluded: &ceremony.credentials,
                state: &state,
                now,
            };
            registration::verify(response, &expected)
        });
        match checked {
            Ok(registered) => Ok(registered),
            Err(refusal) => Err(self.registration_refused(account, refusal, now).await?),
        }
    }

    async fn create(
        &self,
        account: &Account,
        credential: &Credential,
        session: Option<Session>,
        invitation: Option<InvitationId>,
    ) -> Result<(), CeremonyError> {
        let now = account.created_at;
        let event = audit::account_created(now, credential, invitation.as_ref());
        let new = NewAccount { account: account.clone(), credential: credential.clone(), session, invitation, event };
        if let Err(error) = self.store.create_account(new).await {
            return Err(match CeremonyError::from(error) {
                CeremonyError::Refused(refusal) => self.registration_refused(&account.id, refusal, now).await?,
                CeremonyError::InvitationInvalid => self.invitation_refused(&account.id, now).await?,
                error => error,
            });
        }
        tracing::info!(account = %account.id, credential = %credential.id, aaguid = %credential.aaguid, "account created");
        Ok(())
    }

    async fn add(&self, credential: &Credential, now: Timestamp) -> Result<(), CeremonyError> {
        let event = audit::credential_added(now, credential);
        let notice = Notice::KeyAdded { name: credential.name.clone() };
        let messages = self.notices.of(&credential.account, &notice).await?;
        let new = NewCredential { credential: credential.clone(), event, messages };
        if let Err(error) = self.store.add_credential(new).await {
            return Err(match CeremonyError::from(error) {
                CeremonyError::Refused(refusal) => self.registration_refused(&credential.account, refusal, now).await?,
                error => error,
            });
        }
        self.notices.stored();
        tracing::info!(account = %credential.account, credential = %credential.id, aaguid = %credential.aaguid, "key added");
        Ok(())
    }

    /// Writes the refusal down, and gives it back as the error to answer with.
    pub(super) async fn registration_refused(
        &self,
        account: &UserHandle,
        refusal: Refusal,
        now: Timestamp,
    ) -> Result<CeremonyError, CeremonyError> {
        tracing::warn!(account = %account, code = refusal.code(), reason = %refusal, "registration refused");
        self.store.audit(audit::registration_refused(now, account, refusal.code())).await?;
        Ok(refusal.into())
    }
}

fn new_account(id: UserHandle, user_name: UserName, display_name: String, now: Timestamp) -> Account {
    Account { id, user_name, display_name, created_at: now, language: None, locked_at: None }
}

pub(super) fn user_entity(account: &Account) -> UserEntity {
    UserEntity {
        id: account.id.clone(),
        name: account.user_name.to_string(),
        display_name: account.display_name.clone(),
    }
}

pub(super) fn credential(registered: Registered, account: &UserHandle, name: String, now: Timestamp) -> Credential {
    Credential {
        id: registered.id,
        account: account.clone(),
        public_key: registered.public_key,
        // Every algorithm's number fits.
        algorithm: i32::try_from(registered.algorithm.id()).unwrap_or_default(),
        sign_count: registered.sign_count,
        aaguid: registered.aaguid,
        transports: registered.transports,
        name,
        backup_eligible: registered.backup_eligible,
        backup_state: registered.backup_state,
        uv_initialized: registered.user_verified,
        attestation: registered.attestation,
        created_at: now,
        last_used_at: None,
        suspected_clone_at: None,
    }
}

pub(super) fn key_name_or_default(name: Option<&str>) -> Result<String, CeremonyError> {
    name.map_or_else(|| Ok(UNNAMED_KEY.to_owned()), |name| displayed_name(name, "key's name"))
}

/// A name that people are shown: 1 to 64 characters once blanks around it are dropped, without controls.
pub(crate) fn displayed_name(name: &str, what: &'static str) -> Result<String, CeremonyError> {
    let name = name.trim();
    let good = (1..=64).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if good { Ok(name.to_owned()) } else { Err(CeremonyError::DisplayedName(what)) }
}
