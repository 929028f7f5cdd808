//! Registration and authentication with keys that have their own ways.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use hid_client::ctap2::AssertionUser;
use hid_client::driver::Authenticator;
use hid_client::error::{Error, ErrorKind};
use hid_client::events::Event;
use hid_client::key::Key;
use hid_client::operation::Operation;
use hid_client::pin::Pin;
use hid_client::transport::Transport;
use hid_client::webauthn_client::{Origin, Person, WebAuthnClient};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use shared::attestation_object::AttestationObject;
use shared::authenticator_data::{AttestedCredentialData, AuthenticatorData, Flags};
use shared::cbor::{Map, Value};
use shared::client_data::CollectedClientData;
use shared::cose::PublicKey;
use shared::ctap::commands::Command;
use shared::ctap::get_info::GetInfo;
use shared::ids::{Aaguid, CredentialId};
use shared::webauthn_json::{AuthenticationResponseJson, RegistrationResponseJson};
use support::pin_key::{PinKey, mac};
use support::{Asked, Log, PLENTY, Step, asked, commands, info, key, ok, reply, within};

const RP_ID: &str = "example.org";

/// Knows the PIN, and wants the second account.
struct Somebody;

impl Person for Somebody {
    fn pin(&mut self) -> Result<Pin, Error> {
        Ok(Pin::new("1234").map_err(ErrorKind::from)?)
    }

    fn account(&mut self, accounts: &[AssertionUser]) -> Result<usize, Error> {
        assert_eq!(accounts[1].name.as_deref(), Some("b"));
        Ok(1)
    }
}

fn create(
    transport: Box<dyn Transport>,
    options: serde_json::Value,
) -> (Result<RegistrationResponseJson, Error>, Vec<Event>) {
    let mut all = json!({
        "rp": {"id": RP_ID, "name": "Example"},
        "user": {"id": "AQ", "name": "a", "displayName": "A"},
        "challenge": "AAAAAAAAAAAAAAAAAAAAAA",
        "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
        "attestation": "direct",
        "authenticatorSelection": {"userVerification": "required"},
    });
    all.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
    let options = serde_json::from_value(all).unwrap();
    with_client(transport, |client, operation| client.create(&options, operation))
}

fn get(transport: Box<dyn Transport>, allow: &[u8]) -> (Result<AuthenticationResponseJson, Error>, Vec<Event>) {
    let allow: Vec<_> = allow.iter().map(|id| json!({"type": "public-key", "id": credential(*id)})).collect();
    let options = serde_json::from_value(json!({
        "challenge": "AAAAAAAAAAAAAAAAAAAAAA",
        "rpId": RP_ID,
        "allowCredentials": allow,
        "userVerification": "required",
    }));
    with_client(transport, |client, operation| client.get(&options.unwrap(), operation))
}

fn with_client<T>(
    transport: Box<dyn Transport>,
    work: impl FnOnce(&mut WebAuthnClient<'_>, &mut Operation<'_>) -> Result<T, Error>,
) -> (Result<T, Error>, Vec<Event>) {
    let origin = Origin::from_server_address("https://login.example.org").unwrap();
    within(PLENTY, |operation| {
        let mut key: Box<dyn Authenticator> = Box::new(Key::open(transport, operation)?);
        work(&mut WebAuthnClient::new(&origin, key.as_mut(), &mut Somebody), operation)
    })
}

fn credential(id: u8) -> CredentialId {
    CredentialId::new([id; 16]).unwrap()
}

fn auth_data(flags: Flags, new: Option<u8>) -> Vec<u8> {
    AuthenticatorData {
        rp_id_hash: Sha256::digest(RP_ID).into(),
        flags,
        sign_count: 7,
        attested_credential_data: new.map(|id| AttestedCredentialData {
            aaguid: Aaguid([9; 16]),
            credential_id: credential(id),
            public_key: PublicKey::Es256 { x: [1; 32], y: [2; 32] },
        }),
        extensions: None,
    }
    .encode()
}

