//! PINs and the two ways in which they travel.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use hid_client::error::{Error, ErrorKind, ProtocolError};
use hid_client::key::{GetExtensions, Key, SignRequest, Verification};
use hid_client::operation::Operation;
use hid_client::pin::{Pin, PinError};
use hid_client::pin_protocol::PeerKey;
use shared::ctap::commands::Command;
use shared::ctap::get_info::GetInfo;
use shared::ids::RpId;
use support::pin_key::{PinKey, hash};
use support::{Log, PLENTY, asked, commands, info, key, reply, within};

/// A key with or without PIN whose PIN hash the test can look at.
fn pin_key(
    info: GetInfo,
    mut pin_key: PinKey,
) -> (Box<dyn hid_client::transport::Transport>, Log, std::sync::mpsc::Receiver<[u8; 16]>) {
    let (sender, stored) = std::sync::mpsc::channel();
    let (transport, log) = key(move |asked| match asked.ctap2() {
        Some(Command::GetInfo) => reply(0, &info.encode()),
        Some(Command::ClientPin) => {
            let steps = pin_key.client_pin(asked);
            if let Some(hash) = pin_key.pin_hash {
                let _ = sender.send(hash);
            }
            steps
        }
        _ => reply(0x2e, &[]),
    });
    (transport, log, stored)
}

fn pin(text: &str) -> Pin {
    Pin::new(text).unwrap()
}

#[test]
fn edge17_a_pin_is_normalised_and_measured_before_it_is_sent() {
    assert_eq!(Pin::new("123").unwrap_err(), PinError::TooShort(4));
    assert!(Pin::new("1234").is_ok());
    // Four code points of two bytes are four, three of four bytes are three.
    assert!(Pin::new("åäöé").is_ok());
    assert_eq!(Pin::new("🔑🔑🔑").unwrap_err(), PinError::TooShort(4));
    // Decomposed letters count after composition: e and U+0301 are one.
    assert_eq!(Pin::new("123e\u{301}").map(|_| ()), Ok(()));
    assert_eq!(Pin::new("12e\u{301}").unwrap_err(), PinError::TooShort(4));
    assert!(Pin::new(&"x".repeat(63)).is_ok());
    assert_eq!(Pin::new(&"x".repeat(64)).unwrap_err(), PinError::TooLong);
    assert_eq!(Pin::new(&"å".repeat(32)).unwrap_err(), PinError::TooLong);
    assert_eq!(Pin::new("1234\0").unwrap_err(), PinError::EndsInZero);
}

#[test]
fn edge17_decomposed_and_composed_are_the_same_pin() {
    for protocols in [vec![2, 1], vec![1]] {
        let info = GetInfo { pin_uv_auth_protocols: Some(protocols), ..info(&[("clientPin", false)]) };
        let (transport, _, stored) = pin_key(info, PinKey::new(None));
        let (result, _) =
            within(PLENTY, |operation| Key::open(transport, operation)?.set_pin(&pin("cafe\u{301}"), operation));
        result.unwrap();
        assert_eq!(stored.recv().unwrap(), hash("caf\u{e9}"));
    }
}

#[test]
fn edge17_a_pin_too_short_for_this_key_is_not_sent() {
    for (options, is_change) in [([("clientPin", false)], false), ([("clientPin", true)], true)] {
        let info = GetInfo { min_pin_length: Some(6), ..info(&options) };
        let (transport, log, _) = pin_key(info, PinKey::new(is_change.then_some("1234")));
        let (result, _) = within(PLENTY, |operation| {
            let mut key = Key::open(transport, operation)?;
            if is_change {
                key.change_pin(&pin("1234"), &pin("12345"), operation)
            } else {
                key.set_pin(&pin("12345"), operation)
            }
        });
        assert!(matches!(result.unwrap_err().kind(), ErrorKind::Pin(PinError::TooShort(6))));
        assert_eq!(commands(&log), [Command::GetInfo]);
    }
}

#[test]
fn a_pin_is_changed_in_both_protocols_and_a_wrong_one_says_what_is_left() {
    for protocols in [vec![1, 2], vec![1]] {
        let has_two = protocols.len() == 2;
        let info = GetInfo { pin_uv_auth_protocols: Some(protocols), ..info(&[("clientPin", true)]) };
        let (transport, log, stored) = pin_key(info, PinKey::new(Some("1234")));
        let (result, _) = within(PLENTY, |operation| {
            let mut key = Key::open(transport, operation)?;
            let error = key.change_pin(&pin("9999"), &pin("4321"), operation).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::WrongPin { tries_left: Some(7), power_cycle_needed: false }));
            key.change_pin(&pin("1234"), &pin("4321"), operation)
        });
        result.unwrap();
        assert_eq!(stored.try_iter().last(), Some(hash("4321")));
        // Two is preferred whatever the key's order.
        let protocol = u64::from(has_two) + 1;
        let sent = asked(&log, Command::ClientPin);
        assert!(sent.iter().filter_map(|map| map.get(1)).all(|number| number.as_u64() == Some(protocol)));
        // The PIN itself is nowhere to be seen.
        let log = log.lock().unwrap();
        assert!(log.iter().all(|asked| !asked.payload.windows(4).any(|bytes| bytes == b"1234" || bytes == b"4321")));
    }
}

