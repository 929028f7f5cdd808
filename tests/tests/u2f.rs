//! Keys that know U2F alone: registration and sign-in at a relying party that asks for no PIN, and what is said where one does.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use hid_client::ctap2::AssertionUser;
use hid_client::driver::{self, Authenticator, DriverName};
use hid_client::error::{Error, ErrorKind};
use hid_client::events::Event;
use hid_client::operation::{Cancellation, Operation};
use hid_client::pin::Pin;
use hid_client::webauthn_client::{Origin, Person, WebAuthnClient};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use shared::attestation_object::AttestationObject;
use shared::authenticator_data::{AttestedCredentialData, AuthenticatorData, Flags};
use shared::cose::PublicKey;
use shared::ids::{Aaguid, Challenge, CredentialId};
use shared::webauthn_json::{AuthenticationResponseJson, RegistrationResponseJson};
use tests::engine::Engine;
use tests::on_both_engines;
use tests::process::{Process, RelyingParty, bin_dir, hid_client};

const ORIGIN: &str = "https://example.org";

/// A U2F key on a socket.
struct Desk {
    folder: tempfile::TempDir,
    _key: Process,
}

impl Desk {
    fn new(engine: Engine, presence: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let arguments = |command: &mut Command| {
            command.args(["serve", "--in-memory", "--protocols", "u2f", "--presence", presence, "--socket"]);
            command.arg(folder.path().join("key")).arg("--control").arg(folder.path().join("control"));
        };
        let (key, _) = Process::start(engine.program(), arguments, "ready");
        Self { folder, _key: key }
    }

    fn control(&self) -> PathBuf {
        self.folder.path().join("control")
    }

    fn device(&self) -> String {
        format!("unix:{}", self.folder.path().join("key").display())
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = hid_client();
        command.args(["--device", &self.device()]).args(arguments);
        command.stdin(Stdio::null()).output().expect("hid-client runs")
    }

    /// Runs a ceremony with the key; it is touched whenever it asks.
    fn ceremony<T>(
        &self,
        work: impl FnOnce(&mut WebAuthnClient<'_>, &mut Operation<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let control = self.control();
        let mut observer = move |event| {
            if event == Event::TouchNeeded {
                touch(&control);
            }
        };
        let mut operation = Operation::new(Duration::from_secs(30), Cancellation::new(), &mut observer);
        let device = self.device().parse().expect("a device's name");
        let mut key: Box<dyn Authenticator> =
            driver::open(DriverName::Own, &device, "", &mut operation).expect("the key");
        let origin = Origin::from_server_address(ORIGIN).expect("an origin");
        work(&mut WebAuthnClient::new(&origin, key.as_mut(), &mut Nobody), &mut operation)
    }

    fn create(&self, more: Value) -> Result<RegistrationResponseJson, Error> {
        let mut options = json!({
            "rp": {"id": "example.org", "name": "An example"},
            "user": {"id": "YW5uYQ", "name": "anna", "displayName": "Anna"},
            "challenge": challenge(),
            "pubKeyCredParams": [{"type": "public-key", "alg": -8}, {"type": "public-key", "alg": -7}],
            "attestation": "direct",
            "authenticatorSelection": {"userVerification": "discouraged"},
        });
        merge(&mut options, more);
        let options = serde_json::from_value(options).expect("options");
        self.ceremony(|client, operation| client.create(&options, operation))
    }

    fn get(&self, allow: &[&CredentialId], more: Value) -> Result<AuthenticationResponseJson, Error> {
        let allow: Vec<Value> = allow.iter().map(|id| json!({"type": "public-key", "id": id})).collect();
        let mut options = json!({
            "challenge": challenge(),
            "rpId": "example.org",
            "allowCredentials": allow,
            "userVerification": "preferred",
        });
        merge(&mut options, more);
        let options = serde_json::from_value(options).expect("options");
        self.ceremony(|client, operation| client.get(&options, operation))
    }
}

/// A U2F key has no PIN and one account a credential.
struct Nobody;

impl Person for Nobody {
    fn pin(&mut self) -> Result<Pin, Error> {
        unreachable!("a U2F key has no PIN")
    }

    fn account(&mut self, _accounts: &[AssertionUser]) -> Result<usize, Error> {
        unreachable!("a U2F key does not know accounts")
    }
}

fn challenge() -> Challenge {
    Challenge::new(vec![7; 32]).expect("a challenge")
}

fn merge(options: &mut Value, more: Value) {
    for (name, value) in more.as_object().cloned().unwrap_or_default() {
        options[name] = value;
    }
}

fn touch(control: &Path) {
    let mut command = Command::new(bin_dir().join("virtual-key"));
    let status = command.args(["control", "touch", "--wait", "5", "--control"]).arg(control).status();
    assert!(status.expect("virtual-key runs").success());
}

fn verifies(point: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature).is_ok()
}

fn point(credential: &AttestedCredentialData) -> Vec<u8> {
    let PublicKey::Es256 { x, y } = &credential.public_key else { panic!("{credential:?}") };
    [&[4], x.as_slice(), y].concat()
}

