//! Records that follow from a number, so that writer and check agree on them without talking.

use std::time::Duration;

use rp_server::records::{
    Account, Attestation, AttestationVerdict, AuditEvent, AuditKind, Ceremony, CeremonyId, CeremonyPurpose, Credential,
    Proof, Session, SessionId, Timestamp, UserName, UserVerification,
};
use rp_server::store::{NewAccount, NewCredential, RemovedCredential, SignIn};
use shared::ids::{Aaguid, Challenge, CredentialId, UserHandle};

/// The time at which everything here happens.
pub const NOW: Timestamp = Timestamp::from_unix_millis(1_770_000_000_000);

/// A person, known by a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject(pub u64);

/// Which of a person's two keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The one the account was created with.
    First,
    /// One that is added and removed.
    Second,
}

impl Subject {
    /// The account's id.
    pub fn handle(self) -> UserHandle {
        UserHandle::new(self.spread(0)).expect("32 bytes are a user handle")
    }

    /// The account's user name.
    pub fn name(self) -> UserName {
        UserName::new(&format!("person-{}", self.0)).expect("a plain word is a user name")
    }

    /// The id of one of the person's keys.
    pub fn credential_id(self, key: Key) -> CredentialId {
        CredentialId::new(self.spread(1 + key as u8)).expect("32 bytes are a credential id")
    }

    /// The id of the person's session with this number.
    pub fn session_id(self, number: u32) -> SessionId {
        SessionId::of_token(&[&self.spread(3), number.to_be_bytes().as_slice()].concat())
    }

    /// The person's ceremony with this number.
    pub fn ceremony(self, number: u32) -> Ceremony {
        let challenge = [&self.spread(4), number.to_be_bytes().as_slice()].concat();
        let challenge = Challenge::new(challenge).expect("36 bytes are a challenge");
        Ceremony {
            id: CeremonyId::of_challenge(&challenge),
            purpose: CeremonyPurpose::SignIn { account: Some(self.handle()) },
            challenge,
            user_verification: UserVerification::Required,
            credentials: vec![self.credential_id(Key::First)],
            verifier_state: Vec::new(),
            created_at: NOW,
            expires_at: NOW.plus(Duration::from_secs(300)),
        }
    }

    /// The account with its first key and session 0.
    pub fn new_account(self) -> NewAccount {
        NewAccount {
            account: Account {
                id: self.handle(),
                user_name: self.name(),
                display_name: format!("Person {}", self.0),
                created_at: NOW,
                language: None,
                locked_at: None,
            },
            credential: self.credential(Key::First),
            session: Some(self.session(0)),
            invitation: None,
            event: self.event(AuditKind::AccountCreated),
        }
    }

    /// The second key.
    pub fn second_key(self) -> NewCredential {
        NewCredential {
            credential: self.credential(Key::Second),
            event: self.event(AuditKind::CredentialAdded),
            messages: Vec::new(),
        }
    }

    /// The second key's end.
    pub fn without_second_key(self) -> RemovedCredential {
        RemovedCredential {
            account: self.handle(),
            credential: self.credential_id(Key::Second),
            may_be_last: false,
            event: self.event(AuditKind::CredentialRemoved),
            messages: Vec::new(),
        }
    }

    /// The sign-in with which the first key's counter becomes `counter` and the session of that number begins.
    pub fn sign_in(self, counter: u32) -> SignIn {
        SignIn {
            account: self.handle(),
            credential: self.credential_id(Key::First),
            expected_sign_count: counter - 1,
            sign_count: counter,
            backup_state: false,
            user_verified: true,
            at: NOW,
            session: Some(self.session(counter)),
            replaces: None,
            event: self.event(AuditKind::SignedIn),
            messages: Vec::new(),
        }
    }

    /// Something about this person for the audit.
    pub fn event(self, kind: AuditKind) -> AuditEvent {
        AuditEvent { at: NOW, kind, account: Some(self.handle()), credential: None, detail: String::new(), actor: None }
    }

    fn credential(self, key: Key) -> Credential {
        Credential {
            id: self.credential_id(key),
            account: self.handle(),
            public_key: vec![0xa5; 77],
            algorithm: -7,
            sign_count: 0,
            aaguid: Aaguid::ZERO,
            transports: vec!["usb".into()],
            name: "Security key".into(),
            backup_eligible: false,
            backup_state: false,
            uv_initialized: true,
            attestation: Attestation { format: "none".into(), verdict: AttestationVerdict::None },
            created_at: NOW,
            last_used_at: None,
            suspected_clone_at: None,
        }
    }

    fn session(self, number: u32) -> Session {
        Session {
            id: self.session_id(number),
            account: self.handle(),
            proof: Proof::SecurityKey(self.credential_id(Key::First)),
            created_at: NOW,
            last_proof_at: NOW,
            idle_expires_at: NOW.plus(Duration::from_secs(1800)),
            expires_at: NOW.plus(Duration::from_secs(43_200)),
            user_agent: None,
        }
    }

    /// 32 bytes that differ for every person and kind, scattered so that neighbours do not lie on one page of the database.
    fn spread(self, kind: u8) -> [u8; 32] {
        let mut bytes = [kind; 32];
        let scattered = self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
        bytes[..8].copy_from_slice(&scattered);
        bytes[8..16].copy_from_slice(&self.0.to_be_bytes());
        bytes
    }
}
