//! Fingerprints: authenticatorBioEnrollment (CTAP 2.1 §6.7), and the finger in place of the PIN (§6.5.5.7.3).

use std::time::Duration;

use shared::cbor::{Map, Value};
use shared::ctap::commands::{
    BioEnrollmentSubcommand as Subcommand, ClientPinSubcommand, Command, Permissions, SampleStatus,
};
use shared::ctap::get_info::GetInfo;
use shared::ctap::status::Status;
use virtual_key::{Fault, FaultScript, Finger, VirtualKey, When};

use crate::host::{
    Assertion, Host, Link, Made, PROTOCOLS, Session, TestKey, authenticate, client_pin, get_assertion, make_credential,
    set_pin, token, token_of,
};

const RP: &str = "example.org";
const PIN: &str = "1234";

/// A key with a sensor and a PIN.
fn sensor() -> TestKey {
    let mut test = TestKey::build(|builder| builder.fingerprint_sensor(true));
    set_pin(&mut test.host, 2, PIN).unwrap();
    test
}

/// The same with finger 1 enrolled.
fn enrolled() -> TestKey {
    let mut test = sensor();
    enroll(&mut test, 1);
    test
}

/// A template's id and its name.
type Named = (Vec<u8>, Option<String>);

/// Somebody who may manage fingerprints.
struct Enroller {
    protocol: u8,
    token: Vec<u8>,
    command: Command,
}

impl Enroller {
    fn new<L: Link>(host: &mut Host<L>, protocol: u8) -> Self {
        Self::allowed(host, protocol, Permissions::BIO_ENROLLMENT)
    }

    fn allowed<L: Link>(host: &mut Host<L>, protocol: u8, permissions: Permissions) -> Self {
        let request = Map::new().with(9, permissions.0).with(10, RP);
        let token = token_of(host, protocol, PIN, &request).unwrap();
        Self { protocol, token, command: Command::BioEnrollment }
    }

    fn request(&self, subcommand: Subcommand, parameters: Option<Map>) -> Map {
        let own = parameters.as_ref().map(Map::encode).unwrap_or_default();
        let message = [vec![0x01, subcommand.code()], own].concat();
        Map::new()
            .with(1, 1)
            .with(2, subcommand.code())
            .with_some(3, parameters)
            .with(4, self.protocol)
            .with(5, authenticate(self.protocol, &self.token, &message))
    }

    fn call<L: Link>(
        &self,
        host: &mut Host<L>,
        subcommand: Subcommand,
        parameters: Option<Map>,
    ) -> Result<Map, Status> {
        host.call(self.command, &self.request(subcommand, parameters))
    }

    fn begin<L: Link>(&self, host: &mut Host<L>) -> Result<(Vec<u8>, SampleStatus, u64), Status> {
        let reply = self.call(host, Subcommand::EnrollBegin, None)?;
        assert_eq!(reply.len(), 3);
        let (status, remaining) = sample(&reply);
        Ok((reply.get(4).unwrap().as_bytes().unwrap().to_vec(), status, remaining))
    }

    fn next<L: Link>(&self, host: &mut Host<L>, id: &[u8]) -> Result<(SampleStatus, u64), Status> {
        let reply = self.call(host, Subcommand::EnrollCaptureNextSample, Some(Map::new().with(1, id)))?;
        assert_eq!(reply.len(), 2);
        Ok(sample(&reply))
    }

    /// Ids and names.
    fn list<L: Link>(&self, host: &mut Host<L>) -> Result<Vec<Named>, Status> {
        let reply = self.call(host, Subcommand::EnumerateEnrollments, None)?;
        let templates = reply.get(7).unwrap().as_array().unwrap().iter();
        let read = |template: &Value| {
            let template = template.as_map().unwrap();
            let name = template.get(2).map(|name| name.as_text().unwrap().to_owned());
            (template.get(1).unwrap().as_bytes().unwrap().to_vec(), name)
        };
        Ok(templates.map(read).collect())
    }

    fn rename<L: Link>(&self, host: &mut Host<L>, id: &[u8], name: &str) -> Result<Map, Status> {
        self.call(host, Subcommand::SetFriendlyName, Some(Map::new().with(1, id).with(2, name)))
    }

    fn remove<L: Link>(&self, host: &mut Host<L>, id: &[u8]) -> Result<Map, Status> {
        self.call(host, Subcommand::RemoveEnrollment, Some(Map::new().with(1, id)))
    }
}

fn sample(reply: &Map) -> (SampleStatus, u64) {
    let number = |key: u8| reply.get(key).unwrap().as_u64().unwrap();
    (SampleStatus::from_code(u8::try_from(number(5)).unwrap()).unwrap(), number(6))
}

