//! What version 1 wrote is read for ever: the bytes in `golden/` were written once and are never written again.

use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use rp_server::records::{
    Account, Actor, Allowance, AllowanceId, Answer, AppId, AuditEntry, AuditEvent, AuditKind, AuthenticatorApp,
    Ceremony, CeremonyPurpose, Channel, CodeHash, CodeId, CodeTarget, Contact, ContactKind, Credential, DefaultMethod,
    Failures, FailuresId, Invitation, MessageKind, MessageState, MethodKind, NewAddress, OutboxId, OutboxMessage,
    Password, PendingCode, PendingPurpose, PendingSignIn, PendingSignInId, Proof, Record, RecordError, RecoveryCode,
    RemovedId, RemovedMethod, RemovedThing, Replacement, Sealed, SecurityInfo, Session, StoredCeremony, TrustedDevice,
    TrustedDeviceId, UserName, Verification,
};

use crate::support::*;

/// Compares a record with the golden bytes of the newest version, and reads them back.
///
/// For a new version: add a file `NAME.v3.hex`, keep the old ones, and assert what an old one reads as.
fn is_golden<R: Record + Debug + PartialEq>(name: &str, record: &R) {
    let written: String = record.to_stored().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(golden(name), written, "{name}");
    reads_as(name, record);
}

/// Golden bytes, of whatever version, read as this.
fn reads_as<R: Record + Debug + PartialEq>(name: &str, record: &R) {
    let golden = golden(name);
    let bytes: Vec<u8> =
        (0..golden.len()).step_by(2).map(|at| u8::from_str_radix(&golden[at..at + 2], 16).unwrap()).collect();
    assert_eq!(R::from_stored(&bytes).unwrap(), *record);
}

fn golden(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/store/golden").join(format!("{name}.hex"));
    fs::read_to_string(&path).unwrap_or_default().trim().to_owned()
}

fn used_credential() -> Credential {
    Credential {
        sign_count: 70_000,
        transports: vec!["usb".into(), "nfc".into()],
        backup_eligible: true,
        backup_state: true,
        last_used_at: Some(after(5)),
        suspected_clone_at: Some(after(6)),
        ..credential(2, 1)
    }
}

fn audit_entry() -> AuditEntry {
    let first = AuditEntry::first(AuditEvent { account: None, ..event(AuditKind::SignInRefused, 1) });
    first.followed_by(AuditEvent {
        credential: Some(credential_id(1)),
        detail: "origin_mismatch".into(),
        ..event(AuditKind::CloneSuspected, 1)
    })
}

fn entry_by_operator() -> AuditEntry {
    audit_entry().followed_by(AuditEvent {
        detail: "Blue key".into(),
        actor: Some(Actor::Operator),
        ..event(AuditKind::CredentialRemoved, 1)
    })
}

fn create_account(invitation: Option<u16>) -> StoredCeremony {
    ceremony_for(CeremonyPurpose::CreateAccount {
        account: handle(1),
        user_name: name(1),
        display_name: "Åsa".into(),
        invitation: invitation.map(invitation_id),
    })
}

fn add_credential() -> StoredCeremony {
    ceremony_for(CeremonyPurpose::AddCredential { account: handle(1), session: Some(session_id(1)) })
}

fn pending() -> StoredCeremony {
    StoredCeremony::Pending(Box::new(ceremony(1)))
}

fn used_contact() -> Contact {
    let contact = contact(3, 1, 5);
    Contact { kind: ContactKind::Email, verified_at: Some(after(8)), last_used_at: Some(after(9)), ..contact }
}

fn dead_message() -> OutboxMessage {
    OutboxMessage {
        account: None,
        kind: MessageKind::SecurityNotice,
        channel: Channel::Mail,
        attempts: 16,
        problem: Some("SMTP 550".into()),
        state: MessageState::Dead,
        state_since: after(77),
        provider_id: Some("SM0123".into()),
        delivered_at: Some(after(78)),
        ..message(2, 1, 5)
    }
}

