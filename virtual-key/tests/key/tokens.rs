//! The pinUvAuthToken: permissions, RP ID, time, one touch (CTAP 2.1 §6.5.2.1, §6.5.5.7).

use std::time::Duration;

use shared::cbor::Map;
use shared::ctap::commands::{ClientPinSubcommand, Permissions};
use shared::ctap::status::Status;

use crate::host::{
    Assertion, CLIENT_DATA_HASH, Made, PROTOCOLS, Session, TestKey, authenticate, change_pin, client_pin,
    get_assertion, make_credential, pin_hash, set_pin, token, token_of,
};

const RP: &str = "example.org";
const PIN: &str = "1234";

fn with_pin() -> TestKey {
    let mut test = TestKey::new();
    set_pin(&mut test.host, 2, PIN).unwrap();
    test
}

fn permissions(permissions: Permissions) -> Map {
    Map::new().with(9, permissions.0).with(10, RP)
}

#[test]
fn a_token_verifies_the_user_under_its_own_protocol() {
    let mut test = with_pin();
    for protocol in PROTOCOLS {
        let granted = token(&mut test.host, protocol, PIN, RP).unwrap();
        let request = make_credential(RP, b"a");
        let other = request.clone().token(3 - protocol, &granted);
        assert_eq!(other.call(&mut test.host), Err(Status::PinAuthInvalid));
        let made = Made::by(&request.token(protocol, &granted), &mut test.host).unwrap();
        assert!(made.user_verified());

        let granted = token(&mut test.host, protocol, PIN, RP).unwrap();
        let request = get_assertion(RP).list(&[&made.id]).token(protocol, &granted);
        assert!(Assertion::by(&request, &mut test.host).unwrap().user_verified());
    }
}

#[test]
fn a_wrong_param_is_refused_and_its_protocol_must_be_known() {
    let mut test = with_pin();
    for protocol in PROTOCOLS {
        let granted = token(&mut test.host, protocol, PIN, RP).unwrap();
        for request in [make_credential(RP, b"a"), get_assertion(RP)] {
            let key = if request.map.len() == 4 { 9 } else { 7 };
            let wrong = request.clone().param(protocol, authenticate(protocol, &granted, &[0; 32]));
            assert_eq!(wrong.call(&mut test.host), Err(Status::PinAuthInvalid));
            let signed = request.clone().token(protocol, &granted);
            assert_eq!(signed.clone().without(key).call(&mut test.host), Err(Status::MissingParameter));
            assert_eq!(signed.with(key, 3).call(&mut test.host), Err(Status::InvalidParameter));
        }
    }
}

#[test]
fn edge10_a_param_takes_precedence_over_the_uv_option() {
    let mut test = with_pin();
    let granted = token(&mut test.host, 2, PIN, RP).unwrap();
    let request = make_credential(RP, b"a").option("uv", true);
    assert_eq!(request.call(&mut test.host), Err(Status::InvalidOption));
    let made = Made::by(&request.token(2, &granted), &mut test.host).unwrap();
    assert!(made.user_verified());

    let granted = token(&mut test.host, 2, PIN, RP).unwrap();
    let request = get_assertion(RP).list(&[&made.id]).option("uv", true);
    assert_eq!(request.call(&mut test.host), Err(Status::InvalidOption));
    assert!(Assertion::by(&request.token(2, &granted), &mut test.host).unwrap().user_verified());
}

#[test]
fn a_key_without_a_pin_does_not_look_at_a_param() {
    // §6.1.2 step 11 is for authenticators that are protected; the "uv" bit stays off.
    let mut test = TestKey::new();
    let made = Made::by(&make_credential(RP, b"a").param(2, [7; 32]), &mut test.host).unwrap();
    assert!(!made.user_verified());
    let request = get_assertion(RP).list(&[&made.id]).param(2, [7; 32]);
    assert!(!Assertion::by(&request, &mut test.host).unwrap().user_verified());
}

#[test]
fn edge11_a_token_or_mac_cut_to_16_bytes_is_refused_under_protocol_two() {
    let mut test = with_pin();
    let granted = token(&mut test.host, 2, PIN, RP).unwrap();
    let request = make_credential(RP, b"a");
    let cut_token = request.clone().token(2, &granted[..16]);
    assert_eq!(cut_token.call(&mut test.host), Err(Status::PinAuthInvalid));
    let cut_mac = authenticate(2, &granted, &CLIENT_DATA_HASH)[..16].to_vec();
    assert_eq!(request.clone().param(2, cut_mac).call(&mut test.host), Err(Status::PinAuthInvalid));
    request.token(2, &granted).call(&mut test.host).unwrap();
}

#[test]
fn a_token_is_spent_by_a_touch() {
    let mut test = with_pin();
    let granted = token(&mut test.host, 2, PIN, RP).unwrap();
    let made = Made::by(&make_credential(RP, b"a").token(2, &granted), &mut test.host).unwrap();
    let request = get_assertion(RP).list(&[&made.id]);
    assert_eq!(request.clone().token(2, &granted).call(&mut test.host), Err(Status::PinAuthInvalid));
    // Without touch it is not spent: this is how a host looks before it asks.
    let granted = token(&mut test.host, 2, PIN, RP).unwrap();
    let silent = request.clone().option("up", false).token(2, &granted);
    for _ in 0..2 {
        assert!(Assertion::by(&silent, &mut test.host).unwrap().user_verified());
    }
    request.token(2, &granted).call(&mut test.host).unwrap();
    assert_eq!(silent.call(&mut test.host), Err(Status::PinAuthInvalid));
}

