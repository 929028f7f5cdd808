//! Signing in with a registered key.

use shared::ids::CredentialId;
use shared::webauthn_json::{AuthenticationResponseJson, Extensions, PublicKeyCredentialRequestOptionsJson};

use super::context::descriptor;
use super::{Ceremonies, CeremonyError, Finished};
use crate::audit;
use crate::delivery::Notice;
use crate::records::{
    Account, Ceremony, CeremonyId, CeremonyKind, CeremonyPurpose, Credential, Proof, Session, SessionId, Timestamp,
    UserName, UserVerification,
};
use crate::sessions::Client;
use crate::store::{self, SignInError, SuspendError};
use crate::webauthn::Refusal;
use crate::webauthn::assertion::{self, Expectation, Verdict};
use crate::webauthn::options::{self, CeremonyState, OptionsError};

/// A begun sign-in.
#[derive(Debug, Clone)]
pub struct BegunSignIn {
    /// Its name.
    pub ceremony: CeremonyId,
    /// What to ask the client for.
    pub options: PublicKeyCredentialRequestOptionsJson,
}

impl Ceremonies {
    /// Begins a sign-in: of the named account, or of whomever the key says.
    ///
    /// A name that nobody has gets an answer of the same shape, the same one every time.
    pub async fn begin_sign_in(&self, user_name: Option<&str>) -> Result<BegunSignIn, CeremonyError> {
        self.begin_sign_in_with(user_name, None).await
    }

    /// As [`Self::begin_sign_in`], with client extension inputs: the conformance profile's.
    pub(crate) async fn begin_sign_in_with(
        &self,
        user_name: Option<&str>,
        extensions: Option<Extensions>,
    ) -> Result<BegunSignIn, CeremonyError> {
        let begun = self.begin_sign_in_at_once(user_name, extensions);
        // Who asks for nobody by name learns nothing from the time.
        if user_name.is_some() { self.pace.keep(begun).await } else { begun.await }
    }

    async fn begin_sign_in_at_once(
        &self,
        user_name: Option<&str>,
        extensions: Option<Extensions>,
    ) -> Result<BegunSignIn, CeremonyError> {
        let (account, allow) = match user_name {
            None => (None, Vec::new()),
            Some(user_name) => {
                let name = UserName::new(user_name)?;
                let (decoy, decoy_credentials) = self.decoys.of(&name).map_err(OptionsError::from)?;
                match self.store.account_by_name(&name).await? {
                    Some(account) => {
                        let allow: Vec<_> = self.store.credentials(&account.id).await?.iter().map(descriptor).collect();
                        // An account whose keys are all gone must not be told from a name that nobody has.
                        let allow = if allow.is_empty() { decoy_credentials } else { allow };
                        (Some(account.id), allow)
                    }
                    None => {
                        // The same look-up as for an account that exists, which takes about as long: the pace hides the rest.
                        self.store.credentials(&decoy).await?;
                        (Some(decoy), decoy_credentials)
                    }
                }
            }
        };
        let allowed: Vec<CredentialId> = allow.iter().map(|allowed| allowed.id.clone()).collect();
        let (options, state) = options::request(&self.relying_party, allow, extensions)?;
        let purpose = CeremonyPurpose::SignIn { account };
        let ceremony = self.remember(&options.challenge, purpose, allowed, &state).await?;
        Ok(BegunSignIn { ceremony, options })
    }

    /// Finishes a sign-in with a session. The one that the client comes with, if any, is replaced.
    pub async fn finish_sign_in(
        &self,
        id: &CeremonyId,
        response: &AuthenticationResponseJson,
        client: &Client,
    ) -> Result<Finished, CeremonyError> {
        let (credential, verdict, now) = self.check_sign_in(id, response).await?;
        let opened = self.sessions.prepare(&credential.account, Proof::SecurityKey(credential.id.clone()), client)?;
        let replaced = self.replaced(client, &credential, now).await?;
        let (account, credential) = self.record(credential, verdict, Some(opened.0.clone()), replaced, now).await?;
        Ok(Finished { account, credential, session: Some(opened) })
    }

    /// Finishes a sign-in of the conformance profile: no session begins.
    pub(crate) async fn finish_conformance_sign_in(
        &self,
        id: &CeremonyId,
        response: &AuthenticationResponseJson,
    ) -> Result<(), CeremonyError> {
        let (credential, verdict, now) = self.check_sign_in(id, response).await?;
        self.record(credential, verdict, None, None, now).await.map(|_| ())
    }

