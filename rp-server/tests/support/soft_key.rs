//! A key in software for tests: it answers right, or with any part of its answer changed before it is signed.
//!
//! It is neither `virtual-key` nor `hid-client`, so that what they get wrong in the same way does not look right here.
#![allow(dead_code, unreachable_pub, missing_docs, reason = "each test program uses a part of it")]

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING, EcdsaKeyPair,
    Ed25519KeyPair, KeyPair as _, ML_DSA_44_SIGNING, ML_DSA_65_SIGNING, PqdsaKeyPair, RSA_PKCS1_SHA256,
};
use shared::authenticator_data::{AttestedCredentialData, AuthenticatorData, Flags};
use shared::cbor::{Map, Value};
use shared::client_data::{ClientDataType, CollectedClientData};
use shared::cose::{Algorithm, PublicKey};
use shared::ids::{Aaguid, Base64UrlBytes, Challenge, CredentialId, UserHandle};
use shared::webauthn_json::{
    AssertionResponse, AttestationResponse, AuthenticationResponseJson, Extensions, PUBLIC_KEY,
    RegistrationResponseJson,
};

pub const AAGUID: Aaguid = Aaguid(*b"nyckel-soft-key!");

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest(&SHA256, bytes).as_ref().try_into().unwrap()
}

enum Pair {
    Ecdsa(Box<EcdsaKeyPair>),
    EdDsa(Box<Ed25519KeyPair>),
    Rsa(Box<RsaKeyPair>),
    MlDsa(Box<PqdsaKeyPair>),
}

/// One credential and the key that holds it.
pub struct SoftKey {
    pair: Pair,
    pub public_key: PublicKey,
    pub id: CredentialId,
    pub user: Option<UserHandle>,
    pub rp_id: String,
    pub origin: String,
    pub counter: u32,
}

/// What the key is about to sign, in a registration.
pub struct Registration {
    pub client_data: CollectedClientData,
    pub authenticator_data: AuthenticatorData,
    pub after_authenticator_data: Vec<u8>,
    pub fmt: String,
    /// None: as `fmt` wants it (packed: self attestation).
    pub att_stmt: Option<Map>,
}

/// What the key is about to sign, in a sign-in.
pub struct Assertion {
    pub client_data: CollectedClientData,
    pub authenticator_data: AuthenticatorData,
    pub after_authenticator_data: Vec<u8>,
    pub user_handle: Option<UserHandle>,
}

impl SoftKey {
    pub fn new(algorithm: Algorithm, rp_id: &str, origin: &str) -> Self {
        let (pair, public_key) = generate(algorithm);
        let mut id = [0; 32];
        getrandom::fill(&mut id).unwrap();
        Self {
            pair,
            public_key,
            id: CredentialId::new(id).unwrap(),
            user: None,
            rp_id: rp_id.into(),
            origin: origin.into(),
            counter: 0,
        }
    }

    pub fn registration(&self, challenge: &Challenge) -> Registration {
        let flags = Flags::UP | Flags::UV;
        let credential = AttestedCredentialData {
            aaguid: AAGUID,
            credential_id: self.id.clone(),
            public_key: self.public_key.clone(),
        };
        Registration {
            client_data: self.client_data(ClientDataType::Create, challenge),
            authenticator_data: self.authenticator_data(flags, Some(credential)),
            after_authenticator_data: Vec::new(),
            fmt: "none".into(),
            att_stmt: None,
        }
    }

    /// An honest registration for the user of the options.
    pub fn register(&mut self, challenge: &Challenge, user: &UserHandle) -> RegistrationResponseJson {
        self.user = Some(user.clone());
        self.seal(self.registration(challenge))
    }

    pub fn seal(&self, parts: Registration) -> RegistrationResponseJson {
        let client_data_json = parts.client_data.to_json();
        let auth_data = [parts.authenticator_data.encode(), parts.after_authenticator_data].concat();
        let att_stmt = parts.att_stmt.unwrap_or_else(|| match parts.fmt.as_str() {
            "packed" => {
                let signed = [auth_data.as_slice(), &sha256(&client_data_json)].concat();
                Map::new().with("alg", self.public_key.algorithm().id()).with("sig", self.sign(&signed))
            }
            _ => Map::new(),
        });
        let object = Map::new().with("fmt", parts.fmt).with("attStmt", att_stmt).with("authData", auth_data);
        RegistrationResponseJson {
            id: self.id.clone(),
            raw_id: self.id.clone(),
            credential_type: PUBLIC_KEY.into(),
            response: AttestationResponse {
                client_data_json: bytes(client_data_json),
                attestation_object: bytes(Value::Map(object).encode()),
                authenticator_data: None,
                transports: vec!["usb".into()],
                public_key: None,
                public_key_algorithm: None,
            },
            authenticator_attachment: Some("cross-platform".into()),
            client_extension_results: Extensions::new(),
        }
    }

