//! An authenticator that lies, and rp-server: every lie is refused, and the audit says why.
//!
//! hid-client would find some of them out first. The host here believes everything and passes it on as it came.

use std::time::Duration;

use hid_client::ctap2::{Authorization, GetAssertion, GetKeyAgreement, GetTokenUsingPin, MakeCredential, Request};
use hid_client::error::Error;
use hid_client::key::Key;
use hid_client::operation::{Cancellation, Operation};
use hid_client::pin::Pin;
use hid_client::pin_protocol::{PinProtocol, Session};
use hid_client::relying_party::{RelyingParty, ServerError};
use hid_client::webauthn_client::Origin;
use rp_server::records::{AuditEntry, AuditKind};
use sha2::{Digest as _, Sha256};
use shared::api::{BeginAccount, BeginSignIn, FinishRegistration, FinishSignIn, SignedIn};
use shared::cbor::{Map, Value};
use shared::ctap::commands::{Command, Permissions};
use shared::ids::{CredentialId, UserHandle};
use shared::webauthn_json::{
    AssertionResponse, AttestationResponse, AuthenticationResponseJson, PUBLIC_KEY, RegistrationResponseJson,
};
use tests::bench::{Bench as _, MemoryBench};
use tests::site::Site;
use virtual_key::{Fault, FaultScript, Presence, VirtualKey, When};

const PIN: &str = "1234";

/// A request whose reply is taken as it comes.
struct Believed<R>(R);

impl<R: Request> Request for Believed<R> {
    type Reply = Map;

    const COMMAND: Command = R::COMMAND;
    const PATIENCE: hid_client::ctaphid::Patience = R::PATIENCE;

    fn parameters(&self) -> Option<Map> {
        self.0.parameters()
    }

    fn parse(&self, bytes: &[u8]) -> Result<Map, Error> {
        Ok(Map::parse(bytes).expect("CBOR").expect("a map"))
    }
}

/// A server, and a key with a PIN that is always touched.
struct Stage {
    site: Site,
    server: RelyingParty,
    key: MemoryBench,
}

impl Stage {
    fn new() -> Self {
        let site = Site::start();
        let server = RelyingParty::new(Origin::from_server_address(&site.url).expect("an address"));
        let key = VirtualKey::builder().in_memory().presence(Presence::Auto).build().expect("a key");
        let stage = Self { site, server, key: MemoryBench::of(key) };
        stage.with_key(|key, operation| key.set_pin(&Pin::new(PIN)?, operation));
        stage
    }

    /// Has the key tell this lie from now on, and no other.
    fn lie(&self, fault: Fault) {
        let mut script = FaultScript::new();
        script.add(fault, When::Always);
        self.key.key().behave();
        self.key.key().misbehave(script);
    }

