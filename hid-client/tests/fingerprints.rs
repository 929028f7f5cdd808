//! Fingerprints on keys that have their own ways (CTAP 2.1 §6.7).

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use hid_client::ctap2::{EnrolledFinger, Sample};
use hid_client::error::{Error, ErrorKind};
use hid_client::key::{FingerprintManager, Key, Verification};
use hid_client::operation::Operation;
use hid_client::pin::Pin;
use hid_client::transport::Transport;
use shared::cbor::{Fields, Map, Value};
use shared::ctap::commands::{Command, SampleStatus};
use support::pin_key::{PinKey, mac};
use support::{Asked, Log, PLENTY, Step, asked, commands, info, key, ok, reply, within};

const CTAP_2_1: &[(&str, bool)] = &[("clientPin", true), ("pinUvAuthToken", true), ("bioEnroll", false)];

/// A key with a PIN that checks every proof and then answers by `answers`: subcommand and how often it was asked.
fn sensor(
    options: &[(&str, bool)],
    mut answers: impl FnMut(u64, usize) -> Vec<Step> + Send + 'static,
) -> (Box<dyn Transport>, Log) {
    let (info, mut pin_key, mut count) = (info(options), PinKey::new(Some("1234")), 0);
    key(move |asked: &Asked| match asked.ctap2() {
        Some(Command::GetInfo) => reply(0, &info.encode()),
        Some(Command::ClientPin) => pin_key.client_pin(asked),
        Some(Command::BioEnrollment | Command::BioEnrollmentPreview) => {
            let parameters = asked.parameters();
            let fields = Fields(&parameters);
            let subcommand = fields.uint(2, "subCommand").unwrap();
            assert_eq!(fields.uint(1, "modality"), Ok(1));
            if let Some(param) = fields.opt_bytes(5, "pinUvAuthParam").unwrap() {
                let own = parameters.get(3).map(Value::encode).unwrap_or_default();
                let message = [vec![1, u8::try_from(subcommand).unwrap()], own].concat();
                assert_eq!(param, mac(&pin_key.token, &message, fields.uint(4, "protocol") == Ok(2)));
            }
            count += 1;
            answers(subcommand, count)
        }
        // CTAPHID_CANCEL, which is for a request that is answered already.
        None => Vec::new(),
        other => panic!("{other:?}"),
    })
}

fn with_manager<T>(
    timeout: Duration,
    transport: Box<dyn Transport>,
    work: impl FnOnce(&mut FingerprintManager<'_>, &mut Operation<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    within(timeout, |operation| {
        let mut key = Key::open(transport, operation)?;
        let pin = Verification::Pin(Pin::new("1234").map_err(ErrorKind::from)?);
        let grant = key.authorize_fingerprints(&pin, operation)?;
        work(&mut key.manage_fingerprints(grant), operation)
    })
    .0
}

fn enroll(transport: Box<dyn Transport>) -> (Result<Vec<u8>, Error>, Vec<Sample>) {
    let mut samples = Vec::new();
    let result = with_manager(PLENTY, transport, |manager, operation| {
        manager.enroll(&mut |sample| samples.push(sample), operation)
    });
    (result, samples)
}

fn list(transport: Box<dyn Transport>) -> Result<Vec<EnrolledFinger>, Error> {
    with_manager(PLENTY, transport, |manager, operation| manager.fingers(operation))
}

fn sample(status: u8, remaining: u64) -> Map {
    Map::new().with(5, status).with(6, remaining)
}

fn subcommands(log: &Log, command: Command) -> Vec<u64> {
    asked(log, command).iter().map(|map| Fields(map).uint(2, "subCommand").unwrap()).collect()
}

#[test]
fn samples_are_taken_until_none_is_missing() {
    let (transport, log) = sensor(CTAP_2_1, |_, count| match count {
        1 => ok(sample(0x07, 2).with(4, [7, 7])),
        // A word of a later standard.
        2 => ok(sample(0x70, 2)),
        3 => ok(sample(0, 1)),
        _ => ok(sample(0, 0)),
    });
    let (id, samples) = enroll(transport);
    assert_eq!(id.unwrap(), [7, 7]);
    let told = |status, remaining| Sample { status, remaining };
    let (poor, good) = (Some(SampleStatus::PoorQuality), Some(SampleStatus::Good));
    assert_eq!(samples, [told(poor, 2), told(None, 2), told(good, 1), told(good, 0)]);
    assert_eq!(subcommands(&log, Command::BioEnrollment), [1, 2, 2, 2]);
    let next = &asked(&log, Command::BioEnrollment)[1];
    assert_eq!(next.get(3).unwrap().as_map().unwrap().get(1), Some(&Value::from([7, 7])));
    // The permission for this, and for no relying party in particular.
    let token = asked(&log, Command::ClientPin).pop().unwrap();
    assert_eq!((token.get(9).unwrap().as_u64(), token.get(10)), (Some(0x08), None));
}