fn descriptor(id: u8) -> Value {
    Map::new().with("id", credential(id).as_bytes()).with("type", "public-key").into()
}

fn made(flags: Flags) -> Vec<Step> {
    let statement = Map::new().with("alg", -7).with("sig", [1_u8; 8]).with("x5c", vec![Value::from([2_u8; 8])]);
    ok(Map::new().with(1, "packed").with(2, auth_data(flags, Some(1))).with(3, statement))
}

fn assertion(id: u8) -> Map {
    Map::new().with(1, descriptor(id)).with(2, auth_data(Flags::UP | Flags::UV, None)).with(3, [3_u8; 8])
}

/// A key with a PIN and a permission token that answers everything else by `answer`.
fn pin_key(
    info: GetInfo,
    mut answer: impl FnMut(&Asked, Command) -> Vec<Step> + Send + 'static,
) -> (Box<dyn Transport>, Log) {
    let mut fake = PinKey::new(Some("1234"));
    key(move |asked| match asked.ctap2() {
        Some(Command::GetInfo) => reply(0, &info.encode()),
        Some(Command::ClientPin) => fake.client_pin(asked),
        Some(command) => answer(asked, command),
        None => Vec::new(),
    })
}

fn with_pin() -> GetInfo {
    info(&[("clientPin", true), ("pinUvAuthToken", true), ("rk", true)])
}

fn ids(parameters: &Map, list: u8) -> Vec<u8> {
    let list = parameters.get(list).and_then(Value::as_array).unwrap_or_default();
    list.iter().map(|item| item.as_map().unwrap().get("id").unwrap().as_bytes().unwrap()[0]).collect()
}

#[test]
fn a_registration_carries_what_level_3_asks_for() {
    let info = GetInfo { transports: Some(vec!["usb".into(), "nfc".into(), "usb".into()]), ..with_pin() };
    let (transport, log) = pin_key(info, |_, _| made(Flags::UP | Flags::UV));
    let options = json!({"extensions": {"credProps": true}, "authenticatorSelection": {"residentKey": "preferred", "userVerification": "required"}});
    let (response, events) = create(transport, options);
    let response = response.unwrap();
    let data = CollectedClientData::parse(response.response.client_data_json.as_bytes()).unwrap();
    assert_eq!((data.origin.as_str(), data.cross_origin), ("https://login.example.org", false));
    assert_eq!(response.id, credential(1));
    assert_eq!(response.response.transports, ["nfc", "usb"]);
    assert_eq!(response.response.public_key_algorithm, Some(-7));
    assert_eq!(response.response.public_key.unwrap().as_bytes().len(), 91);
    assert_eq!(response.client_extension_results["credProps"], json!({"rk": true}));
    let object = AttestationObject::parse(response.response.attestation_object.as_bytes()).unwrap();
    assert_eq!(response.response.authenticator_data.unwrap().as_bytes(), object.auth_data_bytes);
    assert_eq!(object.fmt, "packed");
    assert_eq!(events, [Event::PinTries(8)]);
    // The token is for this relying party and this ceremony alone, and stands for the client data's hash.
    let pin = asked(&log, Command::ClientPin);
    let token = pin.last().unwrap();
    assert_eq!((token.get(2), token.get(9)), (Some(&Value::from(9_u8)), Some(&Value::from(1_u8))));
    assert_eq!(token.get(0x0a).unwrap().as_text(), Some(RP_ID));
    let sent = &asked(&log, Command::MakeCredential)[0];
    let hash: [u8; 32] = Sha256::digest(response.response.client_data_json.as_bytes()).into();
    assert_eq!(sent.get(1).unwrap().as_bytes(), Some(&hash[..]));
    assert_eq!(sent.get(8).unwrap().as_bytes().unwrap(), mac(&[0x5a; 32], &hash, true));
}