fn ceremony_for(purpose: CeremonyPurpose) -> StoredCeremony {
    StoredCeremony::Pending(Box::new(Ceremony { purpose, verifier_state: vec![1, 2, 3], ..ceremony(1) }))
}

fn new_address() -> NewAddress {
    let Contact { id, kind, value, fingerprint, .. } = contact(3, 1, 5);
    NewAddress { id, kind, value, fingerprint }
}

/// With something in every member.
fn security_info() -> SecurityInfo {
    let app = AuthenticatorApp {
        id: AppId::from_bytes([9; 16]),
        name: "Telefon".into(),
        seed: Sealed::new(vec![1, 2, 3]),
        added_at: START,
        last_used_at: Some(after(1)),
        last_step: 59_000_000,
    };
    let device = TrustedDevice {
        id: TrustedDeviceId::from_bytes([8; 32]),
        name: "Dator".into(),
        trusted_at: START,
        last_used_at: after(2),
    };
    let hash = String::from("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA");
    SecurityInfo {
        account: handle(1),
        revision: 7,
        password: Some(Password { hash: hash.clone(), set_at: START, is_enough_alone: true }),
        apps: vec![app],
        two_step_since: Some(after(1)),
        default: Some(DefaultMethod { kind: MethodKind::Sms, which: Some([5; 16]) }),
        answers: vec![Answer { question: "Vad?".into(), hash }],
        devices: vec![device],
        verification: Verification {
            first_reminded_at: Some(START),
            postponed_until: Some(after(3)),
            verified_at: Some(after(4)),
            last_seen_at: Some(after(5)),
        },
        replacement: Some(Replacement { contact: new_address(), requested_at: START }),
    }
}

fn removed(what: RemovedThing) -> RemovedMethod {
    RemovedMethod { id: RemovedId::from_bytes([4; 16]), account: handle(1), removed_at: START, what }
}

fn pending_code() -> PendingCode {
    PendingCode {
        id: CodeId::from_bytes([6; 32]),
        account: Some(handle(1)),
        method: MethodKind::Sms,
        target: CodeTarget::New(new_address()),
        hash: CodeHash::from_bytes([7; 32]),
        created_at: START,
        message: Some(OutboxId::from_bytes([2; 16])),
        confirmed_at: Some(after(1)),
    }
}

fn pending_sign_in() -> PendingSignIn {
    PendingSignIn {
        id: PendingSignInId::from_bytes([3; 32]),
        purpose: PendingPurpose::Reset,
        user_name: UserName::new("anna").unwrap(),
        account: None,
        proved: vec![MethodKind::Password],
        started_at: START,
        expires_at: after(900_000),
    }
}

#[test]
fn old_versions_are_read() {
    reads_as("account.v1", &account(1));
    reads_as("account.v2", &Account { language: Some("sv".into()), ..account(1) });
    reads_as("session.v1", &session(1, 1, 1));
    reads_as("ceremony-used.v1", &StoredCeremony::Used { expires_at: START });
    reads_as("ceremony-sign-in.v1", &pending());
    reads_as("ceremony-sign-in-anyone.v1", &ceremony_for(CeremonyPurpose::SignIn { account: None }));
    reads_as("ceremony-create-account.v1", &create_account(None));
    reads_as("ceremony-add-credential.v1", &add_credential());
    let told = Session { user_agent: Some("hid-client/0.1.0".into()), ..session(1, 1, 1) };
    reads_as("session.v3", &told);
    reads_as("session-recovered.v3", &Session { proof: Proof::RecoveryCode, ..session(1, 1, 1) });
    reads_as("session.v2", &Session { user_agent: Some("hid-client/0.1.0".into()), ..session(1, 1, 1) });
}