/// Verifies a registration as WebAuthn L3 §8.6 says; the credential.
fn verified(registration: &RegistrationResponseJson) -> AttestedCredentialData {
    let object = AttestationObject::parse(registration.response.attestation_object.as_bytes()).expect("an object");
    assert_eq!((object.fmt.as_str(), object.auth_data.flags), ("fido-u2f", Flags::UP | Flags::AT));
    let credential = object.auth_data.attested_credential_data.clone().expect("a credential");
    assert_eq!((credential.aaguid, object.auth_data.sign_count), (Aaguid::ZERO, 0));
    let certificate = object.att_stmt.get("x5c").and_then(|chain| chain.as_array()?.first()?.as_bytes()).expect("x5c");
    let (_, certificate) = x509_parser::parse_x509_certificate(certificate).expect("a certificate");
    let signature = object.att_stmt.get("sig").and_then(|signature| signature.as_bytes()).expect("sig");
    let hash = Sha256::digest(registration.response.client_data_json.as_bytes());
    let signed =
        [&[0], object.auth_data.rp_id_hash.as_slice(), &hash, credential.credential_id.as_bytes(), &point(&credential)]
            .concat();
    assert!(verifies(&certificate.public_key().subject_public_key.data, &signed, signature));
    credential
}

fn a_u2f_key_registers_and_signs_in_where_no_pin_is_asked_for(engine: Engine) {
    for presence in ["auto", "manual"] {
        let desk = Desk::new(engine, presence);
        let registration = desk.create(json!({})).expect("a credential");
        let credential = verified(&registration);
        let mut counts = Vec::new();
        for _ in 0..2 {
            let foreign = CredentialId::new(vec![3; 97]).expect("an id");
            let long = CredentialId::new(vec![3; 300]).expect("an id");
            let signed = desk.get(&[&foreign, &long, &registration.id], json!({})).expect("a signature");
            assert_eq!(signed.id, registration.id);
            let bytes = signed.response.authenticator_data.as_bytes();
            let data = AuthenticatorData::parse(bytes).expect("authenticator data");
            assert_eq!(data.flags, Flags::UP);
            let message = [bytes, &Sha256::digest(signed.response.client_data_json.as_bytes())].concat();
            assert!(verifies(&point(&credential), &message, signed.response.signature.as_bytes()));
            counts.push(data.sign_count);
        }
        assert!(counts[0] < counts[1], "{counts:?}");
    }
}

fn what_a_u2f_key_cannot_do_is_said(engine: Engine) {
    let desk = Desk::new(engine, "auto");
    let id = desk.create(json!({})).expect("a credential").id;
    let exclude = json!({"excludeCredentials": [{"type": "public-key", "id": id}]});
    for (more, expected) in [
        (exclude, "the key is already registered"),
        (json!({"authenticatorSelection": {"userVerification": "required"}}), "a U2F key has no PIN"),
        (
            json!({"authenticatorSelection": {"userVerification": "discouraged", "residentKey": "required"}}),
            "the key does not support discoverable credentials",
        ),
        (
            json!({"pubKeyCredParams": [{"type": "public-key", "alg": -8}]}),
            "the key does not support the signature algorithms that the server asks for",
        ),
    ] {
        assert_eq!(desk.create(more).expect_err("a refusal").to_string(), expected);
    }
    let foreign = CredentialId::new(vec![3; 97]).expect("an id");
    assert!(matches!(desk.get(&[&foreign], json!({})).expect_err("a refusal").kind(), ErrorKind::NoCredential));
    let required = desk.get(&[&id], json!({"userVerification": "required"}));
    assert!(matches!(required.expect_err("a refusal").kind(), ErrorKind::U2fHasNoPin));
    let unnamed = desk.get(&[], json!({})).expect_err("a refusal").to_string();
    assert_eq!(unnamed, "the key does not support saying whose it is: name the account");
}

fn hid_client_says_that_a_u2f_key_has_no_pin_and_the_server_wants_one(engine: Engine) {
    let (desk, server) = (Desk::new(engine, "auto"), RelyingParty::start());
    let output = desk.run(&["register", "--server", &server.url, "--user", "anna"]);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(8), "{stderr}");
    assert!(
        stderr.starts_with("The server asks for the key's PIN, and this key has none: it is a U2F key"),
        "{stderr}"
    );
    let info = desk.run(&["--json", "info"]);
    let info: Value = serde_json::from_slice(&info.stdout).expect("JSON");
    assert_eq!((&info["versions"], &info["options"]), (&json!(["U2F_V2"]), &json!({})));
    // What only FIDO2 has, it has not.
    for arguments in [&["pin", "retries"][..], &["credential", "metadata"], &["reset", "--yes"]] {
        let output = desk.run(arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.code() == Some(8) && stderr.contains("does not support FIDO2"),
            "{arguments:?}: {stderr}"
        );
    }
}

fn a_touch_that_does_not_come_ends_in_time(engine: Engine) {
    let desk = Desk::new(engine, "deny");
    let mut nobody = |_| {};
    let mut operation = Operation::new(Duration::from_millis(500), Cancellation::new(), &mut nobody);
    let device = desk.device().parse().expect("a device's name");
    let mut key = driver::open(DriverName::Own, &device, "", &mut operation).expect("the key");
    let origin = Origin::from_server_address(ORIGIN).expect("an origin");
    let options = json!({
        "rp": {"id": "example.org", "name": "An example"},
        "user": {"id": "YW5uYQ", "name": "anna", "displayName": "Anna"},
        "challenge": challenge(),
        "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
    });
    let options = serde_json::from_value(options).expect("options");
    let error = WebAuthnClient::new(&origin, key.as_mut(), &mut Nobody).create(&options, &mut operation);
    assert!(matches!(error.expect_err("nobody touched it").kind(), ErrorKind::TimedOut));
}

on_both_engines!(
    a_u2f_key_registers_and_signs_in_where_no_pin_is_asked_for,
    what_a_u2f_key_cannot_do_is_said,
    hid_client_says_that_a_u2f_key_has_no_pin_and_the_server_wants_one,
    a_touch_that_does_not_come_ends_in_time,
);
