//! Whatever a key sends, nothing panics and everything ends.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use std::io;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use hid_client::check::{Section, Settings, run};
use hid_client::ctap2::{
    AskInfo, AssertionUser, Authorization, EnrollBegin, EnrollCaptureNextSample, EnrollmentGrant,
    EnumerateCredentialsBegin, EnumerateCredentialsNext, EnumerateEnrollments, EnumerateRpsBegin, EnumerateRpsNext,
    GetAssertion, GetCredsMetadata, GetKeyAgreement, GetNextAssertion, GetPinRetries, GetSensorInfo, MakeCredential,
    ManagementGrant, ReadLargeBlobs, Request,
};
use hid_client::ctaphid::{CtapHid, Patience};
use hid_client::driver::Authenticator as _;
use hid_client::error::Error;
use hid_client::key::{Access, CreateExtensions, GetExtensions, Key, NewCredential, SignRequest, Verification};
use hid_client::large_blob::{LargeBlobArray, LargeBlobKey};
use hid_client::operation::Operation;
use hid_client::pin::Pin;
use hid_client::pin_protocol::PinProtocol;
use hid_client::transport::Transport;
use hid_client::u2f::U2fKey;
use hid_client::webauthn_client::Person;
use proptest::collection::vec;
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use shared::cbor::{Map, Value};
use shared::ctap::commands::{Command, HidCommand};
use shared::ctap::packet::{REPORT_SIZE, Report};
use shared::ids::{CredentialId, RpId, UserHandle};
use shared::webauthn_json::UserEntity;
use support::pin_key::PinKey;
use support::{CHANNEL, Step, info, key, ok, reply, within};

/// Answers INIT properly, then plays what it was given, then is gone.
struct Playing {
    init: Option<Report>,
    reports: std::vec::IntoIter<Report>,
}

impl Transport for Playing {
    fn write(&mut self, report: &Report) -> io::Result<()> {
        if report[..4] == [0xff; 4] {
            let mut answer = *report;
            answer[6] = 17;
            answer[15..19].copy_from_slice(&CHANNEL.0.to_be_bytes());
            answer[23] = 4;
            self.init = Some(answer);
        }
        Ok(())
    }

    fn read(&mut self, report: &mut Report, _deadline: Instant) -> io::Result<usize> {
        match self.init.take().or_else(|| self.reports.next()) {
            Some(next) => *report = next,
            None => return Err(io::ErrorKind::BrokenPipe.into()),
        }
        Ok(REPORT_SIZE)
    }
}

/// A report that gets past the channel check most of the time.
fn reports() -> impl Strategy<Value = Vec<Report>> {
    let report =
        (any::<[u8; 32]>(), any::<[u8; 32]>(), 0..10_u8, 0..4_u8, 0..5_u8).prop_map(|(a, b, own, kind, sequence)| {
            let mut report = [0; REPORT_SIZE];
            report[..32].copy_from_slice(&a);
            report[32..].copy_from_slice(&b);
            if own > 0 {
                report[..4].copy_from_slice(&CHANNEL.0.to_be_bytes());
            }
            match kind {
                0 => report[4] = sequence,
                1 => report[4..7].copy_from_slice(&[0x90, 0, a[5]]),
                2 => report[4..8].copy_from_slice(&[0xbb, 0, 1, a[6] % 4]),
                _ => {}
            }
            report
        });
    vec(report, 0..12)
}