#[test]
fn the_newest_version_is_read_and_written_byte_for_byte() {
    is_golden("account.v3", &Account { language: Some("sv".into()), locked_at: Some(after(3)), ..account(1) });
    is_golden("credential.v1", &credential(1, 1));
    is_golden("credential-used.v1", &used_credential());
    let told = Session { user_agent: Some("hid-client/0.1.0".into()), ..session(1, 1, 1) };
    is_golden("session.v4", &told);
    is_golden("session-recovered.v4", &Session { proof: Proof::RecoveryCode, ..session(1, 1, 1) });
    let proof = Proof::Steps { first: MethodKind::Password, second: Some(MethodKind::App) };
    is_golden("session-steps.v4", &Session { proof, ..session(1, 1, 1) });
    is_golden("audit-entry.v3", &AuditEntry::first(event(AuditKind::TwoStepOn, 1)));
    is_golden("security-info.v1", &security_info());
    is_golden("removed-contact.v1", &removed(RemovedThing::Contact(contact(3, 1, 5))));
    is_golden("removed-key.v1", &removed(RemovedThing::Key(Box::new(credential(1, 1)))));
    is_golden("removed-app.v1", &removed(RemovedThing::App(security_info().apps.remove(0))));
    is_golden("pending-code.v1", &pending_code());
    is_golden("pending-sign-in.v1", &pending_sign_in());
    is_golden("allowance.v1", &Allowance { id: AllowanceId::from_bytes([7; 32]), count: 3, since: START });
    let hash = CodeHash::from_bytes([7; 32]);
    is_golden("recovery-code.v1", &RecoveryCode { account: handle(1), hash, created_at: START });
    is_golden("failures.v1", &Failures { id: FailuresId::from_bytes([7; 32]), count: 70_000, last_at: START });
    is_golden("audit-entry.v1", &audit_entry());
    is_golden("audit-entry.v2", &entry_by_operator());
    is_golden("invitation.v1", &invitation(1, for_new_account(None)));
    is_golden("invitation-for-name.v1", &invitation(1, for_new_account(Some(1))));
    is_golden("invitation-back.v1", &invitation(1, for_recovery(1)));
    is_golden("contact.v1", &contact(3, 1, 5));
    is_golden("contact-used.v1", &used_contact());
    is_golden("message.v1", &message(1, 1, 5));
    is_golden("message-dead.v1", &dead_message());
    is_golden("ceremony-used.v2", &StoredCeremony::Used { expires_at: START });
    is_golden("ceremony-sign-in.v2", &pending());
    is_golden("ceremony-sign-in-anyone.v2", &ceremony_for(CeremonyPurpose::SignIn { account: None }));
    is_golden("ceremony-create-account.v2", &create_account(Some(1)));
    is_golden("ceremony-add-credential.v2", &add_credential());
    let recover = CeremonyPurpose::Recover { account: handle(1), invitation: invitation_id(1) };
    is_golden("ceremony-recover.v2", &ceremony_for(recover));
}

/// The chain is of the bytes: what an earlier release wrote keeps its hash.
#[test]
fn an_entry_is_written_in_the_oldest_version_that_can_say_it() {
    assert_eq!(audit_entry().to_stored()[0], 1);
    assert_eq!(entry_by_operator().to_stored()[0], 2);
    for kind in [
        AuditKind::AccountLocked,
        AuditKind::AccountUnlocked,
        AuditKind::InvitationCreated,
        AuditKind::InvitationRevoked,
        AuditKind::AccountRecovered,
    ] {
        assert_eq!(AuditEntry::first(event(kind, 1)).to_stored()[0], 2, "{kind:?}");
    }
    rp_server::records::verify_chain(&[audit_entry(), entry_by_operator()]).unwrap();
}

