//! No bit of an answer can be changed unnoticed, and no bytes make a check panic.

use proptest::prelude::*;
use shared::cose::Algorithm;
use shared::ids::Base64UrlBytes;
use shared::webauthn_json::{AuthenticationResponseJson, RegistrationResponseJson};

use super::fixture::{Expected, ORIGIN, RP_ID, anna, challenge, record};
use super::registration::Begun;
use super::soft_key::{SoftKey, bytes};
use crate::webauthn::assertion;

/// The bytes with one bit changed, once for each byte; which bit goes round.
fn changed(original: &Base64UrlBytes) -> impl Iterator<Item = (usize, Base64UrlBytes)> {
    (0..original.as_bytes().len()).map(|at| {
        let mut copy = original.as_bytes().to_vec();
        copy[at] ^= 1 << (at % 8);
        (at, bytes(copy))
    })
}

#[test]
fn a_signed_assertion_is_refused_with_any_byte_changed() {
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa] {
        let mut key = SoftKey::new(algorithm, RP_ID, ORIGIN);
        key.user = Some(anna());
        let credential = record(&key);
        let expected = Expected::new(&key);
        let honest = key.sign_in(&challenge(7));
        let verify =
            |response: &AuthenticationResponseJson| assertion::verify(response, &credential, &expected.borrow());
        assert!(verify(&honest).is_ok());
        let mut response = honest.clone();
        for (at, copy) in changed(&honest.response.client_data_json) {
            response.response.client_data_json = copy;
            assert!(verify(&response).is_err(), "{algorithm}: byte {at} of the client data");
        }
        let mut response = honest.clone();
        for (at, copy) in changed(&honest.response.authenticator_data) {
            response.response.authenticator_data = copy;
            assert!(verify(&response).is_err(), "{algorithm}: byte {at} of the authenticator data");
        }
        let mut response = honest.clone();
        for (at, copy) in changed(&honest.response.signature) {
            response.response.signature = copy;
            assert!(verify(&response).is_err(), "{algorithm}: byte {at} of the signature");
        }
    }
}

#[test]
fn a_self_attested_registration_is_refused_with_any_byte_changed() {
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa] {
        let key = SoftKey::new(algorithm, RP_ID, ORIGIN);
        let begun = Begun::new();
        let mut parts = key.registration(&begun.challenge);
        parts.fmt = "packed".into();
        let honest = key.seal(parts);
        assert!(begun.verify(&honest).is_ok());
        let mut response = honest.clone();
        for (at, copy) in changed(&honest.response.client_data_json) {
            response.response.client_data_json = copy;
            assert!(begun.verify(&response).is_err(), "{algorithm}: byte {at} of the client data");
        }
        let mut response = honest.clone();
        for (at, copy) in changed(&honest.response.attestation_object) {
            response.response.attestation_object = copy;
            assert!(begun.verify(&response).is_err(), "{algorithm}: byte {at} of the attestation object");
        }
    }
}

fn spliced(original: &Base64UrlBytes, at: usize, cut: usize, new: &[u8]) -> Base64UrlBytes {
    let mut copy = original.as_bytes().to_vec();
    let from = at % (copy.len() + 1);
    let to = (from + cut).min(copy.len());
    copy.splice(from..to, new.iter().copied());
    bytes(copy)
}

proptest! {
    #[test]
    fn no_bytes_make_a_check_panic(
        at in 0_usize..1000,
        cut in 0_usize..64,
        new in proptest::collection::vec(any::<u8>(), 0..64),
        part in 0_u8..5,
    ) {
        let mut key = SoftKey::new(Algorithm::EdDsa, RP_ID, ORIGIN);
        let begun = Begun::new();
        let mut registration: RegistrationResponseJson = key.seal(key.registration(&begun.challenge));
        let expected = Expected::new(&key);
        let credential = record(&key);
        let mut sign_in = key.sign_in(&challenge(7));
        let field = match part {
            0 => &mut registration.response.client_data_json,
            1 => &mut registration.response.attestation_object,
            2 => &mut sign_in.response.client_data_json,
            3 => &mut sign_in.response.authenticator_data,
            _ => &mut sign_in.response.signature,
        };
        *field = spliced(field, at, cut, &new);
        // The verdict is the other tests' business.
        let _ = begun.verify(&registration);
        let _ = assertion::verify(&sign_in, &credential, &expected.borrow());
    }
}