proptest! {
    #[test]
    fn random_reports_end_in_a_reply_or_an_error(reports in reports()) {
        let transport = Box::new(Playing { init: None, reports: reports.into_iter() });
        let (result, _) = within(Duration::from_secs(5), |operation| {
            CtapHid::open(transport, operation)?.cbor(&[4], Patience::Person, operation)
        });
        if let Err(error) = result {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn random_reports_at_once_end_too(reports in reports()) {
        struct Raw(std::vec::IntoIter<Report>);
        impl Transport for Raw {
            fn write(&mut self, _report: &Report) -> io::Result<()> {
                Ok(())
            }
            fn read(&mut self, report: &mut Report, _deadline: Instant) -> io::Result<usize> {
                *report = self.0.next().ok_or(io::ErrorKind::BrokenPipe)?;
                Ok(REPORT_SIZE)
            }
        }
        let transport = Box::new(Raw(reports.into_iter()));
        let (result, _) = within(Duration::from_secs(5), |operation| Key::open(transport, operation));
        prop_assert!(result.is_err());
    }

    #[test]
    fn random_replies_to_every_command_end_in_a_reply_or_an_error(body in vec(any::<u8>(), 0..200)) {
        let user = UserEntity { id: UserHandle::new([1]).unwrap(), name: "a".into(), display_name: "A".into() };
        let ids = [CredentialId::new([1]).unwrap()];
        let _ = AskInfo.parse(&body);
        let _ = GetPinRetries.parse(&body);
        let _ = GetKeyAgreement(PinProtocol::Two).parse(&body);
        let _ = GetNextAssertion.parse(&body);
        let get = GetAssertion {
            rp_id: "a", client_data_hash: [0; 32], allow_list: &ids, user_presence: true, extensions: Map::new(),
            authorization: Authorization::None,
        };
        let _ = get.parse(&body);
        let make = MakeCredential {
            client_data_hash: [0; 32], rp_id: "a", rp_name: "A", user: &user, algorithms: &[-7], exclude_list: &[],
            resident_key: false, extensions: Map::new(), authorization: Authorization::None,
        };
        let _ = make.parse(&body);
        parse_management(&body);
        parse_enrollment(&body);
        let _ = ReadLargeBlobs { count: 100, offset: 0 }.parse(&body);
        let _ = LargeBlobArray::parse(&body);
        let checksum = Sha256::digest(&body);
        let _ = LargeBlobArray::parse(&[&body, &checksum[..16]].concat())
            .map(|array| array.find(&LargeBlobKey::new([7; 32])));
    }

    #[test]
    fn replies_of_the_right_shape_with_random_members(data in vec(any::<u8>(), 0..120), id in vec(any::<u8>(), 0..20)) {
        let reply = Map::new()
            .with(1, Map::new().with("id", id.as_slice()).with("type", "public-key"))
            .with(2, data.as_slice())
            .with(3, id.as_slice())
            .with(4, Map::new().with("id", id.as_slice()))
            .encode();
        let _ = GetNextAssertion.parse(&reply);
    }

    #[test]
    fn management_replies_of_the_right_shape_with_random_members(
        members in vec((0..16_u8, any::<u64>(), vec(any::<u8>(), 0..40)), 0..12)
    ) {
        let user = |bytes: &[u8]| Map::new().with("id", bytes).with("name", String::from_utf8_lossy(bytes).into_owned());
        let key = |number: u64| Map::new().with(3, number).with(1, 2);
        let reply: Map = members
            .iter()
            .map(|(member, number, bytes)| match member {
                3 | 6 | 7 => (*member, Value::from(user(bytes))),
                8 => (8, Value::from(key(*number))),
                4 | 11 => (*member, Value::from(bytes.as_slice())),
                _ => (*member, Value::from(*number)),
            })
            .collect();
        parse_management(&reply.encode());
    }

    #[test]
    fn fingerprint_replies_of_the_right_shape_with_random_members(
        members in vec((0..10_u8, any::<u64>(), vec(any::<u8>(), 0..20)), 0..8)
    ) {
        let reply: Map = members
            .iter()
            .map(|(member, number, bytes)| match member {
                4 => (4, Value::from(bytes.as_slice())),
                7 => (7, Value::from(vec![Value::from(Map::new().with(1, bytes.as_slice()).with(2, *number))])),
                _ => (*member, Value::from(*number)),
            })
            .collect();
        parse_enrollment(&reply.encode());
    }

    #[test]
    fn random_u2f_replies_end_in_a_reply_or_an_error(
        body in vec(any::<u8>(), 0..300), head in any::<bool>(), word in prop_oneof![Just(0x9000_u16), any::<u16>()]
    ) {
        // What a registration begins with, so that more than chance gets behind it.
        let head: &[u8] = if head { &[5, 4] } else { &[] };
        let random = [head, &body, &word.to_be_bytes()].concat();
        let mut version = Some(b"U2F_V2\x90\x00".to_vec());
        let (transport, _) = key(move |_| {
            vec![Step::Message(HidCommand::Msg, version.take().unwrap_or_else(|| random.clone()))]
        });
        let (result, _) = within(Duration::from_millis(200), |operation| {
            let mut key = U2fKey::over(CtapHid::open(transport, operation)?, operation)?;
            let made = key.make_credential(&new_credential(), &Verification::None, operation);
            let request = SignRequest {
                client_data_json: b"{}".to_vec(),
                rp_id: RpId::new("example.org").unwrap(),
                allow: vec![CredentialId::new([1]).unwrap()],
                extensions: GetExtensions::default(),
            };
            made.map(drop).or_else(|_| key.sign(&request, &Verification::None, operation).map(drop))
        });
        if let Err(error) = result {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn any_text_is_a_pin_or_is_refused(text in any::<String>()) {
        if let Ok(pin) = Pin::new(&text) {
            prop_assert!(pin.check_length(4).is_ok());
        }
    }
}

/// Reads `body` as each of the replies of authenticatorCredentialManagement.
fn parse_management(body: &[u8]) {
    static GRANT: OnceLock<ManagementGrant> = OnceLock::new();
    let grant =
        GRANT.get_or_init(|| granted(|key, pin, operation| key.authorize_management(Access::Read, pin, operation)));
    let _ = GetCredsMetadata { grant }.parse(body);
    let _ = EnumerateRpsBegin { grant }.parse(body);
    let _ = EnumerateRpsNext { grant }.parse(body);
    let _ = EnumerateCredentialsBegin { grant, rp_id_hash: &[0; 32] }.parse(body);
    let _ = EnumerateCredentialsNext { grant }.parse(body);
}

/// Reads `body` as each of the replies of authenticatorBioEnrollment.
fn parse_enrollment(body: &[u8]) {
    static GRANT: OnceLock<EnrollmentGrant> = OnceLock::new();
    let grant = GRANT.get_or_init(|| granted(Key::authorize_fingerprints));
    let _ = GetSensorInfo { command: Command::BioEnrollment }.parse(body);
    let _ = EnrollBegin { grant, timeout_milliseconds: 1 }.parse(body);
    let _ = EnrollCaptureNextSample { grant, template_id: &[1], timeout_milliseconds: 1 }.parse(body);
    let _ = EnumerateEnrollments { grant }.parse(body);
}

/// What a key with a PIN grants.
fn granted<T>(ask: impl FnOnce(&mut Key, &Verification, &mut Operation<'_>) -> Result<T, Error>) -> T {
    let mut pin_key = PinKey::new(Some("1234"));
    let options = info(&[("clientPin", true), ("pinUvAuthToken", true), ("credMgmt", true), ("bioEnroll", true)]);
    let (transport, _) = key(move |asked| match asked.ctap2() {
        Some(Command::ClientPin) => pin_key.client_pin(asked),
        _ => reply(0, &options.encode()),
    });
    let (grant, _) = within(Duration::from_secs(5), |operation| {
        let pin = Verification::Pin(Pin::new("1234")?);
        ask(&mut Key::open(transport, operation)?, &pin, operation)
    });
    grant.unwrap()
}

fn new_credential() -> NewCredential {
    NewCredential {
        client_data_json: b"{}".to_vec(),
        rp_id: RpId::new("example.org").unwrap(),
        rp_name: "An example".into(),
        user: UserEntity { id: UserHandle::new([1]).unwrap(), name: "a".into(), display_name: "A".into() },
        algorithms: vec![-7],
        exclude: Vec::new(),
        resident_key: false,
        extensions: CreateExtensions::default(),
    }
}

proptest! {
    // Each takes some seconds: a key that is silent is waited for.
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// A key that says what it is, and then whatever comes.
    #[test]
    fn a_check_of_a_key_that_says_anything_ends_with_a_report(bodies in vec(vec(any::<u8>(), 0..80), 1..20), honest in 0..12_usize) {
        let options = info(&[("clientPin", true), ("pinUvAuthToken", true), ("credMgmt", true), ("rk", true)]).encode();
        let mut open = || {
            let (options, bodies, mut at) = (options.clone(), bodies.clone(), 0);
            let answer = move |asked: &support::Asked| {
                at += 1;
                match asked.ctap2() {
                    Some(Command::GetInfo) if at < 40 => reply(0, &options),
                    _ if asked.is(HidCommand::Ping) => vec![Step::Message(HidCommand::Ping, asked.payload.clone())],
                    _ if asked.is(HidCommand::Cancel) => Vec::new(),
                    _ if at < honest => reply(0x30, &[]),
                    _ => vec![Step::Message(HidCommand::Cbor, bodies[at % bodies.len()].clone())],
                }
            };
            Ok(key(answer).0)
        };
        let settings = Settings { patience: Duration::from_millis(200), ..Settings::default() };
        let (report, _) = within(Duration::from_secs(60), |operation| run(&mut open, &settings, &mut Anybody, operation));
        if let Ok(report) = report {
            prop_assert_eq!(report.sections.len(), Section::ALL.len());
            prop_assert!(report.broken().next().is_some());
        }
    }
}

/// Somebody who has a PIN.
struct Anybody;

impl Person for Anybody {
    fn pin(&mut self) -> Result<Pin, Error> {
        Ok(Pin::new("1234").unwrap())
    }

    fn account(&mut self, _accounts: &[AssertionUser]) -> Result<usize, Error> {
        Ok(0)
    }
}

#[test]
fn an_empty_reply_and_an_empty_getinfo_are_refused() {
    for (steps, problem) in [
        (vec![support::Step::Message(shared::ctap::commands::HidCommand::Cbor, Vec::new())], "empty reply to GetInfo"),
        (reply(0, &[]), "getInfo: CBOR ends in the middle of an item"),
        (ok(Map::new()), "getInfo: versions (0x01) is missing"),
    ] {
        let mut steps = Some(steps);
        let (transport, _) = key(move |_| steps.take().unwrap_or_default());
        let (result, _) = within(Duration::from_secs(5), |operation| Key::open(transport, operation));
        let error = result.unwrap_err().to_string();
        assert!(error.contains(problem), "{error}");
    }
}