#[test]
fn an_enrolment_that_breaks_off_is_given_up_on_the_key_too() {
    type Answer = fn(u64, usize) -> Vec<Step>;
    let wrong: [(Answer, &str); 5] = [
        (|_, _| ok(sample(0x0b, 3).with(4, [7])), "the finger is enrolled already"),
        (|_, _| ok(sample(0x0d, 3).with(4, [7])), "the deadline passed"),
        (
            |_, count| if count == 1 { ok(sample(0, 3).with(4, [7])) } else { reply(0x27, &[]) },
            "BioEnrollment failed with CTAP2_ERR_OPERATION_DENIED (0x27)",
        ),
        (|_, _| ok(sample(0, 3)), "templateId (0x04) is missing"),
        (|_, _| ok(Map::new().with(4, [7]).with(5, 0)), "remainingSamples (0x06) is missing"),
    ];
    for (answer, problem) in wrong {
        let (transport, log) =
            sensor(
                CTAP_2_1,
                move |subcommand, count| {
                    if subcommand == 3 { reply(0, &[]) } else { answer(subcommand, count) }
                },
            );
        let error = enroll(transport).0.unwrap_err().to_string();
        assert!(error.contains(problem), "{error}");
        assert_eq!(subcommands(&log, Command::BioEnrollment).last(), Some(&3), "{problem}");
    }
}

#[test]
fn a_key_that_is_never_content_ends_at_the_deadline() {
    let (transport, log) = sensor(CTAP_2_1, |subcommand, _| match subcommand {
        1 => ok(sample(0, u64::MAX).with(4, [7])),
        3 => reply(0, &[]),
        _ => ok(sample(0, u64::MAX)),
    });
    let enrolled = with_manager(Duration::from_millis(300), transport, |manager, operation| {
        manager.enroll(&mut |_| {}, operation)
    });
    assert!(matches!(enrolled.unwrap_err().kind(), ErrorKind::TimedOut));
    assert_eq!(subcommands(&log, Command::BioEnrollment).last(), Some(&3));
}

#[test]
fn a_key_from_before_the_standard_is_managed_by_its_own_command() {
    let options = [("clientPin", true), ("userVerificationMgmtPreview", true)];
    let finger = Map::new().with(1, [7]).with(2, "thumb");
    let (transport, log) = sensor(&options, move |_, _| ok(Map::new().with(7, vec![Value::Map(finger.clone())])));
    assert_eq!(list(transport).unwrap(), [EnrolledFinger { id: vec![7], name: Some("thumb".into()) }]);
    assert_eq!(subcommands(&log, Command::BioEnrollmentPreview), [4]);
    // It knows no permissions: the token is that of CTAP 2.0.
    assert_eq!(asked(&log, Command::ClientPin).last().unwrap().get(2).unwrap().as_u64(), Some(5));
}

#[test]
fn no_finger_is_an_answer_and_nonsense_is_none() {
    assert_eq!(list(sensor(CTAP_2_1, |_, _| reply(0x2c, &[])).0).unwrap(), []);
    assert_eq!(list(sensor(CTAP_2_1, |_, _| ok(Map::new().with(7, Vec::<Value>::new()))).0).unwrap(), []);
    for (map, problem) in [
        (Map::new(), "templateInfos (0x07) is missing"),
        (Map::new().with(7, vec![Value::Null]), "templateInfos (0x07) item is null"),
        (Map::new().with(7, vec![Value::Map(Map::new())]), "templateId (0x01) is missing"),
        (Map::new().with(7, vec![Value::Map(Map::new().with(1, [1]).with(2, 3))]), "templateFriendlyName (0x02)"),
    ] {
        let error = list(sensor(CTAP_2_1, move |_, _| ok(map.clone())).0).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Protocol(_)), "{error:?}");
        assert!(error.to_string().contains(problem), "{error}");
    }
}

#[test]
fn a_key_without_a_sensor_is_not_asked() {
    let (transport, log) = sensor(&CTAP_2_1[..2], |_, _| reply(0x2c, &[]));
    assert_eq!(list(transport).unwrap_err().to_string(), "the key does not support fingerprints");
    assert_eq!(commands(&log), [Command::GetInfo]);
}
