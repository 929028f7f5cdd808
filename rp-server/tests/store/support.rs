//! Records to store, and a store to put them in.

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rp_server::records::{
    Account, Argument, ArgumentValue, Attestation, AttestationVerdict, AuditEvent, AuditKind, Ceremony, CeremonyId,
    CeremonyPurpose, Channel, Contact, ContactFingerprint, ContactId, ContactKind, Credential, Invitation,
    InvitationId, InvitationPurpose, MessageKind, MessageState, OutboxId, OutboxMessage, Proof, Sealed, Session,
    SessionId, Timestamp, UserName, UserVerification,
};
use rp_server::store::{
    AccountLock, NewAccount, NewContact, NewCredential, NewInvitation, Recovery, RemovedContact, RemovedCredential,
    SignIn, SledStore, Store, Suspension,
};
use shared::ids::{Aaguid, Challenge, CredentialId, UserHandle};
use tempfile::TempDir;

pub(crate) const START: Timestamp = Timestamp::from_unix_millis(1_770_000_000_000);
pub(crate) const FIVE_MINUTES: Duration = Duration::from_secs(300);

/// A store in a folder that goes when it does.
pub(crate) struct TestStore {
    // The store is dropped before its folder.
    store: Arc<SledStore>,
    folder: TempDir,
}

impl TestStore {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { store: Arc::new(SledStore::open(folder.path()).unwrap()), folder }
    }

    /// For tasks of their own.
    pub(crate) fn shared(&self) -> Arc<SledStore> {
        Arc::clone(&self.store)
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Ends the store without closing it, as far as a living process can, and opens it again.
    pub(crate) fn reopened(self) -> Self {
        let Self { store, folder } = self;
        drop(Arc::try_unwrap(store).ok().expect("nobody else uses the store"));
        Self { store: Arc::new(SledStore::open(folder.path()).unwrap()), folder }
    }

    /// Closes the store in order, and opens it again.
    pub(crate) async fn closed_and_reopened(self) -> Self {
        self.store.close().await.unwrap();
        self.reopened()
    }
}

impl Deref for TestStore {
    type Target = SledStore;

    fn deref(&self) -> &SledStore {
        &self.store
    }
}

pub(crate) fn after(millis: u64) -> Timestamp {
    START.plus(Duration::from_millis(millis))
}

pub(crate) fn handle(n: u16) -> UserHandle {
    UserHandle::new([n.to_be_bytes().as_slice(), &[0xaa; 30]].concat()).unwrap()
}

pub(crate) fn credential_id(n: u16) -> CredentialId {
    CredentialId::new([n.to_be_bytes().as_slice(), &[0xbb; 14]].concat()).unwrap()
}

pub(crate) fn session_id(n: u16) -> SessionId {
    SessionId::of_token(&n.to_be_bytes())
}

pub(crate) fn name(n: u16) -> UserName {
    UserName::new(&format!("user{n}")).unwrap()
}

pub(crate) fn account(n: u16) -> Account {
    Account {
        id: handle(n),
        user_name: name(n),
        display_name: format!("User {n}"),
        created_at: START,
        language: None,
        locked_at: None,
    }
}

pub(crate) fn credential(n: u16, owner: u16) -> Credential {
    Credential {
        id: credential_id(n),
        account: handle(owner),
        public_key: vec![0xa5; 77],
        algorithm: -7,
        sign_count: 0,
        aaguid: Aaguid([9; 16]),
        transports: vec!["usb".into()],
        name: "Blue key".into(),
        backup_eligible: false,
        backup_state: false,
        uv_initialized: true,
        attestation: Attestation { format: "packed".into(), verdict: AttestationVerdict::Trusted },
        created_at: after(u64::from(n)),
        last_used_at: None,
        suspected_clone_at: None,
    }
}

pub(crate) fn session(n: u16, owner: u16, credential: u16) -> Session {
    Session {
        id: session_id(n),
        account: handle(owner),
        proof: Proof::SecurityKey(credential_id(credential)),
        created_at: after(u64::from(n)),
        last_proof_at: START,
        idle_expires_at: START.plus(Duration::from_secs(1800)),
        expires_at: START.plus(Duration::from_secs(12 * 3600)),
        user_agent: None,
    }
}

pub(crate) fn event(kind: AuditKind, owner: u16) -> AuditEvent {
    AuditEvent { at: START, kind, account: Some(handle(owner)), credential: None, detail: String::new(), actor: None }
}

/// Account `n` with credential `n` and no session.
pub(crate) fn new_account(n: u16) -> NewAccount {
    NewAccount {
        account: account(n),
        credential: credential(n, n),
        session: None,
        invitation: None,
        event: event(AuditKind::AccountCreated, n),
    }
}

pub(crate) fn new_credential(n: u16, owner: u16) -> NewCredential {
    NewCredential {
        credential: credential(n, owner),
        event: event(AuditKind::CredentialAdded, owner),
        messages: Vec::new(),
    }
}

pub(crate) fn removal(n: u16, owner: u16) -> RemovedCredential {
    RemovedCredential {
        account: handle(owner),
        credential: credential_id(n),
        may_be_last: false,
        event: event(AuditKind::CredentialRemoved, owner),
        messages: Vec::new(),
    }
}

/// Invitation `n`, good for five minutes.
pub(crate) fn invitation(n: u16, purpose: InvitationPurpose) -> Invitation {
    Invitation { id: invitation_id(n), purpose, created_at: after(u64::from(n)), expires_at: START.plus(FIVE_MINUTES) }
}

