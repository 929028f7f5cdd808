//! authenticatorClientPIN: setting, changing, asking (CTAP 2.1 §6.5.5).

use shared::cbor::{Map, Value};
use shared::ctap::commands::ClientPinSubcommand as Subcommand;
use shared::ctap::status::Status;

use crate::host::{
    Host, Link, PROTOCOLS, Session, TestKey, change_pin, client_pin, padded, pin_hash, set_pin, token, wrong_pin,
};

const RP: &str = "example.org";

fn retries<L: Link>(host: &mut Host<L>) -> (u64, Option<bool>) {
    let reply = client_pin(host, 2, Subcommand::GetPinRetries, &Map::new()).unwrap();
    (reply.get(3).unwrap().as_u64().unwrap(), reply.get(4).and_then(Value::as_bool))
}

/// setPIN with this content in place of the padded PIN.
fn set_raw<L: Link>(host: &mut Host<L>, protocol: u8, content: &[u8]) -> Result<Map, Status> {
    let session = Session::open(host, protocol);
    let new_pin = session.encrypt(content);
    let request = Map::new().with(3, session.cose_key.clone()).with(4, session.authenticate(&new_pin)).with(5, new_pin);
    client_pin(host, protocol, Subcommand::SetPin, &request)
}

#[test]
fn a_pin_is_set_used_and_changed_under_both_protocols() {
    for protocol in PROTOCOLS {
        let mut host = TestKey::new();
        assert_eq!(token(&mut host, protocol, "1234", RP), Err(Status::PinNotSet));
        assert_eq!(change_pin(&mut host, protocol, "1234", "5678"), Err(Status::PinNotSet));
        set_pin(&mut host, protocol, "1234").unwrap();
        assert_eq!(set_pin(&mut host, protocol, "5678"), Err(Status::PinAuthInvalid));
        token(&mut host, protocol, "1234", RP).unwrap();
        assert_eq!(change_pin(&mut host, protocol, "1235", "5678"), Err(Status::PinInvalid));
        assert_eq!(retries(&mut host), (7, None));
        change_pin(&mut host, protocol, "1234", "5678").unwrap();
        assert_eq!(retries(&mut host), (8, None));
        assert_eq!(token(&mut host, protocol, "1234", RP), Err(Status::PinInvalid));
        // What is set under one protocol is the PIN under the other too.
        token(&mut host, 3 - protocol, "5678", RP).unwrap();
        assert_eq!(retries(&mut host), (8, None));
    }
}

#[test]
fn edge17_a_pin_has_4_code_points_to_63_bytes() {
    for protocol in PROTOCOLS {
        for (pin, right) in [
            ("123", false),
            ("åäö", false),
            ("🔑🔑🔑", false),
            ("", false),
            ("1234", true),
            ("åäöü", true),
            ("🔑🔑🔑🔑", true),
            (&"x".repeat(63), true),
            (&"x".repeat(64), false),
        ] {
            let mut host = TestKey::new();
            let expected = if right { Ok(()) } else { Err(Status::PinPolicyViolation) };
            assert_eq!(set_pin(&mut host, protocol, pin), expected, "{pin}");
            if right {
                assert!(token(&mut host, protocol, pin, RP).is_ok(), "{pin}");
            }
        }
        let mut host = TestKey::new();
        // Bytes that are no text have no code points.
        let not_utf8 = [&[0xff; 10][..], &[0; 54]].concat();
        assert_eq!(set_raw(&mut host, protocol, &not_utf8), Err(Status::PinPolicyViolation));
        // The padding is part of the form.
        for length in [16, 48, 80, 128] {
            let mut content = b"1234".to_vec();
            content.resize(length, 0);
            assert_eq!(set_raw(&mut host, protocol, &content), Err(Status::InvalidParameter), "{length}");
        }
    }
}

#[test]
fn a_new_pin_that_breaks_the_rules_leaves_the_old_one() {
    let mut host = TestKey::new();
    set_pin(&mut host, 2, "1234").unwrap();
    assert_eq!(change_pin(&mut host, 2, "1234", "123"), Err(Status::PinPolicyViolation));
    token(&mut host, 2, "1234", RP).unwrap();
}

#[test]
fn a_tampered_request_costs_no_retry() {
    for protocol in PROTOCOLS {
        let mut host = TestKey::new();
        let session = Session::open(&mut host, protocol);
        let new_pin = session.encrypt(&padded("1234"));
        let good =
            Map::new().with(3, session.cose_key.clone()).with(4, session.authenticate(&new_pin)).with(5, new_pin);
        let set = |host: &mut Host<_>, request: Map| client_pin(host, protocol, Subcommand::SetPin, &request);
        assert_eq!(set(&mut host, good.clone().with(4, [0; 32])), Err(Status::PinAuthInvalid));
        assert_eq!(set(&mut host, good.clone().with(4, [0; 0])), Err(Status::PinAuthInvalid));
        set(&mut host, good).unwrap();

        let session = Session::open(&mut host, protocol);
        let (new_pin, old_pin) = (session.encrypt(&padded("5678")), session.encrypt(&pin_hash("1234")));
        let request = Map::new().with(3, session.cose_key.clone()).with(4, session.authenticate(&new_pin));
        let request = request.with(5, new_pin).with(6, old_pin);
        // The MAC must cover the old PIN too.
        assert_eq!(client_pin(&mut host, protocol, Subcommand::ChangePin, &request), Err(Status::PinAuthInvalid));
        assert_eq!(retries(&mut host), (8, None));
    }
}

