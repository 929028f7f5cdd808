//! Keys as the store sees them: what a ceremony checks has tests of its own.

use rp_server::clock::Clock as _;
use rp_server::records::{AuditKind, Proof};
use rp_server::store::{AddCredentialError, NewCredential, SignIn, SignInError, Store as _};

use super::Person;
use crate::answer::{Answer, Outcome, Why};
use crate::things::Way;

impl Person {
    pub(super) async fn key_sign_in(&mut self, browser: usize, key: u8) -> Outcome {
        let client = self.browsers[browser].client();
        let (session, token) =
            self.sessions.prepare(&self.account.id, Proof::SecurityKey(self.key_id(key)), &client).unwrap();
        let sign_in = SignIn {
            account: self.account.id.clone(),
            credential: self.key_id(key),
            expected_sign_count: 0,
            sign_count: 0,
            backup_state: false,
            user_verified: true,
            at: self.clock.now(),
            session: Some(session),
            replaces: client.previous.as_ref().map(|token| token.id()),
            event: self.event(AuditKind::SignedIn),
            messages: Vec::new(),
        };
        match self.store.sign_in(sign_in).await {
            Ok(_) => {
                self.browsers[browser].session = Some(token);
                Ok(Answer::SignedIn(vec![Way::Key]))
            }
            Err(SignInError::CredentialUnknown) => Err(Why::Unknown),
            Err(error) => panic!("{error}"),
        }
    }

    pub(super) async fn add_key(&self, browser: usize, key: u8) -> Outcome {
        self.may_change(browser).await?;
        let (credential, event) = (self.key(key), self.event(AuditKind::CredentialAdded));
        match self.store.add_credential(NewCredential { credential, event, messages: Vec::new() }).await {
            Ok(()) => Ok(Answer::Done),
            Err(AddCredentialError::CredentialRegistered) => Err(Why::AlreadyThere),
            Err(error) => panic!("{error}"),
        }
    }
}