#[test]
fn attestation_nobody_asked_for_is_not_passed_on() {
    let (transport, _) = pin_key(with_pin(), |_, _| made(Flags::UP | Flags::UV));
    let response = create(transport, json!({"attestation": "none"})).0.unwrap();
    let object = AttestationObject::parse(response.response.attestation_object.as_bytes()).unwrap();
    assert_eq!((object.fmt.as_str(), object.att_stmt.len()), ("none", 0));
    assert!(response.client_extension_results.is_empty());
}

#[test]
fn edge10_uv_never_goes_with_pin_uv_auth_param() {
    let built_in_only = info(&[("uv", true)]);
    let built_in = info(&[("uv", true), ("clientPin", true), ("pinUvAuthToken", true)]);
    let old = info(&[("clientPin", true)]);
    for (info, uses_option) in [(built_in_only, true), (built_in, false), (old, false), (with_pin(), false)] {
        let answer = |_: &Asked, command| match command {
            Command::MakeCredential => made(Flags::UP | Flags::UV),
            _ => ok(assertion(1)),
        };
        let (transport, log) = pin_key(info.clone(), answer);
        create(transport, json!({})).0.unwrap();
        let (transport, other_log) = pin_key(info, answer);
        get(transport, &[1]).0.unwrap();
        let (made, signed) = (asked(&log, Command::MakeCredential), asked(&other_log, Command::GetAssertion));
        for (request, options, param) in [(&made[0], 7_u8, 8_u8), (&signed[0], 5, 6)] {
            let uv = request.get(options).and_then(|options| options.as_map()?.get("uv"));
            assert_eq!(uv, uses_option.then_some(&Value::Bool(true)));
            assert_eq!(request.get(param).is_some(), !uses_option);
            assert_eq!(request.get(param + 1).is_some(), !uses_option);
        }
    }
}

#[test]
fn edge15_an_assertion_without_credential_is_about_the_only_one_allowed() {
    let without_credential = || {
        let mut map = assertion(1);
        map.remove(1);
        map
    };
    let (transport, _) = pin_key(with_pin(), move |_, _| ok(without_credential()));
    assert_eq!(get(transport, &[5]).0.unwrap().id, credential(5));
    // With several, or none, nobody knows whose it is.
    for allow in [&[5, 6][..], &[]] {
        let info = GetInfo { max_credential_count_in_list: Some(8), ..with_pin() };
        let (transport, _) = pin_key(info, move |_, _| ok(without_credential()));
        let error = get(transport, allow).0.unwrap_err().to_string();
        assert_eq!(error, "protocol error: reply to GetAssertion: credential (0x01) is missing");
    }
}

#[test]
fn edge15_blocked_verification_falls_back_to_the_pin() {
    for status in [0x3c, 0x3f] {
        // By a token (subcommand 0x06) where the key has them, else by the option.
        let mut fake = PinKey::new(Some("1234"));
        let (transport, log) = key(move |asked| match asked.ctap2().unwrap() {
            Command::GetInfo => {
                reply(0, &info(&[("uv", true), ("clientPin", true), ("pinUvAuthToken", true)]).encode())
            }
            Command::ClientPin if asked.parameters().get(2) == Some(&Value::from(6_u8)) => reply(status, &[]),
            Command::ClientPin => fake.client_pin(asked),
            _ => ok(assertion(1)),
        });
        let (result, events) = get(transport, &[1]);
        result.unwrap();
        assert_eq!(events, [Event::VerificationNeeded, Event::FallsBackToPin, Event::PinTries(8)]);
        assert_eq!(asked(&log, Command::GetAssertion).len(), 1);

        let (transport, log) = pin_key(info(&[("uv", true), ("clientPin", true)]), move |asked, _| {
            if asked.parameters().get(5).is_some() { reply(status, &[]) } else { ok(assertion(1)) }
        });
        get(transport, &[1]).0.unwrap();
        assert_eq!(asked(&log, Command::GetAssertion).len(), 2);
    }
    // Without a PIN there is nothing to fall back to.
    let (transport, _) = pin_key(info(&[("uv", true)]), |_, _| reply(0x3c, &[]));
    let error = get(transport, &[1]).0.unwrap_err();
    assert_eq!(error.to_string(), "GetAssertion failed with CTAP2_ERR_UV_BLOCKED (0x3c)");
}