#[test]
fn a_first_pin_is_not_set_twice_and_a_missing_one_not_changed() {
    let run = |options: &[(&str, bool)], work: fn(&mut Key, &mut Operation<'_>) -> Result<(), Error>| {
        let (transport, log, _) = pin_key(info(options), PinKey::new(None));
        let (result, _) = within(PLENTY, |operation| work(&mut Key::open(transport, operation)?, operation));
        assert_eq!(commands(&log), [Command::GetInfo]);
        result.unwrap_err().to_string()
    };
    let set = |key: &mut Key, operation: &mut Operation<'_>| key.set_pin(&pin("1234"), operation);
    let change = |key: &mut Key, operation: &mut Operation<'_>| key.change_pin(&pin("1234"), &pin("4321"), operation);
    assert_eq!(run(&[("clientPin", true)], set), "the key already has a PIN");
    assert_eq!(run(&[("clientPin", false)], change), "the key has no PIN");
    assert_eq!(run(&[], set), "the key does not support a PIN");
    assert_eq!(run(&[], change), "the key does not support a PIN");
}

#[test]
fn edge11_a_protocol_two_token_of_16_bytes_is_refused() {
    let sign = |protocols: Vec<u64>, token: usize| {
        let info = GetInfo {
            pin_uv_auth_protocols: Some(protocols),
            ..info(&[("clientPin", true), ("pinUvAuthToken", true)])
        };
        let mut fake = PinKey::new(Some("1234"));
        fake.token = vec![1; token];
        let (transport, _, _) = pin_key(info, fake);
        let request = SignRequest {
            client_data_json: vec![1],
            rp_id: RpId::new("example.org").unwrap(),
            allow: Vec::new(),
            extensions: GetExtensions::default(),
        };
        let verification = Verification::Pin(pin("1234"));
        within(PLENTY, |operation| Key::open(transport, operation)?.sign(&request, &verification, operation)).0
    };
    for (protocols, token) in [(vec![2], 16), (vec![2], 48), (vec![1], 48)] {
        let error = sign(protocols, token).unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Protocol(ProtocolError::PinProtocolLength { length, .. }) if *length == token),
            "{error:?}"
        );
    }
    // Of the right length the key gets as far as having no credential.
    for (protocols, token) in [(vec![2], 32), (vec![1], 16), (vec![1], 32)] {
        assert!(matches!(sign(protocols, token).unwrap_err().kind(), ErrorKind::NoCredential));
    }
}

#[test]
fn edge15_a_key_agreement_key_is_checked_member_by_member() {
    let right = PinKey::new(None).public_key();
    assert!(PeerKey::from_cose(&right).is_ok());
    let without = |label: i32| {
        let mut map = right.clone();
        map.remove(label);
        map
    };
    for (map, problem) in [
        (right.clone().with(1, 1), "kty (1) is not EC2 (2)"),
        (right.clone().with(3, -7), "alg (3) is not ECDH-ES+HKDF-256 (-25)"),
        (right.clone().with(-1, 2), "crv (-1) is not P-256 (1)"),
        (right.clone().with(-2, vec![1_u8; 31]), "x (-2) is missing or not 32 bytes"),
        (right.clone().with(-3, [1_u8; 32]), "the point is not on P-256"),
        (right.clone().with(-2, [0_u8; 32]).with(-3, [0_u8; 32]), "the point is not on P-256"),
        (without(1), "kty (1) is missing or no integer"),
        (without(3), "alg (3) is missing or no integer"),
        (without(-1), "crv (-1) is missing or no integer"),
        (without(-3), "y (-3) is missing or not 32 bytes"),
    ] {
        let error = PeerKey::from_cose(&map).unwrap_err();
        assert_eq!(error.to_string(), format!("key agreement key: {problem}"));
    }
}

#[test]
fn secrets_do_not_show_in_debug() {
    let pin = pin("13371337");
    assert_eq!(format!("{pin:?}"), "Pin(..)");
    assert_eq!(format!("{:?}", Verification::Pin(pin)), "Pin(Pin(..))");
}
