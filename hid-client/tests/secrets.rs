//! Secrets of keys that have their own ways (hmac-secret, CTAP 2.1 §12.5).

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use hid_client::error::{Error, ErrorKind};
use hid_client::key::{Key, Secret, Verification};
use hid_client::pin::Pin;
use sha2::{Digest as _, Sha256};
use shared::authenticator_data::{AuthenticatorData, Flags};
use shared::cbor::{Map, Value};
use shared::ctap::commands::Command;
use shared::ctap::get_info::GetInfo;
use shared::ids::{CredentialId, RpId};
use support::pin_key::PinKey;
use support::{Log, PLENTY, Step, asked, commands, info, key, ok, reply, within};

const RP_ID: &str = "example.org";

fn with_extensions(extensions: &[&str]) -> GetInfo {
    let extensions = extensions.iter().map(|name| (*name).to_owned()).collect();
    GetInfo { extensions: Some(extensions), ..info(&[("clientPin", true), ("pinUvAuthToken", true)]) }
}

fn signed(rp_id: &str, flags: Flags, extensions: Option<Map>) -> Map {
    let auth_data = AuthenticatorData {
        rp_id_hash: Sha256::digest(rp_id).into(),
        flags,
        sign_count: 7,
        attested_credential_data: None,
        extensions,
    };
    Map::new().with(2, auth_data.encode()).with(3, [3_u8; 8])
}

/// What a key that answers getAssertion by `answer` makes of a salt.
fn derive(
    info: GetInfo,
    answer: impl Fn(&mut PinKey, &Map) -> Vec<Step> + Send + 'static,
) -> (Result<Secret, Error>, Log) {
    let mut pin_key = PinKey::new(Some("1234"));
    let (transport, log) = key(move |asked| match asked.ctap2() {
        Some(Command::GetInfo) => reply(0, &info.encode()),
        Some(Command::ClientPin) => pin_key.client_pin(asked),
        Some(Command::GetAssertion) => answer(&mut pin_key, &asked.parameters()),
        other => panic!("{other:?}"),
    });
    let (rp_id, id) = (RpId::new(RP_ID).unwrap(), CredentialId::new([7; 16]).unwrap());
    let result = within(PLENTY, |operation| {
        let pin = Verification::Pin(Pin::new("1234").map_err(ErrorKind::from)?);
        Key::open(transport, operation)?.derive_secret(&rp_id, &id, &Secret::new([5; 32]), &pin, operation)
    });
    (result.0, log)
}

#[test]
fn a_salt_goes_encrypted_and_the_secret_comes_back_so() {
    for protocols in [vec![2, 1], vec![1]] {
        let info = GetInfo { pin_uv_auth_protocols: Some(protocols.clone()), ..with_extensions(&["hmac-secret"]) };
        let (secret, log) = derive(info, |pin_key, request| {
            let input = request.get(4).unwrap().as_map().unwrap().get("hmac-secret").unwrap().as_map().unwrap();
            // What came is the salt; what goes back is it with every bit turned.
            let output = pin_key.reencrypt(input, |salt| {
                assert_eq!(salt, [5; 32]);
                salt.iter().map(|byte| !byte).collect()
            });
            ok(signed(RP_ID, Flags::UP | Flags::UV, Some(Map::new().with("hmac-secret", output))))
        });
        assert_eq!(*secret.unwrap(), [!5; 32]);
        let request = &asked(&log, Command::GetAssertion)[0];
        let input = request.get(4).unwrap().as_map().unwrap().get("hmac-secret").unwrap().as_map().unwrap().clone();
        // Keys of CTAP 2.0 know no number.
        assert_eq!(input.get(4), (protocols[0] == 2).then_some(&Value::from(2_u8)));
        let token = asked(&log, Command::ClientPin);
        let permissions: Vec<_> = token.iter().filter_map(|map| map.get(9)).collect();
        assert_eq!(permissions, [&Value::from(2_u8)]);
    }
}

#[test]
fn an_answer_that_is_none_is_not_taken_for_a_secret() {
    let uv = Flags::UP | Flags::UV;
    let output = |length: usize| Some(Map::new().with("hmac-secret", vec![1_u8; length]));
    for (map, problem) in [
        (signed(RP_ID, uv, None), "the key does not support secrets for programs with this credential"),
        (signed("example.com", uv, output(48)), "is about another relying party"),
        (signed(RP_ID, Flags::UP, output(48)), "does not say that its person was verified"),
        (signed(RP_ID, uv, output(0)), "an encrypted secret of 0 bytes"),
        (signed(RP_ID, uv, output(32)), "an encrypted secret of 32 bytes"),
        (signed(RP_ID, uv, output(49)), "an encrypted secret of 49 bytes"),
        (signed(RP_ID, uv, output(80)), "an encrypted secret of 80 bytes"),
    ] {
        let error = derive(with_extensions(&["hmac-secret"]), move |_, _| ok(map.clone())).0.unwrap_err();
        assert!(error.to_string().contains(problem), "{error}");
    }
    let error = derive(with_extensions(&["hmac-secret"]), |_, _| reply(0x2e, &[])).0.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NoCredential));
}

#[test]
fn a_key_that_cannot_is_not_asked() {
    let (secret, log) = derive(with_extensions(&["credProtect"]), |_, _| Vec::new());
    assert_eq!(secret.unwrap_err().to_string(), "the key does not support secrets for programs");
    assert_eq!(commands(&log), [Command::GetInfo]);
}