#[test]
fn long_allow_lists_are_searched_without_a_touch() {
    let info = GetInfo { max_credential_count_in_list: Some(2), max_credential_id_length: Some(16), ..with_pin() };
    let (transport, log) = pin_key(info, |asked, _| {
        let has = ids(&asked.parameters(), 3).contains(&4);
        if has { ok(assertion(4)) } else { reply(0x2e, &[]) }
    });
    assert_eq!(get(transport, &[1, 2, 3, 4, 5]).0.unwrap().id, credential(4));
    let sent = asked(&log, Command::GetAssertion);
    assert_eq!(sent.iter().map(|map| ids(map, 3)).collect::<Vec<_>>(), [vec![1, 2], vec![3, 4], vec![4]]);
    let up = |map: &Map| map.get(5).and_then(|options| options.as_map()?.get("up")?.as_bool());
    assert_eq!(sent.iter().map(up).collect::<Vec<_>>(), [Some(false), Some(false), None]);
}

#[test]
fn a_key_with_none_of_a_long_list_says_so() {
    let (transport, log) = pin_key(with_pin(), |_, _| reply(0x2e, &[]));
    assert!(matches!(get(transport, &[1, 2, 3]).0.unwrap_err().kind(), ErrorKind::NoCredential));
    // A key that does not say how many it takes is asked one by one.
    assert_eq!(asked(&log, Command::GetAssertion).len(), 3);
}

#[test]
fn long_exclude_lists_are_searched_and_the_key_asks_for_the_touch() {
    let info = GetInfo { max_credential_count_in_list: Some(2), ..with_pin() };
    for (held, expected) in [(Some(5), vec![5]), (None, vec![])] {
        let (transport, log) = pin_key(info.clone(), move |asked, command| match command {
            Command::GetAssertion if held.is_some_and(|id| ids(&asked.parameters(), 3).contains(&id)) => {
                ok(assertion(held.unwrap()))
            }
            Command::GetAssertion => reply(0x2e, &[]),
            _ if held.is_some() => reply(0x19, &[]),
            _ => made(Flags::UP | Flags::UV),
        });
        let exclude: Vec<_> = (3..=7).map(|id| json!({"type": "public-key", "id": credential(id)})).collect();
        let (result, _) = create(transport, json!({"excludeCredentials": exclude}));
        match held {
            Some(_) => assert!(matches!(result.unwrap_err().kind(), ErrorKind::AlreadyRegistered)),
            None => drop(result.unwrap()),
        }
        assert_eq!(ids(&asked(&log, Command::MakeCredential)[0], 5), expected);
        // The search needs the permission to sign as well.
        assert_eq!(asked(&log, Command::ClientPin).last().unwrap().get(9), Some(&Value::from(3_u8)));
    }
}

#[test]
fn edge09_all_assertions_are_fetched_with_nothing_in_between() {
    let user = |id: u8, name: &str| Map::new().with("id", [id]).with("name", name);
    let mut next = 1;
    let (transport, log) = pin_key(with_pin(), move |_, command| {
        if command == Command::GetAssertion {
            return ok(assertion(1).with(4, user(1, "a")).with(5, 3));
        }
        next += 1;
        ok(assertion(next).with(4, user(next, if next == 2 { "b" } else { "c" })))
    });
    let response = get(transport, &[]).0.unwrap();
    assert_eq!((response.id, response.response.user_handle.unwrap().as_bytes()), (credential(2), &[2][..]));
    let sent = commands(&log);
    assert!(sent.ends_with(&[Command::GetAssertion, Command::GetNextAssertion, Command::GetNextAssertion]));
}