    fn with_key<T>(&self, act: impl FnOnce(&mut Key, &mut Operation<'_>) -> Result<T, Error>) -> T {
        let mut nothing = |_| {};
        let mut operation = Operation::new(Duration::from_secs(60), Cancellation::new(), &mut nothing);
        let mut key = Key::open(self.key.open(), &mut operation).expect("the key");
        act(&mut key, &mut operation).expect("the key does it")
    }

    fn authorization(
        key: &mut Key,
        permission: Permissions,
        hash: &[u8; 32],
        operation: &mut Operation<'_>,
    ) -> Result<Authorization, Error> {
        let peer = key.call(&GetKeyAgreement(PinProtocol::Two), operation)?;
        let session = Session::establish(PinProtocol::Two, &peer)?;
        let request = GetTokenUsingPin::new(&session, &Pin::new(PIN)?, permission, Some("localhost"))?;
        Ok(Authorization::by_token(&key.call(&request, operation)?, hash))
    }

    /// Registers an account of this name, whatever the key says.
    fn register(&self, name: &str) -> Result<SignedIn, String> {
        let begin = BeginAccount { user_name: name.into(), display_name: None, invitation: None };
        let begun = self.server.begin_account(&begin).expect("begun");
        let options = &begun.public_key;
        let client_data = client_data("webauthn.create", &options.challenge.to_string(), &self.site.url);
        let hash: [u8; 32] = Sha256::digest(&client_data).into();
        let reply = self.with_key(|key, operation| {
            let authorization = Self::authorization(key, Permissions::MAKE_CREDENTIAL, &hash, operation)?;
            let request = MakeCredential {
                client_data_hash: hash,
                rp_id: "localhost",
                rp_name: "A server",
                user: &options.user,
                algorithms: &[-7],
                exclude_list: &[],
                resident_key: true,
                extensions: Map::new(),
                authorization,
            };
            key.call(&Believed(request), operation)
        });
        let member = |key: u8| reply.get(key).expect("a member").clone();
        let auth_data = member(2).as_bytes().expect("bytes").to_vec();
        let object = Map::new().with("fmt", member(1)).with("attStmt", member(3)).with("authData", member(2));
        // rpIdHash, flags, counter and AAGUID come first; then the id's length, and the id.
        let length = usize::from(u16::from_be_bytes([auth_data[53], auth_data[54]]));
        let id = CredentialId::new(&auth_data[55..55 + length]).expect("an id");
        let credential = RegistrationResponseJson {
            id: id.clone(),
            raw_id: id,
            credential_type: PUBLIC_KEY.into(),
            response: AttestationResponse {
                client_data_json: client_data.as_slice().into(),
                attestation_object: object.encode().as_slice().into(),
                authenticator_data: None,
                transports: vec!["usb".into()],
                public_key: None,
                public_key_algorithm: None,
            },
            authenticator_attachment: None,
            client_extension_results: Default::default(),
        };
        let finish = FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
        self.server.finish_account(&finish).map_err(code)
    }

    /// Signs in, whatever the key says.
    fn sign_in(&self, name: &str) -> Result<SignedIn, String> {
        let begun = self.server.begin_sign_in(&BeginSignIn { user_name: Some(name.into()) }).expect("begun");
        let options = &begun.public_key;
        let client_data = client_data("webauthn.get", &options.challenge.to_string(), &self.site.url);
        let hash: [u8; 32] = Sha256::digest(&client_data).into();
        let allowed: Vec<_> = options.allow_credentials.iter().map(|credential| credential.id.clone()).collect();
        let reply = self.with_key(|key, operation| {
            let authorization = Self::authorization(key, Permissions::GET_ASSERTION, &hash, operation)?;
            let request = GetAssertion {
                rp_id: "localhost",
                client_data_hash: hash,
                allow_list: &allowed,
                user_presence: true,
                extensions: Map::new(),
                authorization,
            };
            key.call(&Believed(request), operation)
        });
        let bytes = |map: &Map, key: &Value| map.get(key.clone()).and_then(Value::as_bytes).expect("bytes").to_vec();
        let descriptor = reply.get(1).and_then(Value::as_map).expect("a credential").clone();
        let id = CredentialId::new(bytes(&descriptor, &"id".into())).expect("an id");
        let user = reply.get(4).and_then(Value::as_map).map(|user| bytes(user, &"id".into()));
        let credential = AuthenticationResponseJson {
            id: id.clone(),
            raw_id: id,
            credential_type: PUBLIC_KEY.into(),
            response: AssertionResponse {
                client_data_json: client_data.as_slice().into(),
                authenticator_data: bytes(&reply, &2.into()).as_slice().into(),
                signature: bytes(&reply, &3.into()).as_slice().into(),
                user_handle: user.map(|id| UserHandle::new(id).expect("a user handle")),
            },
            authenticator_attachment: None,
            client_extension_results: Default::default(),
        };
        self.server.finish_sign_in(&FinishSignIn { ceremony: begun.ceremony, credential }).map_err(code)
    }

    /// The newest entry of the audit.
    fn newest(&self) -> AuditEntry {
        self.site.audit().pop().expect("an entry")
    }
}

/// CollectedClientData (WebAuthn L3 §5.8.1.1).
fn client_data(kind: &str, challenge: &str, origin: &str) -> Vec<u8> {
    serde_json::to_vec(&serde_json::json!({
        "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false,
    }))
    .expect("JSON")
}

/// The server's word for why it refused.
fn code(error: ServerError) -> String {
    match error {
        ServerError::Refused(problem) => problem.code,
        other => panic!("not refused: {other}"),
    }
}

#[test]
fn a_lie_at_registration_is_refused_and_the_audit_says_why() {
    let stage = Stage::new();
    stage.register("honest").expect("the truth is believed");
    for (at, (fault, expected)) in [
        (Fault::UserNotVerified, "user_verification_missing"),
        (Fault::UserNotPresent, "user_presence_missing"),
        (Fault::WrongRpIdHash, "rp_id_mismatch"),
        (Fault::ForeignSignature, "attestation_invalid"),
        (Fault::ForeignAaguid, "attestation_invalid"),
        (Fault::SelfAttestationAsBatch, "attestation_invalid"),
        (Fault::BackedUpButNotEligible, "backup_state_invalid"),
        (Fault::UnsolicitedExtension, "extension_not_requested"),
        (Fault::TruncatedCredential, "authenticator_data_malformed"),
    ]
    .into_iter()
    .enumerate()
    {
        stage.lie(fault);
        assert_eq!(stage.register(&format!("liar-{at}")).expect_err("a lie"), expected, "{fault}");
        let entry = stage.newest();
        assert_eq!(
            (entry.event.kind, entry.event.detail.as_str()),
            (AuditKind::RegistrationRefused, expected),
            "{fault}"
        );
    }
}

#[test]
fn a_lie_at_sign_in_is_refused_and_the_audit_says_why() {
    let stage = Stage::new();
    stage.register("anna").expect("registered");
    stage.sign_in("anna").expect("the truth is believed");
    for (fault, expected) in [
        (Fault::UserNotVerified, "user_verification_missing"),
        (Fault::UserNotPresent, "user_presence_missing"),
        (Fault::WrongRpIdHash, "rp_id_mismatch"),
        (Fault::ForeignSignature, "signature_invalid"),
        (Fault::BackedUpButNotEligible, "backup_state_invalid"),
        (Fault::UnsolicitedExtension, "extension_not_requested"),
        (Fault::TruncatedCredential, "authenticator_data_malformed"),
    ] {
        stage.lie(fault);
        assert_eq!(stage.sign_in("anna").expect_err("a lie"), expected, "{fault}");
        let entry = stage.newest();
        assert_eq!((entry.event.kind, entry.event.detail.as_str()), (AuditKind::SignInRefused, expected), "{fault}");
        // The account is as it was.
        stage.key.key().behave();
        stage.sign_in("anna").expect("the truth is believed");
    }
}

#[test]
fn a_counter_that_goes_back_suspends_the_key() {
    for fault in [Fault::StaleCounter, Fault::RandomCounter] {
        let stage = Stage::new();
        stage.register("anna").expect("registered");
        stage.sign_in("anna").expect("the truth is believed");
        stage.lie(fault);
        // A random number may be higher; it does not stay so.
        let refusal = (0..64).find_map(|_| stage.sign_in("anna").err());
        assert_eq!(refusal.as_deref(), Some("counter_not_advanced"), "{fault}");
        assert_eq!(stage.newest().event.kind, AuditKind::CloneSuspected, "{fault}");
        stage.key.key().behave();
        assert_eq!(stage.sign_in("anna").expect_err("suspended"), "credential_suspended", "{fault}");
    }
}

#[test]
fn what_only_a_new_credential_has_is_no_lie_at_sign_in() {
    let stage = Stage::new();
    stage.register("anna").expect("registered");
    for fault in [Fault::ForeignAaguid, Fault::SelfAttestationAsBatch] {
        stage.lie(fault);
        stage.sign_in("anna").expect("there is nothing to lie about");
    }
}