/// Enrols a finger with good samples alone; its template's id.
fn enroll(test: &mut TestKey, finger: u8) -> Vec<u8> {
    let enroller = Enroller::new(&mut test.host, 2);
    (0..4).for_each(|_| test.key.present(Finger::good(finger)));
    let (id, status, mut remaining) = enroller.begin(&mut test.host).unwrap();
    assert_eq!(status, SampleStatus::Good);
    while remaining > 0 {
        let (status, left) = enroller.next(&mut test.host, &id).unwrap();
        assert_eq!((status, left), (SampleStatus::Good, remaining - 1));
        remaining = left;
    }
    id
}

fn info<L: Link>(host: &mut Host<L>) -> GetInfo {
    GetInfo::parse(&host.call(Command::GetInfo, &Map::new()).unwrap().encode()).unwrap()
}

/// A token for ceremonies at [`RP`], by finger.
fn token_by_finger<L: Link>(host: &mut Host<L>, protocol: u8, permissions: Permissions) -> Result<Vec<u8>, Status> {
    let session = Session::open(host, protocol);
    let request = Map::new().with(3, session.cose_key.clone()).with(9, permissions.0).with(10, RP);
    let subcommand = ClientPinSubcommand::GetPinUvAuthTokenUsingUvWithPermissions;
    let reply = client_pin(host, protocol, subcommand, &request)?;
    Ok(session.decrypt(reply.get(2).unwrap().as_bytes().unwrap()))
}

fn uv_retries<L: Link>(host: &mut Host<L>) -> u64 {
    let reply = client_pin(host, 2, ClientPinSubcommand::GetUvRetries, &Map::new()).unwrap();
    assert_eq!(reply.len(), 1);
    reply.get(5).unwrap().as_u64().unwrap()
}

#[test]
fn what_the_key_is_says_whether_a_finger_is_enrolled() {
    let mut test = sensor();
    for known in [false, true] {
        let info = info(&mut test.host);
        for option in ["uv", "bioEnroll", "userVerificationMgmtPreview"] {
            assert_eq!(info.stated_option(option), Some(known), "{option}");
        }
        assert_eq!(info.stated_option("uvBioEnroll"), Some(true));
        assert_eq!((info.uv_modality, info.preferred_platform_uv_attempts), (Some(2), Some(3)));
        if !known {
            enroll(&mut test, 1);
        }
    }
    let plain = info(&mut TestKey::new().host);
    assert_eq!((plain.stated_option("uv"), plain.stated_option("bioEnroll"), plain.uv_modality), (None, None, None));
}

#[test]
fn anybody_learns_about_the_sensor() {
    let mut test = sensor();
    for command in [Command::BioEnrollment, Command::BioEnrollmentPreview] {
        let modality = test.call(command, &Map::new().with(6, true)).unwrap();
        assert_eq!(modality, Map::new().with(1, 1));
        let about = test.call(command, &Map::new().with(1, 1).with(2, 7)).unwrap();
        assert_eq!(about, Map::new().with(1, 1).with(2, 1).with(3, 4).with(8, 64));
    }
    for (request, status) in [
        (Map::new().with(2, 7), Status::MissingParameter),
        (Map::new().with(1, 1), Status::MissingParameter),
        (Map::new().with(1, 2).with(2, 7), Status::UnsupportedOption),
        (Map::new().with(1, 1).with(2, 8), Status::InvalidSubcommand),
        (Map::new().with(1, 1).with(2, 0), Status::InvalidSubcommand),
    ] {
        assert_eq!(test.call(Command::BioEnrollment, &request), Err(status), "{request:?}");
    }
}

#[test]
fn only_good_samples_count() {
    for protocol in PROTOCOLS {
        let mut test = sensor();
        let enroller = Enroller::new(&mut test.host, protocol);
        for finger in ["1 too-left", "1", "1 poor-quality", "2", "1 not-lifted", "1", "1"] {
            test.key.present(finger.parse().unwrap());
        }
        let (id, status, remaining) = enroller.begin(&mut test.host).unwrap();
        assert_eq!((status, remaining), (SampleStatus::TooLeft, 4));
        for expected in [
            (SampleStatus::Good, 3),
            (SampleStatus::PoorQuality, 3),
            (SampleStatus::MergeFailure, 3),
            (SampleStatus::NoUserPresenceTransition, 3),
            (SampleStatus::Good, 2),
            (SampleStatus::Good, 1),
        ] {
            assert_eq!(enroller.next(&mut test.host, &id), Ok(expected));
        }
        // Not before the last.
        assert_eq!(enroller.list(&mut test.host), Err(Status::InvalidOption));
        assert_eq!(enroller.next(&mut test.host, &id), Ok((SampleStatus::Good, 0)));
        assert_eq!(enroller.list(&mut test.host), Ok(vec![(id.clone(), None)]));
        assert_eq!(enroller.next(&mut test.host, &id), Err(Status::InvalidParameter));
        // The same finger again is told so, and none is added.
        let (_, status, remaining) = enroller.begin(&mut test.host).unwrap();
        assert_eq!((status, remaining), (SampleStatus::Exists, 4));
    }
}

