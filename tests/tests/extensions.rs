//! Extensions that a server asks for: the WebAuthn client and the virtual key, with nothing in between (WebAuthn L3 §9).

use std::time::Duration;

use hid_client::ctap2::AssertionUser;
use hid_client::driver::Authenticator;
use hid_client::error::Error;
use hid_client::key::{Access, Key, Verification};
use hid_client::operation::{Cancellation, Operation};
use hid_client::pin::Pin;
use hid_client::webauthn_client::{Origin, Person, WebAuthnClient};
use serde_json::{Value, json};
use shared::cbor::Map;
use shared::webauthn_json::{AuthenticationResponseJson, RegistrationResponseJson};
use tests::bench::{Bench as _, MemoryBench};
use tests::engine::Engine;
use tests::on_both_engines;
use virtual_key::{Presence, VirtualKey};

struct Anna;

impl Person for Anna {
    fn pin(&mut self) -> Result<Pin, Error> {
        Ok(Pin::new("1234").expect("a PIN"))
    }

    fn account(&mut self, _: &[AssertionUser]) -> Result<usize, Error> {
        Ok(0)
    }
}

/// A key with a PIN that is always touched, and a server that asks for what a test says.
struct Stage(MemoryBench);

impl Stage {
    fn new(engine: Engine) -> Self {
        let key = engine.build(VirtualKey::builder().in_memory().presence(Presence::Auto));
        let stage = Self(MemoryBench::of(key));
        stage.with_key(|key, operation| key.set_pin(&Pin::new("1234")?, operation)).expect("a PIN");
        stage
    }

