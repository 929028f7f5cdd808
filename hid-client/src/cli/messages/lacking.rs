//! What is said about what a key has not.

use super::super::message::{Message, messages};
use crate::error::Lacking;

messages! {
    lacks_fido2;
    lacks_any_protocol;
    lacks_u2f_version;
    lacks_long_requests;
    lacks_wink;
    lacks_pin;
    lacks_pin_or_fingerprint;
    lacks_pin_protocol;
    lacks_pin_for_ceremonies;
    lacks_settings;
    lacks_always_uv;
    lacks_enterprise_attestation;
    lacks_min_pin_length;
    lacks_min_pin_length_readers;
    lacks_credential_management;
    lacks_credential_management_without_pin;
    lacks_fingerprints;
    lacks_fingerprints_without_pin;
    lacks_large_blobs;
    lacks_large_blob_fragments;
    lacks_large_blobs_by_driver;
    lacks_secrets;
    lacks_secrets_of_credential;
    lacks_secrets_without_pin;
    lacks_secrets_by_driver;
    lacks_credential_types;
    lacks_algorithms;
    lacks_algorithms_of_driver;
    lacks_platform_attachment;
    lacks_cred_protect;
    lacks_discoverable_credentials;
    lacks_saying_whose;
}

pub(super) fn of_lacking(lacking: Lacking) -> Message {
    use Lacking as L;
    match lacking {
        L::Fido2 => lacks_fido2(),
        L::AnyProtocol => lacks_any_protocol(),
        L::U2fVersion => lacks_u2f_version(),
        L::LongRequests => lacks_long_requests(),
        L::Wink => lacks_wink(),
        L::Pin => lacks_pin(),
        L::PinOrFingerprint => lacks_pin_or_fingerprint(),
        L::PinProtocol => lacks_pin_protocol(),
        L::PinForCeremonies => lacks_pin_for_ceremonies(),
        L::Settings => lacks_settings(),
        L::AlwaysUv => lacks_always_uv(),
        L::EnterpriseAttestation => lacks_enterprise_attestation(),
        L::MinPinLength => lacks_min_pin_length(),
        L::MinPinLengthReaders => lacks_min_pin_length_readers(),
        L::CredentialManagement => lacks_credential_management(),
        L::CredentialManagementWithoutPin => lacks_credential_management_without_pin(),
        L::Fingerprints => lacks_fingerprints(),
        L::FingerprintsWithoutPin => lacks_fingerprints_without_pin(),
        L::LargeBlobs => lacks_large_blobs(),
        L::LargeBlobFragments => lacks_large_blob_fragments(),
        L::LargeBlobsByDriver => lacks_large_blobs_by_driver(),
        L::Secrets => lacks_secrets(),
        L::SecretsOfCredential => lacks_secrets_of_credential(),
        L::SecretsWithoutPin => lacks_secrets_without_pin(),
        L::SecretsByDriver => lacks_secrets_by_driver(),
        L::CredentialTypes => lacks_credential_types(),
        L::Algorithms => lacks_algorithms(),
        L::AlgorithmsOfDriver => lacks_algorithms_of_driver(),
        L::PlatformAttachment => lacks_platform_attachment(),
        L::CredProtect => lacks_cred_protect(),
        L::DiscoverableCredentials => lacks_discoverable_credentials(),
        L::SayingWhose => lacks_saying_whose(),
    }
}
