//! `hid-client check` against keys that do as they should, and against keys that do wrong one thing each.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hid_client::check::{Section, Settings, Verdict, run};
use hid_client::error::ErrorKind;
use hid_client::events::Event;
use hid_client::key::{Access, CreateExtensions, Key, NewCredential, Verification};
use hid_client::operation::{Cancellation, Operation};
use hid_client::pin::Pin;
use shared::ids::{RpId, UserHandle};
use shared::webauthn_json::UserEntity;
use tests::bench::Bench as _;
use tests::conformance::{
    LONG_AGO, Owner, PIN, PLENTY, broken, check, check_as, complaints, everything, key, verdict, with_pin,
};
use tests::engine::Engine;
use tests::on_both_engines;
use virtual_key::{Attestation, Fault, FaultScript, Protocols, When};

fn misbehaving(fault: Fault) -> FaultScript {
    let mut script = FaultScript::new();
    script.add(fault, When::Always);
    script
}

#[test]
fn a_key_that_does_as_it_should_passes_every_section_that_it_claims() {
    let subject = with_pin(key(Engine::Own, |builder| builder));
    let report = check(&subject, &everything());
    assert_eq!(complaints(&report), "");
    for section in Section::ALL {
        assert_eq!(verdict(&report, *section), Verdict::Holds, "{section}");
    }
    assert_eq!(report.stays, []);
    assert_eq!(subject.bench.key().status().expect("a key").discoverable_credentials(), 0);
}

/// What each fault breaks, and nothing else. Wrong is found where it first shows: of a key whose messages do not arrive, or
/// that does not say what it is, nothing more can be known.
const TABLE: &[(Fault, &[Section])] = &[
    (Fault::DropReport, &[Section::Ctaphid]),
    (Fault::CutReply, &[Section::Ctaphid]),
    (Fault::DelayReply, &[Section::Ctaphid]),
    (Fault::DuplicateReports, &[Section::Ctaphid]),
    (Fault::ReorderReports, &[Section::Ctaphid]),
    (Fault::ForeignChannel, &[Section::Ctaphid]),
    (Fault::WrongSequence, &[Section::Ctaphid]),
    (Fault::EndlessKeepalive, &[Section::Ctaphid]),
    (Fault::Silence, &[Section::Ctaphid]),
    (Fault::DeafToCancel, &[Section::Ctaphid]),
    // Whoever is not told to touch the key does not.
    (Fault::NoKeepalive, &[Section::Ctaphid, Section::MakeCredential]),
    (Fault::NonCanonicalOrder, &[Section::GetInfo]),
    (Fault::WrongType, &[Section::GetInfo]),
    (Fault::MissingMember, &[Section::GetInfo]),
    (Fault::TrailingBytes, &[Section::GetInfo]),
    (Fault::HugeLength, &[Section::GetInfo]),
    (Fault::UserNotVerified, &[Section::MakeCredential, Section::GetAssertion]),
    (Fault::UserNotPresent, &[Section::MakeCredential, Section::GetAssertion, Section::U2f]),
    (Fault::StaleCounter, &[Section::GetAssertion, Section::U2f]),
    (Fault::RandomCounter, &[Section::GetAssertion, Section::U2f]),
    (Fault::WrongRpIdHash, &[Section::MakeCredential, Section::GetAssertion]),
    (
        Fault::ForeignSignature,
        &[Section::MakeCredential, Section::GetAssertion, Section::GetNextAssertion, Section::U2f],
    ),
    (Fault::ForeignAaguid, &[Section::MakeCredential]),
    (Fault::SelfAttestationAsBatch, &[Section::MakeCredential]),
    (Fault::BackedUpButNotEligible, &[Section::MakeCredential, Section::GetAssertion]),
    (Fault::UnsolicitedExtension, &[Section::MakeCredential, Section::GetAssertion]),
    // Each of these begins with a new credential.
    (
        Fault::TruncatedCredential,
        &[Section::MakeCredential, Section::CredProtect, Section::HmacSecret, Section::CredentialManagement],
    ),
    // No rule looks at the large-blob array yet.
    (Fault::DamagedLargeBlobs, &[]),
    (Fault::ContradictoryInfo, &[Section::GetInfo]),
    (Fault::UnknownCommandAccepted, &[Section::Commands]),
    (Fault::FreePinTries, &[Section::ClientPin]),
    (Fault::AnyPin, &[Section::ClientPin]),
    // A token that is spent is one that is not good any more.
    (Fault::UncheckedParam, &[Section::PinUvAuthToken, Section::MakeCredential]),
    (Fault::UncheckedPermissions, &[Section::PinUvAuthToken, Section::MakeCredential]),
    (Fault::IgnoredExcludeList, &[Section::MakeCredential]),
    (Fault::AnyAlgorithm, &[Section::MakeCredential]),
    (Fault::IgnoredCredProtect, &[Section::CredProtect]),
    (Fault::FickleHmacSecret, &[Section::HmacSecret]),
    (Fault::UndeletableCredential, &[Section::CredentialManagement]),
    (Fault::LateReset, &[Section::Reset]),
    // People's doing, and no fault of the key's: these touch it all the same, or are slow.
    (Fault::NoTouch, &[]),
    (Fault::WrongFinger, &[]),
    (Fault::SlowTouch, &[]),
    (Fault::UnplugAtTouch, &[Section::Ctaphid, Section::MakeCredential]),
    (Fault::UnplugAtReply, &[Section::Ctaphid]),
];

