//! A virtual key and our client make the corpus: what a server would get from a person who signs in.

use hid_client::ctap2::AssertionUser;
use hid_client::error::Error;
use hid_client::pin::Pin;
use hid_client::webauthn_client::{Origin, Person, WebAuthnClient};
use shared::attestation_object::AttestationObject;
use shared::authenticator_data::AuthenticatorData;
use shared::cose::Algorithm;
use shared::ids::{Base64UrlBytes, Challenge, CredentialId, RpId, UserHandle};
use shared::webauthn_json::{
    AttestationConveyance, CredentialDescriptor, CredentialParameters, PUBLIC_KEY,
    PublicKeyCredentialCreationOptionsJson, PublicKeyCredentialRequestOptionsJson, RpEntity, UserEntity,
    UserVerification,
};
use tests::bench::MemoryBench;
use tests::scenarios::Loop;

use crate::corpus::Line;

/// Nobody listens there: the answers go into the corpus.
const ORIGIN: &str = "http://localhost:8080";
const RP_ID: &str = "localhost";
const PIN: &str = "2468";

/// How many credentials take turns.
const CREDENTIALS: usize = 8;

/// `count` assertions of some credentials, in the order of their counters.
pub(crate) fn assertions(count: usize) -> Vec<Line> {
    let bench = MemoryBench::new();
    let it = Loop::new(&bench, ORIGIN, PIN);
    it.with_key(|key, operation| key.set_pin(&it.pin, operation)).expect("a new key takes a PIN");
    let credentials: Vec<_> = (0..CREDENTIALS).map(|number| register(&it, number)).collect();
    credentials.iter().cycle().take(count).map(|(id, key)| sign(&it, id, key)).collect()
}

/// Whoever has the corpus's PIN.
struct Owner(Pin);

impl Person for Owner {
    fn pin(&mut self) -> Result<Pin, Error> {
        Ok(self.0.clone())
    }

    fn account(&mut self, _: &[AssertionUser]) -> Result<usize, Error> {
        Ok(0)
    }
}

fn register(it: &Loop<'_>, number: usize) -> (CredentialId, Base64UrlBytes) {
    let name = format!("person-{number}");
    let options = PublicKeyCredentialCreationOptionsJson {
        rp: RpEntity { id: Some(rp_id()), name: "Nyckel".to_owned() },
        user: UserEntity {
            id: UserHandle::new(name.as_bytes()).expect("a user handle"),
            name: name.clone(),
            display_name: name,
        },
        challenge: challenge(),
        pub_key_cred_params: vec![CredentialParameters {
            credential_type: PUBLIC_KEY.to_owned(),
            alg: Algorithm::Es256.id(),
        }],
        timeout: None,
        exclude_credentials: Vec::new(),
        authenticator_selection: None,
        hints: Vec::new(),
        attestation: AttestationConveyance::Direct,
        attestation_formats: Vec::new(),
        extensions: None,
    };
    let made = it.create(|client, operation| client.create(&options, operation)).expect("a new key makes credentials");
    let object = AttestationObject::parse(made.response.attestation_object.as_bytes()).expect("an attestation object");
    let key = object.auth_data.attested_credential_data.expect("a new credential").public_key;
    (made.id, Base64UrlBytes::new(key.encode()).expect("a short key"))
}

fn sign(it: &Loop<'_>, id: &CredentialId, key: &Base64UrlBytes) -> Line {
    let challenge = challenge();
    let options = PublicKeyCredentialRequestOptionsJson {
        challenge: challenge.clone(),
        timeout: None,
        rp_id: Some(rp_id()),
        allow_credentials: vec![CredentialDescriptor {
            credential_type: PUBLIC_KEY.to_owned(),
            id: id.clone(),
            transports: vec!["usb".to_owned()],
        }],
        user_verification: UserVerification::Required,
        hints: Vec::new(),
        extensions: None,
    };
    let origin = Origin::from_server_address(ORIGIN).expect("an origin");
    let response = it
        .with_key(|key, operation| {
            let mut owner = Owner(it.pin.clone());
            WebAuthnClient::new(&origin, key, &mut owner).get(&options, operation)
        })
        .expect("the key signs");
    let data = AuthenticatorData::parse(response.response.authenticator_data.as_bytes()).expect("authenticator data");
    Line {
        rp_id: rp_id(),
        origin: ORIGIN.to_owned(),
        challenge,
        credential_id: id.clone(),
        public_key_cose: key.clone(),
        sign_count: data.sign_count - 1,
        response,
    }
}

fn rp_id() -> RpId {
    RpId::new(RP_ID).expect("an RP ID")
}

fn challenge() -> Challenge {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system has random numbers");
    Challenge::new(bytes).expect("32 bytes are a challenge")
}