#[test]
fn every_kind_of_event_keeps_its_number() {
    let kinds = [
        AuditKind::AccountCreated,
        AuditKind::CredentialAdded,
        AuditKind::CredentialRenamed,
        AuditKind::CredentialRemoved,
        AuditKind::SignedIn,
        AuditKind::SignedOut,
        AuditKind::OtherSessionsEnded,
        AuditKind::RegistrationRefused,
        AuditKind::SignInRefused,
        AuditKind::CloneSuspected,
        AuditKind::Proved,
        AuditKind::OtherSessionEnded,
        AuditKind::LanguageChosen,
        AuditKind::AccountLocked,
        AuditKind::AccountUnlocked,
        AuditKind::InvitationCreated,
        AuditKind::InvitationRevoked,
        AuditKind::AccountRecovered,
    ];
    let numbers: Vec<u8> = kinds.iter().map(|kind| minicbor::to_vec(kind).unwrap()[0]).collect();
    assert_eq!(numbers, (0..18).collect::<Vec<_>>());
}

#[test]
fn every_kind_way_and_state_of_a_message_keeps_its_number() {
    fn numbers<T: minicbor::Encode<()>>(all: &[T]) -> Vec<u8> {
        all.iter().map(|one| minicbor::to_vec(one).unwrap()[0]).collect()
    }
    use MessageState::{Dead, Expired, Pending, Sent};
    assert_eq!(numbers(&[MessageKind::SecurityNotice, MessageKind::Code]), [0, 1]);
    assert_eq!(numbers(&[Channel::Mail, Channel::Sms, Channel::Voice]), [0, 1, 2]);
    assert_eq!(numbers(&[Pending, Sent, Dead, Expired]), [0, 1, 2, 3]);
    assert_eq!(numbers(&[ContactKind::Email, ContactKind::Phone]), [0, 1]);
}

#[test]
fn a_newer_version_is_refused_with_what_to_do() {
    let mut newer = account(1).to_stored();
    newer[0] = 4;
    assert_eq!(
        Account::from_stored(&newer).unwrap_err().to_string(),
        "the stored account has version 4, and this rp-server reads up to 3: it was written by a newer release. Start \
         that release again, or restore a backup made before the upgrade"
    );
    newer[0] = 0;
    assert!(matches!(Account::from_stored(&newer), Err(RecordError::Damaged { .. })));
}

#[test]
fn every_truncation_and_every_trailing_byte_is_refused() {
    fn is_strict<R: Record + Debug>(record: &R) {
        let stored = record.to_stored();
        for length in 0..stored.len() {
            let error = R::from_stored(&stored[..length]).unwrap_err();
            assert!(matches!(error, RecordError::Damaged { .. }), "{error}");
        }
        let error = R::from_stored(&[stored.as_slice(), &[0]].concat()).unwrap_err();
        assert!(
            error.to_string().ends_with("(bytes follow its end). Restore the data directory from a backup"),
            "{error}"
        );
    }
    is_strict(&account(1));
    is_strict(&used_credential());
    is_strict(&session(1, 1, 1));
    is_strict(&audit_entry());
    is_strict(&entry_by_operator());
    is_strict(&invitation(1, for_new_account(Some(1))));
    is_strict(&invitation(1, for_recovery(1)));
    is_strict(&pending());
    is_strict(&used_contact());
    is_strict(&message(1, 1, 5));
    is_strict(&dead_message());
    is_strict(&StoredCeremony::Used { expires_at: START });
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), flips in proptest::collection::vec((any::<usize>(), any::<u8>()), 0..4)) {
        let mut bent = used_credential().to_stored();
        for (at, value) in flips {
            let at = at % bent.len();
            bent[at] = value;
        }
        for bytes in [&bytes, &bent] {
            let _ = Account::from_stored(bytes);
            let _ = Credential::from_stored(bytes);
            let _ = Session::from_stored(bytes);
            let _ = AuditEntry::from_stored(bytes);
            let _ = Contact::from_stored(bytes);
            let _ = OutboxMessage::from_stored(bytes);
            let _ = StoredCeremony::from_stored(bytes);
            let _ = Invitation::from_stored(bytes);
        }
    }
}
