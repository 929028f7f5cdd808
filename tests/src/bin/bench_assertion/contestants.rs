//! Whose check is measured. What each takes for granted is prepared beforehand: its own form of the stored credential and of
//! the client's answer, already parsed from JSON. Peers in other languages get the same.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use rp_server::records::{Attestation, AttestationVerdict, Credential, Timestamp};
use rp_server::webauthn::attestation::AttestationPolicy;
use rp_server::webauthn::{Origin, RelyingParty, RequestedExtensions, assertion};
use shared::cose::{Algorithm, PublicKey};
use shared::ids::{Aaguid, Challenge, UserHandle};
use shared::webauthn_json::AuthenticationResponseJson;
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::proto::{
    AuthenticationState, COSEAlgorithm, COSEEC2Key, COSEKey, COSEKeyType, CredentialV3, ECDSACurve,
    PublicKeyCredential, UserVerificationPolicy,
};

use crate::corpus::Line;

/// One assertion, ready to be verified by somebody.
pub(crate) trait Verifier {
    /// For messages.
    const NAME: &'static str;
    /// Its release; empty for what is built here.
    const VERSION: &'static str;

    /// Everything but the check.
    fn prepare(line: &Line) -> Self;

    /// The check: whether the assertion is good.
    fn verify(&self) -> bool;
}

/// What no check can do without: two hashes and one signature.
pub(crate) struct Floor {
    point: Vec<u8>,
    client_data_json: Vec<u8>,
    authenticator_data: Vec<u8>,
    signature: Vec<u8>,
}

impl Verifier for Floor {
    const NAME: &'static str = "the floor";
    const VERSION: &'static str = "";

    fn prepare(line: &Line) -> Self {
        let (x, y) = coordinates(line);
        let response = &line.response.response;
        Self {
            point: [&[4], x.as_slice(), y.as_slice()].concat(),
            client_data_json: response.client_data_json.as_bytes().to_vec(),
            authenticator_data: response.authenticator_data.as_bytes().to_vec(),
            signature: response.signature.as_bytes().to_vec(),
        }
    }

    fn verify(&self) -> bool {
        let hash = digest(&SHA256, &self.client_data_json);
        let signed = [self.authenticator_data.as_slice(), hash.as_ref()].concat();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &self.point).verify(&signed, &self.signature).is_ok()
    }
}

/// The check of rp-server, as a sign-in that names its user makes it.
pub(crate) struct Ours {
    relying_party: RelyingParty,
    challenge: Challenge,
    credential: Credential,
    response: AuthenticationResponseJson,
    extensions: RequestedExtensions,
}

impl Verifier for Ours {
    const NAME: &'static str = "rp-server";
    const VERSION: &'static str = "";

    fn prepare(line: &Line) -> Self {
        let origin = Origin::new(&line.origin).expect("the corpus has an origin");
        let relying_party = RelyingParty::new(
            line.rp_id.clone(),
            "Nyckel",
            vec![origin],
            Duration::from_secs(300),
            AttestationPolicy::default(),
        );
        let account = line.response.response.user_handle.clone();
        let credential = Credential {
            id: line.credential_id.clone(),
            account: account.unwrap_or_else(|| UserHandle::new([1; 16]).expect("16 bytes are a user handle")),
            public_key: line.public_key_cose.as_bytes().to_vec(),
            algorithm: -7,
            sign_count: line.sign_count,
            aaguid: Aaguid([0; 16]),
            transports: vec!["usb".to_owned()],
            name: "Security key".to_owned(),
            backup_eligible: false,
            backup_state: false,
            uv_initialized: true,
            attestation: Attestation { format: "packed".to_owned(), verdict: AttestationVerdict::UnknownRoot },
            created_at: Timestamp::from_unix_millis(0),
            last_used_at: None,
            suspected_clone_at: None,
        };
        Self {
            relying_party: relying_party.expect("the corpus's terms fit together"),
            challenge: line.challenge.clone(),
            credential,
            response: line.response.clone(),
            extensions: RequestedExtensions::default(),
        }
    }

    fn verify(&self) -> bool {
        let expected = assertion::Expectation {
            relying_party: &self.relying_party,
            challenge: &self.challenge,
            user_verification: true,
            account: Some(&self.credential.account),
            allowed: std::slice::from_ref(&self.credential.id),
            extensions: &self.extensions,
        };
        assertion::verify(&self.response, &self.credential, &expected).is_ok()
    }
}

/// The check of webauthn-rs-core.
pub(crate) struct Core {
    core: WebauthnCore,
    state: AuthenticationState,
    response: PublicKeyCredential,
}

impl Verifier for Core {
    const NAME: &'static str = "webauthn-rs-core";
    const VERSION: &'static str = "";

    fn prepare(line: &Line) -> Self {
        let origin = line.origin.parse().expect("the corpus has an origin");
        let core = WebauthnCore::new_unsafe_experts_only(
            "Nyckel",
            line.rp_id.as_str(),
            vec![origin],
            Duration::from_secs(300),
            Some(false),
            Some(false),
        );
        let (x, y) = coordinates(line);
        let key = COSEEC2Key { curve: ECDSACurve::SECP256R1, x: x.into(), y: y.into() };
        let credential = CredentialV3 {
            cred_id: line.credential_id.as_bytes().to_vec(),
            cred: COSEKey { type_: COSEAlgorithm::ES256, key: COSEKeyType::EC_EC2(key) },
            counter: line.sign_count,
            verified: true,
            registration_policy: UserVerificationPolicy::Required,
        };
        let builder = core
            .new_challenge_authenticate_builder(vec![credential.into()], Some(UserVerificationPolicy::Required))
            .expect("one credential is enough");
        let (_, state) = core.generate_challenge_authenticate(builder).expect("a challenge is made");
        // It makes its challenges itself; the corpus has its own.
        let mut stored = serde_json::to_value(&state).expect("the state can be stored");
        stored["challenge"] = serde_json::to_value(&line.challenge).expect("a challenge has a JSON form");
        let response = serde_json::to_value(&line.response).expect("an answer has a JSON form");
        Self {
            core,
            state: serde_json::from_value(stored).expect("a stored state can be read"),
            response: serde_json::from_value(response).expect("both read the JSON of the standard"),
        }
    }

    fn verify(&self) -> bool {
        self.core.authenticate_credential(&self.response, &self.state).is_ok()
    }
}

fn coordinates(line: &Line) -> ([u8; 32], [u8; 32]) {
    match PublicKey::parse(line.public_key_cose.as_bytes()) {
        Ok(PublicKey::Es256 { x, y }) => (x, y),
        other => panic!("the corpus is {} alone: {other:?}", Algorithm::Es256),
    }
}
