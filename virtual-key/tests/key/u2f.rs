//! CTAP1/U2F messages: register, authenticate, version (U2F Raw Message Formats 1.2).

use std::time::Duration;

use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{DerSignature, VerifyingKey};
use shared::cose::PublicKey;
use shared::ctap::commands::HidCommand;
use virtual_key::{Fault, FaultScript, Presence, Protocols, When};
use x509_cert::Certificate;
use x509_cert::der::{Decode as _, Encode as _, SliceReader};

use crate::host::{Assertion, Host, Link, Made, TestKey, get_assertion, make_credential, set_pin};

const CHALLENGE: [u8; 32] = [1; 32];
const NO_ERROR: u16 = 0x9000;
const NOT_TOUCHED: u16 = 0x6985;
const WRONG_DATA: u16 = 0x6a80;
const WRONG_LENGTH: u16 = 0x6700;

/// The application parameter: SHA-256 of the RP ID.
fn application(rp_id: &str) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(rp_id).into()
}

/// Sends an APDU with extended lengths; data and status word of the reply.
fn send<L: Link>(host: &mut Host<L>, instruction: u8, control: u8, data: &[u8]) -> (Vec<u8>, u16) {
    let length = u16::try_from(data.len()).unwrap().to_be_bytes();
    raw(host, &[&[0, instruction, control, 0, 0], &length[..], data, &[0, 0]].concat())
}

fn raw<L: Link>(host: &mut Host<L>, message: &[u8]) -> (Vec<u8>, u16) {
    host.send(HidCommand::Msg, message);
    let (command, mut reply) = host.message().unwrap();
    assert_eq!(command, HidCommand::Msg);
    let word = reply.split_off(reply.len() - 2);
    (reply, u16::from_be_bytes(word.try_into().unwrap()))
}

/// What was registered.
struct Registered {
    key: VerifyingKey,
    handle: Vec<u8>,
}

/// Registers, and verifies the attestation.
fn register<L: Link>(host: &mut Host<L>, rp_id: &str) -> Registered {
    let application = application(rp_id);
    let (reply, word) = send(host, 1, 3, &[CHALLENGE, application].concat());
    assert_eq!((word, reply[0]), (NO_ERROR, 5));
    let (point, rest) = reply[1..].split_at(65);
    let (handle, rest) = rest[1..].split_at(usize::from(rest[0]));
    let mut reader = SliceReader::new(rest).unwrap();
    let certificate = Certificate::decode(&mut reader).unwrap();
    let signature = &rest[certificate.to_der().unwrap().len()..];
    let signed = [&[0], application.as_slice(), &CHALLENGE, handle, point].concat();
    let attested = certificate.tbs_certificate().subject_public_key_info().subject_public_key.raw_bytes();
    let attested = VerifyingKey::from_sec1_bytes(attested).unwrap();
    attested.verify(&signed, &DerSignature::from_bytes(signature).unwrap()).unwrap();
    Registered { key: VerifyingKey::from_sec1_bytes(point).unwrap(), handle: handle.to_vec() }
}

fn request(rp_id: &str, handle: &[u8]) -> Vec<u8> {
    let length = u8::try_from(handle.len()).unwrap();
    [CHALLENGE.as_slice(), &application(rp_id), &[length], handle].concat()
}

/// Authenticates and verifies: presence and counter.
fn authenticate<L: Link>(host: &mut Host<L>, rp_id: &str, registered: &Registered, control: u8) -> (u8, u32) {
    let (reply, word) = send(host, 2, control, &request(rp_id, &registered.handle));
    assert_eq!(word, NO_ERROR);
    let signed = [application(rp_id).as_slice(), &reply[..5], &CHALLENGE].concat();
    registered.key.verify(&signed, &DerSignature::from_bytes(&reply[5..]).unwrap()).unwrap();
    (reply[0], u32::from_be_bytes(reply[1..5].try_into().unwrap()))
}

#[test]
fn what_is_registered_signs_and_counts() {
    for protocols in [Protocols::Both, Protocols::U2f] {
        let mut test = TestKey::build(|builder| builder.protocols(protocols));
        assert_eq!(send(&mut test.host, 3, 0, &[]), (b"U2F_V2".to_vec(), NO_ERROR));
        let anna = register(&mut test.host, "example.org");
        let (presence, first) = authenticate(&mut test.host, "example.org", &anna, 0x03);
        let (unasked, second) = authenticate(&mut test.host, "example.org", &anna, 0x08);
        assert_eq!((presence, unasked), (1, 0));
        assert!(second > first);
    }
}

#[test]
fn a_handle_is_for_its_key_and_its_application() {
    let mut test = TestKey::new();
    let anna = register(&mut test.host, "example.org");
    let mut check = |rp_id: &str, handle: &[u8]| send(&mut test.host, 2, 7, &request(rp_id, handle));
    // With check-only, "not touched" is how a key says that the handle is its own.
    assert_eq!(check("example.org", &anna.handle), (vec![], NOT_TOUCHED));
    assert_eq!(check("example.com", &anna.handle), (vec![], WRONG_DATA));
    let mut tampered = anna.handle.clone();
    tampered[40] ^= 1;
    assert_eq!(check("example.org", &tampered), (vec![], WRONG_DATA));
    assert_eq!(check("example.org", &[]), (vec![], WRONG_DATA));
}