#[test]
fn answers_that_are_not_what_was_asked_for_are_refused() {
    let of = |map: Map| {
        let (transport, _) = pin_key(with_pin(), move |_, _| ok(map.clone()));
        get(transport, &[1]).0.unwrap_err().to_string()
    };
    let with = |data: Vec<u8>| of(assertion(1).with(2, data));
    let mut foreign = auth_data(Flags::UP | Flags::UV, None);
    foreign[0] ^= 1;
    assert_eq!(with(foreign), "protocol error: the key's answer is about another relying party");
    assert_eq!(with(auth_data(Flags::UV, None)), "protocol error: the key's answer was given without a touch");
    assert_eq!(
        with(auth_data(Flags::UP, None)),
        "protocol error: the key's answer does not say that its person was verified"
    );
    assert_eq!(of(assertion(2)), "protocol error: the key's answer is by a credential not asked for");
    assert_eq!(with(vec![0; 36]), "protocol error: authenticator data ends in the middle of signCount");
    let (transport, _) = pin_key(with_pin(), |_, _| made(Flags::UP | Flags::UV));
    let (result, _) = create(transport, json!({"pubKeyCredParams": [{"type": "public-key", "alg": -8}]}));
    assert_eq!(
        result.unwrap_err().to_string(),
        "protocol error: the key's answer is a key of an algorithm not asked for"
    );
}

#[test]
fn edge01_map_keys_out_of_order_are_an_error_that_says_so() {
    let (transport, _) = key(|_| reply(0, &[0xa2, 0x03, 0x40, 0x01, 0x80]));
    let (result, _) = within(PLENTY, |operation| Key::open(transport, operation));
    let error = result.unwrap_err().to_string();
    assert_eq!(error, "protocol error: getInfo: CBOR map keys out of canonical order or repeated at byte 3");
}

#[test]
fn a_key_that_wants_another_pin_or_takes_none_is_not_asked_in_vain() {
    let forced = GetInfo { force_pin_change: Some(true), ..with_pin() };
    let (transport, log) = pin_key(forced, |_, _| panic!("asked in vain"));
    assert!(matches!(get(transport, &[1]).0.unwrap_err().kind(), ErrorKind::PinChangeRequired));
    assert_eq!(commands(&log), [Command::GetInfo]);
    for (retries, power_cycle, name) in [(0, false, "CTAP2_ERR_PIN_BLOCKED"), (5, true, "CTAP2_ERR_PIN_AUTH_BLOCKED")] {
        let (transport, _) = key(move |asked| match asked.ctap2().unwrap() {
            Command::GetInfo => reply(0, &with_pin().encode()),
            Command::ClientPin => ok(Map::new().with(3, retries).with(4, power_cycle)),
            other => panic!("{other:?}"),
        });
        let error = get(transport, &[1]).0.unwrap_err().to_string();
        assert!(error.contains(name), "{error}");
    }
}

#[test]
fn a_server_that_wants_no_security_key_is_told_so() {
    let (transport, log) = pin_key(with_pin(), |_, _| panic!("reached the key"));
    let (result, _) = create(transport, json!({"authenticatorSelection": {"authenticatorAttachment": "platform"}}));
    assert!(matches!(result.unwrap_err().kind(), ErrorKind::NotSupported(_)));
    assert_eq!(commands(&log), [Command::GetInfo]);
}

#[test]
fn an_rp_id_that_the_origin_may_not_claim_never_reaches_the_key() {
    let (transport, log) = pin_key(with_pin(), |_, _| panic!("reached the key"));
    let (result, _) = create(transport, json!({"rp": {"id": "example.com", "name": "Not me"}}));
    assert!(matches!(result.unwrap_err().kind(), ErrorKind::Origin(_)));
    assert_eq!(commands(&log), [Command::GetInfo]);
}