    fn with_key<T>(&self, act: impl FnOnce(&mut Key, &mut Operation<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let mut nobody = |_| {};
        let mut operation = Operation::new(Duration::from_secs(60), Cancellation::new(), &mut nobody);
        let mut key = Key::open(self.0.open(), &mut operation)?;
        act(&mut key, &mut operation)
    }

    fn with_client<T>(
        &self,
        act: impl FnOnce(&mut WebAuthnClient<'_>, &mut Operation<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let origin = Origin::from_server_address("https://example.org").expect("an origin");
        self.with_key(|key, operation| {
            let authenticator: &mut dyn Authenticator = key;
            act(&mut WebAuthnClient::new(&origin, authenticator, &mut Anna), operation)
        })
    }

    fn create(&self, resident_key: &str, extensions: Value) -> Result<RegistrationResponseJson, Error> {
        let options = serde_json::from_value(json!({
            "rp": {"id": "example.org", "name": "Example"},
            "user": {"id": "AQ", "name": "anna", "displayName": "Anna"},
            "challenge": "AAAAAAAAAAAAAAAAAAAAAA",
            "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
            "authenticatorSelection": {"userVerification": "required", "residentKey": resident_key},
            "extensions": extensions,
        }));
        self.with_client(|client, operation| client.create(&options.expect("options"), operation))
    }

    fn get(&self, extensions: Value) -> AuthenticationResponseJson {
        let options = serde_json::from_value(json!({
            "challenge": "AAAAAAAAAAAAAAAAAAAAAA",
            "rpId": "example.org",
            "userVerification": "required",
            "extensions": extensions,
        }));
        self.with_client(|client, operation| client.get(&options.expect("options"), operation)).expect("signed in")
    }
}

/// What the key signed about extensions.
fn signed(response: &RegistrationResponseJson) -> Option<Map> {
    let object = shared::attestation_object::AttestationObject::parse(response.response.attestation_object.as_bytes());
    object.expect("an attestation object").auth_data.extensions
}

fn results(response: &RegistrationResponseJson) -> Value {
    Value::Object(response.client_extension_results.clone())
}

fn a_credential_is_protected_as_the_server_wants_it(engine: Engine) {
    let stage = Stage::new(engine);
    for (policy, level) in [
        ("userVerificationOptional", 1),
        ("userVerificationOptionalWithCredentialIDList", 2),
        ("userVerificationRequired", 3),
    ] {
        let made = stage.create("required", json!({"credentialProtectionPolicy": policy})).expect("made");
        assert_eq!(signed(&made), Some(Map::new().with("credProtect", level)), "{policy}");
        assert_eq!(results(&made), json!({}));
    }
    let made = stage.create("required", json!({"credentialProtectionPolicy": "unheard of"})).expect("made");
    assert_eq!(signed(&made), None);
}

fn a_servers_blob_is_kept_and_given_back(engine: Engine) {
    let stage = Stage::new(engine);
    let made = stage.create("required", json!({"credBlob": "aGVsbG8", "credProps": true})).expect("made");
    assert_eq!(signed(&made), Some(Map::new().with("credBlob", true)));
    assert_eq!(results(&made), json!({"credBlob": true, "credProps": {"rk": true}}));
    let signed_in = stage.get(json!({"getCredBlob": true}));
    assert_eq!(Value::Object(signed_in.client_extension_results), json!({"getCredBlob": "aGVsbG8"}));
    assert!(stage.get(json!({})).client_extension_results.is_empty());
    // A credential that the key does not keep has none.
    let made = stage.create("discouraged", json!({"credBlob": "aGVsbG8"})).expect("made");
    assert_eq!(results(&made), json!({"credBlob": false}));
}

fn a_server_learns_whether_there_is_room_and_reads_what_is_there(engine: Engine) {
    let stage = Stage::new(engine);
    let made = stage.create("required", json!({"largeBlob": {"support": "required"}})).expect("made");
    assert_eq!((signed(&made), results(&made)), (None, json!({"largeBlob": {"supported": true}})));
    let read = || Value::Object(stage.get(json!({"largeBlob": {"read": true}})).client_extension_results);
    assert_eq!(read(), json!({"largeBlob": {}}));
    stage
        .with_key(|key, operation| {
            let pin = Verification::Pin(Pin::new("1234")?);
            let grant = key.authorize_management(Access::WriteLargeBlobs, &pin, operation)?;
            let mut manager = key.manage_credentials(grant);
            let listed = manager.credentials(operation)?.remove(0);
            let mut array = manager.large_blobs(operation)?.array;
            array.replace(&listed.credential.large_blob_key.expect("a key"), b"hello")?;
            manager.write_large_blobs(&array, operation)
        })
        .expect("written");
    assert_eq!(read(), json!({"largeBlob": {"blob": "aGVsbG8"}}));

    let made = stage.create("discouraged", json!({"largeBlob": {"support": "preferred"}})).expect("made");
    assert_eq!(results(&made), json!({"largeBlob": {"supported": false}}));
    let error = stage.create("discouraged", json!({"largeBlob": {"support": "required"}})).expect_err("no room");
    assert_eq!(error.to_string(), "the key does not support keeping data for its credentials");
}

fn the_shortest_pin_is_told_to_those_who_may_know(engine: Engine) {
    use hid_client::ctap2::Setting;
    let stage = Stage::new(engine);
    let asked = || signed(&stage.create("required", json!({"minPinLength": true})).expect("made"));
    assert_eq!(asked(), None);
    let rp_ids = Some(vec!["example.org".to_owned()]);
    let setting = Setting::MinPinLength { length: None, rp_ids, force_change: false };
    stage
        .with_key(|key, operation| key.configure(&setting, &Verification::Pin(Pin::new("1234")?), operation))
        .expect("set");
    assert_eq!(asked(), Some(Map::new().with("minPinLength", 4)));
}

on_both_engines!(
    a_credential_is_protected_as_the_server_wants_it,
    a_servers_blob_is_kept_and_given_back,
    a_server_learns_whether_there_is_room_and_reads_what_is_there,
    the_shortest_pin_is_told_to_those_who_may_know,
);