#[test]
fn nobody_at_the_sensor_is_a_sample_too() {
    let mut test = TestKey::build(|builder| {
        builder.fingerprint_sensor(true).presence(virtual_key::Presence::Manual).touch_timeout(Duration::from_secs(20))
    });
    set_pin(&mut test.host, 2, PIN).unwrap();
    let enroller = Enroller::new(&mut test.host, 2);
    // The host's patience, then the key's own.
    for (timeout, wait) in [(5_000, 5), (60_000, 20)] {
        let parameters = Map::new().with(3, timeout);
        test.host.start(Command::BioEnrollment, &enroller.request(Subcommand::EnrollBegin, Some(parameters)));
        test.host.expect_touch_wanted();
        test.clock.advance(Duration::from_secs(wait));
        let reply = test.host.reply().unwrap();
        assert_eq!(sample(&reply), (SampleStatus::NoUserActivity, 4));
    }
}

#[test]
fn an_enrolment_is_given_up_by_a_word_another_or_the_power() {
    let mut test = sensor();
    let enroller = Enroller::new(&mut test.host, 2);
    let (first, _, _) = enroller.begin(&mut test.host).unwrap();
    let cancelled = test.call(Command::BioEnrollment, &Map::new().with(1, 1).with(2, 3)).unwrap();
    assert!(cancelled.is_empty());
    assert_eq!(enroller.next(&mut test.host, &first), Err(Status::InvalidParameter));
    let (first, _, _) = enroller.begin(&mut test.host).unwrap();
    let (second, _, remaining) = enroller.begin(&mut test.host).unwrap();
    assert_eq!(remaining, 3);
    assert_eq!(enroller.next(&mut test.host, &first), Err(Status::InvalidParameter));
    test.power_cycle();
    let enroller = Enroller::new(&mut test.host, 2);
    assert_eq!(enroller.next(&mut test.host, &second), Err(Status::InvalidParameter));
}

#[test]
fn fingers_are_listed_named_and_removed() {
    let mut test = sensor();
    let (thumb, index) = (enroll(&mut test, 1), enroll(&mut test, 2));
    let mut enroller = Enroller::new(&mut test.host, 2);
    enroller.rename(&mut test.host, &thumb, "tumme").unwrap();
    assert_eq!(enroller.list(&mut test.host), Ok(vec![(thumb.clone(), Some("tumme".into())), (index.clone(), None)]));
    // Hosts from before CTAP 2.1 know it by the vendor's command.
    enroller.command = Command::BioEnrollmentPreview;
    enroller.rename(&mut test.host, &thumb, "").unwrap();
    enroller.rename(&mut test.host, &index, &"x".repeat(64)).unwrap();
    assert_eq!(enroller.rename(&mut test.host, &index, &"x".repeat(65)), Err(Status::InvalidLength));
    assert_eq!(enroller.rename(&mut test.host, b"other", "x"), Err(Status::InvalidOption));
    assert_eq!(enroller.remove(&mut test.host, b"other"), Err(Status::InvalidOption));
    enroller.remove(&mut test.host, &thumb).unwrap();
    assert_eq!(enroller.list(&mut test.host), Ok(vec![(index.clone(), Some("x".repeat(64)))]));
    for subcommand in [Subcommand::RemoveEnrollment, Subcommand::SetFriendlyName, Subcommand::EnrollCaptureNextSample] {
        assert_eq!(enroller.call(&mut test.host, subcommand, None), Err(Status::MissingParameter));
    }
    enroller.remove(&mut test.host, &index).unwrap();
    assert_eq!(enroller.list(&mut test.host), Err(Status::InvalidOption));
    assert_eq!(info(&mut test.host).stated_option("uv"), Some(false));
}

#[test]
fn there_is_room_for_five() {
    let mut test = sensor();
    for finger in 1..=5 {
        enroll(&mut test, finger);
    }
    let enroller = Enroller::new(&mut test.host, 2);
    assert_eq!(enroller.begin(&mut test.host), Err(Status::FpDatabaseFull));
}