#[test]
fn every_fault_is_in_the_table_and_thirty_break_something() {
    let listed: Vec<Fault> = TABLE.iter().map(|(fault, _)| *fault).collect();
    assert_eq!(listed, Fault::ALL);
    assert!(TABLE.iter().filter(|(_, sections)| !sections.is_empty()).count() >= 30);
}

#[test]
fn each_fault_breaks_its_sections_and_no_other() {
    // Most of it is waiting for a key that is silent: some of them at a time.
    let wrong = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some((fault, sections)) = TABLE.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let subject = with_pin(key(Engine::Own, |builder| builder));
                    subject.bench.key().misbehave(misbehaving(*fault));
                    let report = check(&subject, &Settings { patience: Duration::from_secs(3), ..everything() });
                    let expected: BTreeSet<&str> = sections.iter().map(|section| section.name()).collect();
                    if broken(&report) != expected {
                        let complaints = complaints(&report);
                        wrong.lock().expect("no panic").push(format!("{fault}: {:?}\n{complaints}", broken(&report)));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("no panic");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_command_that_is_never_answered_is_found_where_it_is() {
    // Which command comes when is the run's own business: each number breaks one section, and the run goes on after it.
    for (number, section) in [(2, Section::GetInfo), (12, Section::ClientPin)] {
        let subject = with_pin(key(Engine::Own, |builder| builder));
        let mut script = FaultScript::new();
        script.add(Fault::Silence, When::Command(number + 2));
        subject.bench.key().misbehave(script);
        let report = check(&subject, &everything());
        assert_eq!(broken(&report), BTreeSet::from([section.name()]), "{}", complaints(&report));
        assert_eq!(verdict(&report, Section::GetAssertion), Verdict::Holds);
        assert_eq!(report.stays, []);
    }
}

#[test]
fn what_a_key_does_not_claim_is_not_held_against_it() {
    let subject =
        with_pin(key(Engine::Own, |builder| builder.credential_management(false).attestation(Attestation::SelfSigned)));
    let report = check(&subject, &everything());
    assert_eq!(complaints(&report), "");
    assert_eq!(verdict(&report, Section::CredentialManagement), Verdict::NotClaimed);
    // What could not be removed is not made, unless somebody says so; and then they learn of it.
    assert_eq!((verdict(&report, Section::GetNextAssertion), report.stays.as_slice()), (Verdict::NotTried, &[][..]));
    let report = check(&subject, &Settings { leave_credentials: true, ..everything() });
    assert_eq!(complaints(&report), "");
    assert_eq!(verdict(&report, Section::GetNextAssertion), Verdict::Holds);
    assert_eq!(report.stays.len(), 1, "{:?}", report.stays);
}

#[test]
fn a_u2f_key_is_held_to_what_it_is() {
    let subject = key(Engine::Own, |builder| builder.protocols(Protocols::U2f));
    let report = check(&subject, &everything());
    assert_eq!(complaints(&report), "");
    for section in Section::ALL {
        let expected = match section {
            Section::Ctaphid | Section::U2f => Verdict::Holds,
            _ => Verdict::NotClaimed,
        };
        assert_eq!(verdict(&report, *section), expected, "{section}");
    }
    subject.bench.key().misbehave(misbehaving(Fault::ForeignSignature));
    assert_eq!(broken(&check(&subject, &everything())), BTreeSet::from(["u2f"]));
}

#[test]
fn a_key_without_a_pin_is_looked_at_as_far_as_it_goes() {
    let subject = key(Engine::Own, |builder| builder.attestation(Attestation::None));
    let report = check(&subject, &everything());
    assert_eq!(complaints(&report), "");
    assert_eq!(verdict(&report, Section::MakeCredential), Verdict::Holds);
    assert_eq!(verdict(&report, Section::PinUvAuthToken), Verdict::NotTried);
    assert_eq!(report.stays, []);
}

#[test]
fn what_may_harm_is_done_only_where_somebody_says_so() {
    let subject = with_pin(key(Engine::Own, |builder| builder));
    subject.bench.key().misbehave(misbehaving(Fault::LateReset));
    let report = check(&subject, &Settings { plugged_in_for: LONG_AGO, ..Settings::default() });
    assert_eq!((complaints(&report).as_str(), verdict(&report, Section::Reset)), ("", Verdict::NotTried));
    let status = subject.bench.key().status().expect("a key");
    assert_eq!((status.pin_set(), status.pin_retries()), (true, 8));
}

#[test]
fn a_wrong_pin_of_the_persons_ends_the_run_at_once() {
    let subject = with_pin(key(Engine::Own, |builder| builder));
    let error = check_as("4321", &subject, &everything()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::WrongPin { .. }), "{error:?}");
    assert_eq!(subject.bench.key().status().expect("a key").pin_retries(), 7);
}

#[test]
fn a_run_that_is_stopped_leaves_nothing_behind_and_a_quiet_key() {
    // From before the first discoverable credential to after the last one.
    for touches in [1, 10, 12, 17] {
        let subject = with_pin(key(Engine::Own, |builder| builder));
        let (cancellation, mut count) = (Cancellation::new(), 0);
        let stop = cancellation.clone();
        let mut observer = |event| {
            if event == Event::TouchNeeded {
                count += 1;
                if count > touches { stop.cancel() } else { subject.bench.key().touch().expect("it waits") }
            }
        };
        let mut operation = Operation::new(PLENTY, cancellation, &mut observer);
        let error = run(&mut || Ok(subject.bench.open()), &everything(), &mut Owner(PIN), &mut operation);
        assert!(matches!(error.expect_err("stopped").kind(), ErrorKind::Cancelled));
        let status = subject.bench.key().status().expect("a key");
        assert_eq!((status.discoverable_credentials(), status.waiting_for_touch), (0, false), "{touches}");
    }
}

fn credentials_of_before_are_as_they_were(engine: Engine) {
    let subject = with_pin(key(engine, |builder| builder));
    let mut nobody = |_| {};
    let mut operation = Operation::new(PLENTY, Cancellation::new(), &mut nobody);
    let list = |operation: &mut Operation<'_>| {
        let mut key = Key::open(subject.bench.open(), operation).expect("the key");
        let pin = Verification::Pin(Pin::new(PIN).expect("a PIN"));
        let grant = key.authorize_management(Access::Read, &pin, operation).expect("a grant");
        key.manage_credentials(grant).credentials(operation).expect("a list")
    };
    let mut touch = |_| subject.bench.key().touch().unwrap_or_default();
    let mut touching = Operation::new(PLENTY, Cancellation::new(), &mut touch);
    let mut key = Key::open(subject.bench.open(), &mut touching).expect("the key");
    let new = NewCredential {
        client_data_json: b"{}".to_vec(),
        rp_id: RpId::new("example.org").expect("an RP ID"),
        rp_name: "An example".into(),
        user: UserEntity {
            id: UserHandle::new(b"anna".as_slice()).expect("an id"),
            name: "anna".into(),
            display_name: "Anna".into(),
        },
        algorithms: vec![-7],
        exclude: Vec::new(),
        resident_key: true,
        extensions: CreateExtensions::default(),
    };
    key.make_credential(&new, &Verification::Pin(Pin::new(PIN).expect("a PIN")), &mut touching).expect("a credential");
    drop(key);
    let before = list(&mut operation);
    assert_eq!(before.len(), 1);
    check(&subject, &everything());
    assert_eq!(list(&mut operation), before);
}

on_both_engines!(credentials_of_before_are_as_they_were);