#[test]
fn a_token_does_what_it_may() {
    let mut test = with_pin();
    let made = Made::by(&make_credential(RP, b"a"), &mut test.host).unwrap();
    let make = token_of(&mut test.host, 2, PIN, &permissions(Permissions::MAKE_CREDENTIAL)).unwrap();
    let assert = get_assertion(RP).list(&[&made.id]);
    assert_eq!(assert.clone().token(2, &make).call(&mut test.host), Err(Status::PinAuthInvalid));
    make_credential(RP, b"a").token(2, &make).call(&mut test.host).unwrap();

    let get = token_of(&mut test.host, 2, PIN, &permissions(Permissions::GET_ASSERTION)).unwrap();
    assert_eq!(make_credential(RP, b"a").token(2, &get).call(&mut test.host), Err(Status::PinAuthInvalid));
    assert.token(2, &get).call(&mut test.host).unwrap();
}

#[test]
fn a_token_is_bound_to_its_relying_party() {
    let mut test = with_pin();
    let granted = token(&mut test.host, 2, PIN, RP).unwrap();
    let elsewhere = make_credential("example.com", b"a").token(2, &granted);
    assert_eq!(elsewhere.call(&mut test.host), Err(Status::PinAuthInvalid));
    make_credential(RP, b"a").token(2, &granted).call(&mut test.host).unwrap();
}

#[test]
fn a_token_of_ctap_2_0_takes_its_relying_party_from_its_first_use() {
    let mut test = with_pin();
    for protocol in PROTOCOLS {
        let made = Made::by(&make_credential(RP, b"a"), &mut test.host).unwrap();
        let session = Session::open(&mut test.host, protocol);
        let request = Map::new().with(3, session.cose_key.clone()).with(6, session.encrypt(&pin_hash(PIN)));
        for key in [9, 10] {
            let refused =
                client_pin(&mut test.host, protocol, ClientPinSubcommand::GetPinToken, &request.clone().with(key, 1));
            assert_eq!(refused, Err(Status::InvalidParameter));
        }
        let reply = client_pin(&mut test.host, protocol, ClientPinSubcommand::GetPinToken, &request).unwrap();
        let granted = session.decrypt(reply.get(2).unwrap().as_bytes().unwrap());
        let silent = get_assertion(RP).list(&[&made.id]).option("up", false).token(protocol, &granted);
        silent.call(&mut test.host).unwrap();
        let elsewhere = make_credential("example.com", b"a").token(protocol, &granted);
        assert_eq!(elsewhere.call(&mut test.host), Err(Status::PinAuthInvalid));
        make_credential(RP, b"a").token(protocol, &granted).call(&mut test.host).unwrap();
    }
}

#[test]
fn permissions_that_the_key_cannot_give_are_refused() {
    let mut test = with_pin();
    let mut ask = |rest: Map| token_of(&mut test.host, 2, PIN, &rest);
    assert_eq!(ask(Map::new().with(9, 0)), Err(Status::InvalidParameter));
    // The last one, `pcmr`, goes with no other.
    for bit in [0x08, 0x40] {
        assert_eq!(ask(permissions(Permissions(bit | 1))), Err(Status::UnauthorizedPermission), "{bit:#x}");
    }
    // Undefined ones are ignored; those for making and using credentials need to know for whom.
    ask(permissions(Permissions(0x83))).unwrap();
    ask(Map::new().with(9, 0x1_0001).with(10, RP)).unwrap();
    for bit in [1, 2, 3, 5] {
        assert_eq!(ask(Map::new().with(9, bit)), Err(Status::MissingParameter));
    }
}

#[test]
fn a_token_has_its_time() {
    let mut test = with_pin();
    let made = Made::by(&make_credential(RP, b"a"), &mut test.host).unwrap();
    let silent = get_assertion(RP).list(&[&made.id]).option("up", false);

    let unused = token(&mut test.host, 2, PIN, RP).unwrap();
    test.clock.advance(Duration::from_secs(31));
    assert_eq!(silent.clone().token(2, &unused).call(&mut test.host), Err(Status::PinAuthInvalid));

    let used = token(&mut test.host, 2, PIN, RP).unwrap();
    for _ in 0..20 {
        test.clock.advance(Duration::from_secs(29));
        silent.clone().token(2, &used).call(&mut test.host).unwrap();
    }
    test.clock.advance(Duration::from_secs(21));
    assert_eq!(silent.token(2, &used).call(&mut test.host), Err(Status::PinAuthInvalid));
}

#[test]
fn a_token_ends_with_a_new_one_a_new_pin_and_the_power() {
    let mut test = with_pin();
    let request = make_credential(RP, b"a");
    let first = token(&mut test.host, 1, PIN, RP).unwrap();
    let second = token(&mut test.host, 2, PIN, RP).unwrap();
    assert_eq!(request.clone().token(1, &first).call(&mut test.host), Err(Status::PinAuthInvalid));
    change_pin(&mut test.host, 2, PIN, "5678").unwrap();
    assert_eq!(request.clone().token(2, &second).call(&mut test.host), Err(Status::PinAuthInvalid));
    let third = token(&mut test.host, 2, "5678", RP).unwrap();
    test.power_cycle();
    assert_eq!(request.token(2, &third).call(&mut test.host), Err(Status::PinAuthInvalid));
}