#[test]
fn managing_fingers_is_proved_by_a_token_that_may() {
    let mut test = enrolled();
    let enroller = Enroller::new(&mut test.host, 2);
    let right = enroller.request(Subcommand::EnumerateEnrollments, None);
    let without = |key: u8| {
        let mut request = right.clone();
        request.remove(key);
        request
    };
    let other = enroller.request(Subcommand::EnrollBegin, None).get(5).unwrap().clone();
    for (request, status) in [
        (without(5), Status::PuatRequired),
        (without(4), Status::MissingParameter),
        (right.clone().with(4, 3), Status::InvalidParameter),
        (right.clone().with(4, 1), Status::PinAuthInvalid),
        (right.clone().with(5, other), Status::PinAuthInvalid),
        (right.clone().with(3, Map::new()), Status::PinAuthInvalid),
    ] {
        assert_eq!(test.call(Command::BioEnrollment, &request), Err(status), "{request:?}");
    }
    test.call(Command::BioEnrollment, &right).unwrap();
    let manager = Enroller::allowed(&mut test.host, 2, Permissions::CREDENTIAL_MANAGEMENT);
    assert_eq!(manager.list(&mut test.host), Err(Status::PinAuthInvalid));
    // A finger may do what a PIN may.
    let token = token_by_finger(&mut test.host, 2, Permissions::BIO_ENROLLMENT).unwrap();
    let by_finger = Enroller { protocol: 2, token, command: Command::BioEnrollment };
    assert_eq!(by_finger.list(&mut test.host).map(|list| list.len()), Ok(1));
    // A key without a sensor gives no such right.
    let mut plain = TestKey::new();
    set_pin(&mut plain.host, 2, PIN).unwrap();
    let request = Map::new().with(9, Permissions::BIO_ENROLLMENT.0);
    assert_eq!(token_of(&mut plain.host, 2, PIN, &request), Err(Status::UnauthorizedPermission));
}

#[test]
fn a_finger_gives_a_token_in_place_of_the_pin() {
    for protocol in PROTOCOLS {
        let mut test = enrolled();
        let both = Permissions::MAKE_CREDENTIAL | Permissions::GET_ASSERTION;
        let by_finger = token_by_finger(&mut test.host, protocol, both).unwrap();
        let made = make_credential(RP, b"a").option("rk", true).token(protocol, &by_finger);
        let made = Made::by(&made, &mut test.host).unwrap();
        assert!(made.user_verified());
        let by_finger = token_by_finger(&mut test.host, protocol, both).unwrap();
        let assertion = Assertion::by(&get_assertion(RP).token(protocol, &by_finger), &mut test.host).unwrap();
        assert!(assertion.user_verified() && assertion.is_by(&made.public_key));
        // For this relying party alone.
        let by_finger = token_by_finger(&mut test.host, protocol, both).unwrap();
        let elsewhere = make_credential("example.com", b"a").token(protocol, &by_finger);
        assert_eq!(elsewhere.call(&mut test.host), Err(Status::PinAuthInvalid));
    }
}

#[test]
fn a_token_by_finger_is_asked_for_as_the_standard_says() {
    let mut test = enrolled();
    let session = Session::open(&mut test.host, 2);
    let whole = Map::new().with(3, session.cose_key.clone()).with(9, 0x04);
    let subcommand = ClientPinSubcommand::GetPinUvAuthTokenUsingUvWithPermissions;
    let without = |key: u8| {
        let mut request = whole.clone();
        request.remove(key);
        request
    };
    for (request, status) in [
        (without(3), Status::MissingParameter),
        (without(9), Status::MissingParameter),
        (whole.clone().with(9, 0), Status::InvalidParameter),
        (whole.clone().with(9, 1), Status::MissingParameter),
        (whole.clone().with(9, 0x44), Status::UnauthorizedPermission),
        (whole.clone().with(3, Map::new()), Status::InvalidParameter),
    ] {
        assert_eq!(client_pin(&mut test.host, 2, subcommand, &request), Err(status), "{request:?}");
    }
    assert_eq!(uv_retries(&mut test.host), 5);
    // Without a finger there is nothing to look at; without a sensor there is no such command.
    assert_eq!(token_by_finger(&mut sensor().host, 2, Permissions(4)), Err(Status::NotAllowed));
    let mut plain = TestKey::new();
    assert_eq!(token_by_finger(&mut plain.host, 2, Permissions(4)), Err(Status::InvalidSubcommand));
    let refused = client_pin(&mut plain.host, 2, ClientPinSubcommand::GetUvRetries, &Map::new());
    assert_eq!(refused, Err(Status::InvalidSubcommand));
}