#[test]
fn nothing_is_signed_without_a_touch_and_a_touch_is_for_one() {
    let mut test = TestKey::build(|builder| builder.presence(Presence::Manual));
    let both = [CHALLENGE, application("example.org")].concat();
    assert!(test.key.touch().is_err());
    assert_eq!(send(&mut test.host, 1, 3, &both), (vec![], NOT_TOUCHED));
    assert!(test.key.status().unwrap().waiting_for_touch);
    test.key.touch().unwrap();
    let anna = register(&mut test.host, "example.org");
    assert_eq!(send(&mut test.host, 1, 3, &both), (vec![], NOT_TOUCHED));
    // Declined is not touched; and a touch does not last.
    test.key.deny().unwrap();
    assert_eq!(send(&mut test.host, 2, 3, &request("example.org", &anna.handle)), (vec![], NOT_TOUCHED));
    test.key.touch().unwrap();
    test.clock.advance(Duration::from_secs(11));
    assert_eq!(send(&mut test.host, 2, 3, &request("example.org", &anna.handle)), (vec![], NOT_TOUCHED));
    // To look whether a handle is known asks for no touch.
    test.clock.advance(Duration::from_secs(11));
    assert_eq!(send(&mut test.host, 2, 7, &request("example.org", &anna.handle)), (vec![], NOT_TOUCHED));
    assert!(test.key.touch().is_err());
}

#[test]
fn what_u2f_registered_signs_by_ctap2_and_the_reverse() {
    let mut test = TestKey::new();
    let anna = register(&mut test.host, "example.org");
    let by_ctap2 = get_assertion("example.org").list(&[&anna.handle]);
    let assertion = Assertion::by(&by_ctap2, &mut test.host).unwrap();
    let point = anna.key.to_sec1_point(false);
    let key = PublicKey::Es256 { x: (*point.x().unwrap()).into(), y: (*point.y().unwrap()).into() };
    assert!(assertion.is_by(&key) && assertion.user_present());
    let made = Made::by(&make_credential("example.org", b"a"), &mut test.host).unwrap();
    assert_eq!(send(&mut test.host, 2, 7, &request("example.org", &made.id)), (vec![], NOT_TOUCHED));
}

#[test]
fn what_wants_a_pin_is_not_there_for_u2f() {
    let mut test = TestKey::new();
    set_pin(&mut test.host, 2, "1234").unwrap();
    let made = Made::by(&make_credential("example.org", b"a").extension("credProtect", 3), &mut test.host).unwrap();
    assert_eq!(send(&mut test.host, 2, 7, &request("example.org", &made.id)), (vec![], WRONG_DATA));

    let mut strict = TestKey::build(|builder| builder.always_uv(true));
    let both = [CHALLENGE, application("example.org")].concat();
    assert_eq!(send(&mut strict.host, 1, 3, &both), (vec![], 0x6986));
    assert_eq!(send(&mut strict.host, 3, 0, &[]), (b"U2F_V2".to_vec(), NO_ERROR));
}

#[test]
fn a_message_that_is_none_is_refused_by_its_status_word() {
    let mut test = TestKey::build(|builder| builder.protocols(Protocols::U2f));
    let host = &mut test.host;
    for (message, word) in [
        (&[0x80, 3, 0, 0][..], 0x6e00),
        (&[0, 0x40, 0, 0], 0x6d00),
        (&[0, 3, 0, 0], NO_ERROR),
        (&[0, 3, 0, 0, 0], NO_ERROR),
        (&[0, 3, 0, 0, 0, 0, 0], NO_ERROR),
        (&[0, 3, 0, 0, 1, 7], WRONG_LENGTH),
        (&[0, 3], WRONG_LENGTH),
        (&[0, 1, 3, 0, 0, 0, 64, 1], WRONG_LENGTH),
        (&[0, 1, 3, 0, 2, 1, 1], WRONG_LENGTH),
        (&[0, 1, 3, 0, 2, 1, 1, 0, 0], WRONG_LENGTH),
        (&[0, 2, 3, 0, 0, 0, 0], WRONG_LENGTH),
    ] {
        assert_eq!(raw(host, message).1, word, "{message:02x?}");
    }
    for length in [0, 63, 65] {
        assert_eq!(send(host, 1, 3, &vec![1; length]).1, WRONG_LENGTH);
    }
    let short = [&[0, 1, 3, 0, 64][..], &[7; 64]].concat();
    assert_eq!(raw(host, &short).1, NO_ERROR);
    // A handle shorter and longer than it says.
    for length in [9, 11] {
        let data = [&[1; 64][..], &[10], &vec![1; length]].concat();
        assert_eq!(send(host, 2, 3, &data).1, WRONG_LENGTH);
    }
    let anna = register(host, "example.org");
    assert_eq!(send(host, 2, 0x55, &request("example.org", &anna.handle)).1, WRONG_DATA);
}

#[test]
fn a_reset_ends_what_was_registered() {
    let mut test = TestKey::new();
    let anna = register(&mut test.host, "example.org");
    test.host.call(shared::ctap::commands::Command::Reset, &shared::cbor::Map::new()).unwrap();
    assert_eq!(send(&mut test.host, 2, 7, &request("example.org", &anna.handle)), (vec![], WRONG_DATA));
}

#[test]
fn faults_show_in_u2f_too() {
    let mut test = TestKey::new();
    let anna = register(&mut test.host, "example.org");
    let mut script = FaultScript::new();
    script.add(Fault::StaleCounter, When::Always);
    script.add(Fault::UserNotPresent, When::Always);
    test.key.misbehave(script);
    assert_eq!(authenticate(&mut test.host, "example.org", &anna, 0x03), (0, 1));
}