pub(crate) fn invitation_id(n: u16) -> InvitationId {
    InvitationId::of_token(&n.to_be_bytes())
}

/// Leave to create an account: with name `only`, or with any.
pub(crate) fn for_new_account(only: Option<u16>) -> InvitationPurpose {
    InvitationPurpose::NewAccount { user_name: only.map(name) }
}

/// Leave to come back to account `owner`.
pub(crate) fn for_recovery(owner: u16) -> InvitationPurpose {
    InvitationPurpose::Recovery { account: handle(owner) }
}

pub(crate) fn new_invitation(n: u16, purpose: InvitationPurpose) -> NewInvitation {
    let who = match &purpose {
        InvitationPurpose::NewAccount { .. } => None,
        InvitationPurpose::Recovery { account } => Some(account.clone()),
    };
    let event = AuditEvent { account: who, ..event(AuditKind::InvitationCreated, 0) };
    NewInvitation { invitation: invitation(n, purpose), event }
}

/// Account `n` created by invitation.
pub(crate) fn invited_account(n: u16, invitation: u16) -> NewAccount {
    NewAccount { invitation: Some(invitation_id(invitation)), ..new_account(n) }
}

/// Credential `n` for account `owner`, by invitation, with session `n`.
pub(crate) fn recovery(n: u16, owner: u16, invitation: u16) -> Recovery {
    Recovery {
        credential: credential(n, owner),
        session: session(n, owner, n),
        invitation: invitation_id(invitation),
        event: event(AuditKind::AccountRecovered, owner),
        messages: Vec::new(),
    }
}

pub(crate) fn lock(n: u16) -> AccountLock {
    AccountLock { account: handle(n), at: after(8), event: event(AuditKind::AccountLocked, n) }
}

pub(crate) fn suspension(n: u16, owner: u16) -> Suspension {
    Suspension {
        credential: credential_id(n),
        at: after(7),
        event: event(AuditKind::CloneSuspected, owner),
        messages: Vec::new(),
    }
}

/// Credential `n` of account `owner` signs in: its counter goes from `from` to `to`, and session `session` begins.
pub(crate) fn signing_in(n: u16, owner: u16, from: u32, to: u32, session_number: u16) -> SignIn {
    SignIn {
        account: handle(owner),
        credential: credential_id(n),
        expected_sign_count: from,
        sign_count: to,
        backup_state: false,
        user_verified: true,
        at: after(1000),
        session: Some(session(session_number, owner, n)),
        replaces: None,
        event: event(AuditKind::SignedIn, owner),
        messages: Vec::new(),
    }
}

pub(crate) fn ceremony(n: u16) -> Ceremony {
    let challenge = Challenge::new([n.to_be_bytes().as_slice(), &[0xcc; 30]].concat()).unwrap();
    Ceremony {
        id: CeremonyId::of_challenge(&challenge),
        purpose: CeremonyPurpose::SignIn { account: Some(handle(n)) },
        challenge,
        user_verification: UserVerification::Required,
        credentials: vec![credential_id(n)],
        verifier_state: vec![],
        created_at: START,
        expires_at: START.plus(FIVE_MINUTES),
    }
}

pub(crate) fn contact_id(n: u16) -> ContactId {
    ContactId::from_bytes([[0xdd; 14].as_slice(), &n.to_be_bytes()].concat().try_into().unwrap())
}

/// Contact `n` of account `owner`; an address of its own for each `address`.
pub(crate) fn contact(n: u16, owner: u16, address: u8) -> Contact {
    Contact {
        id: contact_id(n),
        account: handle(owner),
        kind: ContactKind::Phone,
        value: Sealed::new(vec![address; 40]),
        fingerprint: ContactFingerprint::from_bytes([address; 32]),
        added_at: after(u64::from(n)),
        verified_at: None,
        last_used_at: None,
    }
}

pub(crate) fn new_contact(n: u16, owner: u16, address: u8) -> NewContact {
    NewContact {
        contact: contact(n, owner, address),
        event: event(AuditKind::CredentialAdded, owner),
        messages: vec![],
    }
}

pub(crate) fn contact_removal(n: u16, owner: u16) -> RemovedContact {
    RemovedContact {
        account: handle(owner),
        contact: contact_id(n),
        event: event(AuditKind::CredentialRemoved, owner),
        messages: vec![],
    }
}

pub(crate) fn outbox_id(n: u16) -> OutboxId {
    OutboxId::from_bytes([n.to_be_bytes().as_slice(), &[0xee; 14]].concat().try_into().unwrap())
}

/// Message `n` about account `owner`, which is due `due` milliseconds after the start.
pub(crate) fn message(n: u16, owner: u16, due: u64) -> OutboxMessage {
    let argument = |name: &str, value| Argument { name: name.into(), value };
    OutboxMessage {
        id: outbox_id(n),
        account: Some(handle(owner)),
        kind: MessageKind::Code,
        channel: Channel::Sms,
        destination: Sealed::new(vec![7; 40]),
        destination_hint: "SE …67".into(),
        language: "sv".into(),
        words: "code".into(),
        arguments: vec![
            argument("code", ArgumentValue::Secret(Sealed::new(vec![8; 34]))),
            argument("key", ArgumentValue::Name("Blå nyckel".into())),
            argument("minutes", ArgumentValue::Count(10)),
        ],
        created_at: START,
        not_before: after(due),
        expires_at: START.plus(Duration::from_secs(600)),
        attempts: 0,
        problem: None,
        state: MessageState::Pending,
        state_since: START,
        provider_id: None,
        delivered_at: None,
    }
}