#[test]
fn edge11_a_mac_cut_to_16_bytes_is_refused_under_protocol_two() {
    let mut host = TestKey::new();
    let session = Session::open(&mut host, 2);
    let new_pin = session.encrypt(&padded("1234"));
    let cut = session.authenticate(&new_pin)[..16].to_vec();
    let request = Map::new().with(3, session.cose_key.clone()).with(4, cut).with(5, new_pin);
    assert_eq!(client_pin(&mut host, 2, Subcommand::SetPin, &request), Err(Status::PinAuthInvalid));
}

#[test]
fn the_key_agreement_key_changes_with_a_wrong_pin_and_with_the_power() {
    let mut test = TestKey::new();
    set_pin(&mut test.host, 2, "1234").unwrap();
    for protocol in PROTOCOLS {
        let key = |host: &mut Host<_>, protocol| {
            client_pin(host, protocol, Subcommand::GetKeyAgreement, &Map::new()).unwrap().get(1).unwrap().clone()
        };
        let (first, other) = (key(&mut test.host, protocol), key(&mut test.host, 3 - protocol));
        assert_ne!(first, other);
        token(&mut test.host, protocol, "1234", RP).unwrap();
        assert_eq!(key(&mut test.host, protocol), first);
        assert_eq!(wrong_pin(&mut test.host, protocol), Status::PinInvalid);
        assert_ne!(key(&mut test.host, protocol), first);
        assert_eq!(key(&mut test.host, 3 - protocol), other);
        test.power_cycle();
        assert_ne!(key(&mut test.host, 3 - protocol), other);
        token(&mut test.host, protocol, "1234", RP).unwrap();
    }
}

#[test]
fn parameters_are_asked_for_by_name() {
    let mut host = TestKey::new();
    let session = Session::open(&mut host, 2);
    let new_pin = session.encrypt(&padded("1234"));
    let full = Map::new()
        .with(3, session.cose_key.clone())
        .with(4, session.authenticate(&new_pin))
        .with(5, new_pin)
        .with(6, session.encrypt(&pin_hash("1234")))
        .with(9, 1)
        .with(10, RP);
    for (subcommand, mandatory) in [
        (Subcommand::SetPin, &[3, 4, 5][..]),
        (Subcommand::ChangePin, &[3, 4, 5, 6]),
        (Subcommand::GetPinToken, &[3, 6]),
        (Subcommand::GetPinUvAuthTokenUsingPinWithPermissions, &[3, 6, 9]),
    ] {
        for key in mandatory {
            let mut request = full.clone();
            request.remove(*key);
            assert_eq!(client_pin(&mut host, 2, subcommand, &request), Err(Status::MissingParameter), "{subcommand:?}");
        }
        for protocol in [0, 3] {
            let refused = client_pin(&mut host, protocol, subcommand, &full);
            assert_eq!(refused, Err(Status::InvalidParameter), "{subcommand:?}");
        }
    }
    for subcommand in [Subcommand::GetUvRetries, Subcommand::GetPinUvAuthTokenUsingUvWithPermissions] {
        assert_eq!(client_pin(&mut host, 2, subcommand, &full), Err(Status::InvalidSubcommand));
    }
    let call = |host: &mut Host<_>, request: Map| host.call(shared::ctap::commands::Command::ClientPin, &request);
    assert_eq!(call(&mut host, Map::new().with(2, 8)), Err(Status::InvalidSubcommand));
    assert_eq!(call(&mut host, Map::new().with(2, 0x1_0001)), Err(Status::InvalidSubcommand));
    assert_eq!(call(&mut host, Map::new().with(1, 2)), Err(Status::MissingParameter));
}

#[test]
fn a_key_agreement_key_that_is_none_is_refused() {
    let mut host = TestKey::new();
    let session = Session::open(&mut host, 2);
    let new_pin = session.encrypt(&padded("1234"));
    let good = session.cose_key.clone();
    for (label, wrong) in [
        (1, Value::from(1)),
        (3, Value::from(-7)),
        (-1, Value::from(2)),
        (-2, Value::from([0; 31])),
        (-3, Value::from([5; 32])),
    ] {
        for peer in [good.clone().with(label, wrong), {
            let mut cut = good.clone();
            cut.remove(label);
            cut
        }] {
            let request = Map::new().with(3, peer).with(4, session.authenticate(&new_pin)).with(5, new_pin.clone());
            let refused = client_pin(&mut host, 2, Subcommand::SetPin, &request);
            assert_eq!(refused, Err(Status::InvalidParameter), "label {label}");
        }
    }
}