#[test]
fn wrong_fingers_block_the_sensor_until_the_pin_is_entered() {
    let mut test = enrolled();
    let permission = Permissions::CREDENTIAL_MANAGEMENT;
    for (left, finger) in [(4, "2"), (3, "1 poor-quality"), (2, "7"), (1, "2")] {
        test.key.present(finger.parse().unwrap());
        assert_eq!(token_by_finger(&mut test.host, 2, permission), Err(Status::UvInvalid));
        assert_eq!(uv_retries(&mut test.host), left);
    }
    // The right finger gives the tries back.
    token_by_finger(&mut test.host, 2, permission).unwrap();
    assert_eq!(uv_retries(&mut test.host), 5);
    let mut script = FaultScript::new();
    script.add(Fault::WrongFinger, When::Always);
    test.key.misbehave(script);
    for _ in 0..4 {
        assert_eq!(token_by_finger(&mut test.host, 2, permission), Err(Status::UvInvalid));
    }
    assert_eq!(token_by_finger(&mut test.host, 2, permission), Err(Status::UvBlocked));
    test.key.behave();
    assert_eq!(token_by_finger(&mut test.host, 2, permission), Err(Status::UvBlocked));
    // Pulling the plug does not help; the PIN does.
    test.power_cycle();
    assert_eq!(token_by_finger(&mut test.host, 2, permission), Err(Status::UvBlocked));
    let request = make_credential(RP, b"a").option("uv", true);
    assert_eq!(request.call(&mut test.host), Err(Status::PuatRequired));
    token(&mut test.host, 2, PIN, RP).unwrap();
    assert_eq!(uv_retries(&mut test.host), 5);
    token_by_finger(&mut test.host, 2, permission).unwrap();
}

#[test]
fn the_option_uv_asks_for_a_finger() {
    let mut test = enrolled();
    let made = Made::by(&make_credential(RP, b"a").option("rk", true).option("uv", true), &mut test.host).unwrap();
    assert!(made.user_verified());
    let assertion = Assertion::by(&get_assertion(RP).option("uv", true), &mut test.host).unwrap();
    assert!(assertion.user_verified() && assertion.is_by(&made.public_key));
    let again = make_credential(RP, b"b").option("uv", true).list(&[&made.id]);
    assert_eq!(again.call(&mut test.host), Err(Status::CredentialExcluded));
    assert_eq!(get_assertion("example.com").option("uv", true).call(&mut test.host), Err(Status::NoCredentials));
    test.key.present(Finger::good(2));
    assert_eq!(get_assertion(RP).option("uv", true).call(&mut test.host), Err(Status::OperationDenied));
    assert_eq!(uv_retries(&mut test.host), 4);
    // Nobody is verified where nobody asked for it.
    assert!(!Assertion::by(&get_assertion(RP), &mut test.host).unwrap().user_verified());
    // With alwaysUv a finger will do.
    let mut strict = TestKey::build(|builder| builder.fingerprint_sensor(true).always_uv(true));
    set_pin(&mut strict.host, 2, PIN).unwrap();
    enroll(&mut strict, 1);
    assert_eq!(make_credential(RP, b"a").call(&mut strict.host), Err(Status::PuatRequired));
    assert!(Made::by(&make_credential(RP, b"a").option("uv", true), &mut strict.host).unwrap().user_verified());
    assert!(sensor().call(Command::MakeCredential, &make_credential(RP, b"a").option("uv", true).map).is_err());
}

#[test]
fn fingers_outlive_the_process_and_not_a_reset() {
    let folder = tempfile::tempdir().unwrap();
    let build = || {
        let builder = VirtualKey::builder().fingerprint_sensor(true).fingers([Finger::good(9); 4]);
        builder.state_file(folder.path().join("key")).build().unwrap()
    };
    let key = build();
    let mut host = Host::open(key.connect());
    set_pin(&mut host, 2, PIN).unwrap();
    let enroller = Enroller::new(&mut host, 2);
    let (id, _, _) = enroller.begin(&mut host).unwrap();
    for left in (0..3).rev() {
        assert_eq!(enroller.next(&mut host, &id), Ok((SampleStatus::Good, left)));
    }
    drop(key);
    let key = build();
    let mut host = Host::open(key.connect());
    assert_eq!(Enroller::new(&mut host, 2).list(&mut host), Ok(vec![(id, None)]));
    token_by_finger(&mut host, 2, Permissions::CREDENTIAL_MANAGEMENT).unwrap();
    host.call(Command::Reset, &Map::new()).unwrap();
    assert_eq!(info(&mut host).stated_option("uv"), Some(false));
}