    /// Uses the ceremony up and checks the answer.
    async fn check_sign_in(
        &self,
        id: &CeremonyId,
        response: &AuthenticationResponseJson,
    ) -> Result<(Credential, Verdict, Timestamp), CeremonyError> {
        let (ceremony, now) = self.consume(id, CeremonyKind::Assertion).await?;
        let CeremonyPurpose::SignIn { account } = &ceremony.purpose else { return Err(CeremonyError::Unknown) };
        let Some(credential) = self.store.credential(&response.id).await? else {
            self.sign_in_refused(response, &ceremony, None, &Refusal::CredentialUnknown, now).await?;
            return Err(Refusal::CredentialUnknown.into());
        };
        let state = CeremonyState::from_bytes(&ceremony.verifier_state)?;
        let expected = Expectation {
            relying_party: &self.relying_party,
            challenge: &ceremony.challenge,
            user_verification: ceremony.user_verification == UserVerification::Required,
            account: account.as_ref(),
            allowed: &ceremony.credentials,
            extensions: &state.extensions(),
        };
        match assertion::verify(response, &credential, &expected) {
            Ok(verdict) => Ok((credential, verdict, now)),
            Err(Refusal::CounterNotAdvanced { stored, received }) => {
                Err(self.suspend(&credential, stored, received, now).await?)
            }
            Err(refusal) => {
                self.sign_in_refused(response, &ceremony, Some(&credential), &refusal, now).await?;
                Err(refusal.into())
            }
        }
    }

    /// The session that a proof with `credential` replaces: what the client has, if it is of the same account.
    async fn replaced(
        &self,
        client: &Client,
        credential: &Credential,
        now: Timestamp,
    ) -> Result<Option<SessionId>, CeremonyError> {
        let Some(previous) = &client.previous else { return Ok(None) };
        let session = self.store.session(&previous.id(), now).await?;
        Ok(session.filter(|session| session.account == credential.account).map(|session| session.id))
    }

    /// The one durable update of a sign-in: counter, session and audit.
    async fn record(
        &self,
        credential: Credential,
        verdict: Verdict,
        session: Option<Session>,
        replaced: Option<SessionId>,
        now: Timestamp,
    ) -> Result<(Account, Credential), CeremonyError> {
        let mut expected_sign_count = credential.sign_count;
        loop {
            let sign_in = store::SignIn {
                account: credential.account.clone(),
                credential: credential.id.clone(),
                expected_sign_count,
                sign_count: verdict.sign_count,
                backup_state: verdict.backup_state,
                user_verified: verdict.user_verified,
                at: now,
                session: session.clone(),
                replaces: replaced,
                event: if replaced.is_some() {
                    audit::proved(now, &credential)
                } else {
                    audit::signed_in(now, &credential)
                },
                messages: Vec::new(),
            };
            match self.store.sign_in(sign_in).await {
                Ok((account, credential)) => {
                    tracing::info!(account = %account.id, credential = %credential.id, "signed in");
                    return Ok((account, credential));
                }
                // Another sign-in was faster. The counter rule holds against what it left; each turn it is higher.
                Err(SignInError::CounterMoved { stored }) => {
                    match assertion::check_counter(stored, verdict.sign_count) {
                        Ok(()) => expected_sign_count = stored,
                        Err(_) => return Err(self.suspend(&credential, stored, verdict.sign_count, now).await?),
                    }
                }
                Err(SignInError::CredentialUnknown) => return Err(Refusal::CredentialUnknown.into()),
                Err(SignInError::CredentialSuspended) => return Err(Refusal::CredentialSuspended.into()),
                // Only now: whether an account is locked is told to nobody but its person.
                Err(SignInError::AccountLocked) => {
                    tracing::warn!(account = %credential.account, "sign-in to a locked account refused");
                    let (account, id) = (&credential.account, &credential.id);
                    self.store.audit(audit::sign_in_refused(now, Some(account), id, "account_locked")).await?;
                    return Err(CeremonyError::AccountLocked);
                }
                Err(SignInError::Failed(failure)) => return Err(failure.into()),
            }
        }
    }

    /// Marks a key whose counter went back, and gives back the error to answer with.
    async fn suspend(
        &self,
        credential: &Credential,
        stored: u32,
        received: u32,
        now: Timestamp,
    ) -> Result<CeremonyError, CeremonyError> {
        tracing::warn!(account = %credential.account, credential = %credential.id, stored, received,
            "a signature counter went back: the key is suspended");
        let notice = Notice::KeySuspended { name: credential.name.clone() };
        let change = store::Suspension {
            credential: credential.id.clone(),
            at: now,
            event: audit::clone_suspected(now, credential, stored, received),
            messages: self.notices.of(&credential.account, &notice).await?,
        };
        match self.store.suspend_credential(change).await {
            // Removed meanwhile: nobody can sign in with it any more.
            Ok(()) | Err(SuspendError::CredentialUnknown) => {
                self.notices.stored();
                Ok(Refusal::CounterNotAdvanced { stored, received }.into())
            }
            Err(SuspendError::Failed(failure)) => Err(failure.into()),
        }
    }

    async fn sign_in_refused(
        &self,
        response: &AuthenticationResponseJson,
        ceremony: &Ceremony,
        credential: Option<&Credential>,
        refusal: &Refusal,
        now: Timestamp,
    ) -> Result<(), CeremonyError> {
        let named = if let CeremonyPurpose::SignIn { account } = &ceremony.purpose { account.as_ref() } else { None };
        let account = credential.map(|credential| &credential.account).or(named);
        tracing::warn!(credential = %response.id, code = refusal.code(), reason = %refusal, "sign-in refused");
        self.store.audit(audit::sign_in_refused(now, account, &response.id, refusal.code())).await?;
        Ok(())
    }
}