    /// The next sign-in: the counter goes up.
    pub fn assertion(&mut self, challenge: &Challenge) -> Assertion {
        self.counter += 1;
        Assertion {
            client_data: self.client_data(ClientDataType::Get, challenge),
            authenticator_data: self.authenticator_data(Flags::UP | Flags::UV, None),
            after_authenticator_data: Vec::new(),
            user_handle: self.user.clone(),
        }
    }

    /// An honest sign-in.
    pub fn sign_in(&mut self, challenge: &Challenge) -> AuthenticationResponseJson {
        let parts = self.assertion(challenge);
        self.seal_assertion(parts)
    }

    pub fn seal_assertion(&self, parts: Assertion) -> AuthenticationResponseJson {
        let client_data_json = parts.client_data.to_json();
        let auth_data = [parts.authenticator_data.encode(), parts.after_authenticator_data].concat();
        let signature = self.sign(&[auth_data.as_slice(), &sha256(&client_data_json)].concat());
        AuthenticationResponseJson {
            id: self.id.clone(),
            raw_id: self.id.clone(),
            credential_type: PUBLIC_KEY.into(),
            response: AssertionResponse {
                client_data_json: bytes(client_data_json),
                authenticator_data: bytes(auth_data),
                signature: bytes(signature),
                user_handle: parts.user_handle,
            },
            authenticator_attachment: Some("cross-platform".into()),
            client_extension_results: Extensions::new(),
        }
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.pair {
            Pair::Ecdsa(pair) => pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec(),
            Pair::EdDsa(pair) => pair.sign(message).as_ref().to_vec(),
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).unwrap();
                signature
            }
            Pair::MlDsa(pair) => {
                let mut signature = vec![0; pair.algorithm().signature_len()];
                pair.sign(message, &mut signature).unwrap();
                signature
            }
        }
    }

    fn client_data(&self, ceremony: ClientDataType, challenge: &Challenge) -> CollectedClientData {
        CollectedClientData {
            ceremony,
            challenge: challenge.clone(),
            origin: self.origin.clone(),
            cross_origin: false,
            top_origin: None,
        }
    }

    fn authenticator_data(&self, flags: Flags, credential: Option<AttestedCredentialData>) -> AuthenticatorData {
        AuthenticatorData {
            rp_id_hash: sha256(self.rp_id.as_bytes()),
            flags,
            sign_count: self.counter,
            attested_credential_data: credential,
            extensions: None,
        }
    }
}

pub fn bytes(bytes: Vec<u8>) -> Base64UrlBytes {
    Base64UrlBytes::new(bytes).unwrap()
}

fn generate(algorithm: Algorithm) -> (Pair, PublicKey) {
    let ecdsa = |signing| {
        let pair = EcdsaKeyPair::generate(signing).unwrap();
        let point = pair.public_key().as_ref()[1..].to_vec();
        (Pair::Ecdsa(Box::new(pair)), point)
    };
    macro_rules! ec2 {
        ($variant:ident, $signing:expr) => {{
            let (pair, point) = ecdsa($signing);
            let (x, y) = point.split_at(point.len() / 2);
            (pair, PublicKey::$variant { x: x.try_into().unwrap(), y: y.try_into().unwrap() })
        }};
    }
    match algorithm {
        Algorithm::Es256 => ec2!(Es256, &ECDSA_P256_SHA256_ASN1_SIGNING),
        Algorithm::Es384 => ec2!(Es384, &ECDSA_P384_SHA384_ASN1_SIGNING),
        Algorithm::Es512 => ec2!(Es512, &ECDSA_P521_SHA512_ASN1_SIGNING),
        Algorithm::EdDsa => {
            let pair = Ed25519KeyPair::generate().unwrap();
            let x = pair.public_key().as_ref().try_into().unwrap();
            (Pair::EdDsa(Box::new(pair)), PublicKey::EdDsa { x })
        }
        Algorithm::Rs256 => {
            let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
            // RFC 8017 §A.1.1: SEQUENCE of n, whose first byte is its sign, and e.
            let der = pair.public_key().as_ref();
            let (n, e) = (der[9..265].to_vec(), der[267..].to_vec());
            (Pair::Rsa(Box::new(pair)), PublicKey::Rs256 { n, e })
        }
        Algorithm::MlDsa44 => {
            let pair = PqdsaKeyPair::generate(&ML_DSA_44_SIGNING).unwrap();
            let key = Box::new(pair.public_key().as_ref().try_into().unwrap());
            (Pair::MlDsa(Box::new(pair)), PublicKey::MlDsa44(key))
        }
        Algorithm::MlDsa65 => {
            let pair = PqdsaKeyPair::generate(&ML_DSA_65_SIGNING).unwrap();
            let key = Box::new(pair.public_key().as_ref().try_into().unwrap());
            (Pair::MlDsa(Box::new(pair)), PublicKey::MlDsa65(key))
        }
    }
}
