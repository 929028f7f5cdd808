//! authenticatorGetInfo (CTAP 2.1 §6.4).

use shared::cbor::{Map, Value};

use super::config::MAX_RP_IDS_FOR_MIN_PIN_LENGTH;
use super::core::{Authenticator, MAX_MSG_SIZE};
use super::creation_extensions::MAX_CRED_BLOB_LENGTH;
use super::large_blobs::MAX_SERIALIZED_LARGE_BLOB_ARRAY;
use super::request::MAX_CREDENTIAL_COUNT_IN_LIST;
use crate::attestation::AAGUID;
use crate::credential::KeyAlgorithm;
use crate::faults::Fault;
use crate::pin_protocol::Protocol;

/// The longest credential id that the key looks at, and more than it makes.
const MAX_CREDENTIAL_ID_LENGTH: u64 = 384;
/// How often a platform should ask for a finger before it asks for the PIN.
const PREFERRED_PLATFORM_UV_ATTEMPTS: u64 = 3;
/// USER_VERIFY_FINGERPRINT_INTERNAL (FIDO registry §3.1).
const FINGERPRINT_INTERNAL: u64 = 0x02;
/// The firmware's number; goes up when what a host sees of the key changes.
const FIRMWARE_VERSION: u64 = 5;

impl Authenticator {
    pub(super) fn get_info(&self) -> Map {
        let state = self.store.state();
        let texts = |list: &[&str]| list.iter().copied().map(Value::from).collect::<Vec<_>>();
        let manages_credentials = self.settings.credential_management.then_some(true);
        // §7.2 wants one of the two to be off.
        let contradictory = self.faults.has(Fault::ContradictoryInfo);
        let options = Map::new()
            .with("rk", true)
            .with("up", true)
            .with("alwaysUv", self.always_uv() || contradictory)
            .with("authnrCfg", true)
            .with("clientPin", state.pin_hash.is_some())
            .with_some("bioEnroll", self.built_in_uv())
            .with_some("uv", self.built_in_uv())
            .with_some("userVerificationMgmtPreview", self.built_in_uv())
            .with_some("uvAcfg", self.settings.fingerprint_sensor.then_some(true))
            .with_some("uvBioEnroll", self.settings.fingerprint_sensor.then_some(true))
            .with_some("credMgmt", manages_credentials)
            .with_some("credentialMgmtPreview", manages_credentials)
            .with_some("perCredMgmtRO", manages_credentials)
            .with("ep", state.config.enterprise_attestation)
            .with("largeBlobs", true)
            .with("pinUvAuthToken", true)
            .with("setMinPINLength", true)
            // §6.4: with alwaysUv in effect, user verification is required for every credential.
            .with("makeCredUvNotRqd", !self.always_uv() || contradictory);
        let algorithm = |algorithm: &KeyAlgorithm| {
            Value::Map(Map::new().with("alg", algorithm.cose().id()).with("type", "public-key"))
        };
        let algorithms: Vec<Value> = self.settings.algorithms.iter().map(algorithm).collect();
        // §7.2: with alwaysUv in effect, nothing is done by U2F, which knows no user verification.
        let versions: &[&str] = if self.settings.u2f && !self.always_uv() {
            &["U2F_V2", "FIDO_2_0", "FIDO_2_1"]
        } else {
            &["FIDO_2_0", "FIDO_2_1"]
        };
        Map::new()
            .with(0x01, texts(versions))
            .with(
                0x02,
                texts(&[
                    "credBlob",
                    "credProtect",
                    "hmac-secret",
                    "hmac-secret-mc",
                    "largeBlobKey",
                    "minPinLength",
                    "thirdPartyPayment",
                ]),
            )
            .with(0x03, AAGUID.0)
            .with(0x04, options)
            .with(0x05, MAX_MSG_SIZE as u64)
            .with(0x06, Protocol::ALL.map(|protocol| Value::from(protocol.number())).to_vec())
            .with(0x07, MAX_CREDENTIAL_COUNT_IN_LIST as u64)
            .with(0x08, MAX_CREDENTIAL_ID_LENGTH)
            .with(0x09, texts(&["usb"]))
            // §6.4: never an empty list.
            .with_some(0x0a, (!algorithms.is_empty()).then_some(algorithms))
            .with(0x0b, MAX_SERIALIZED_LARGE_BLOB_ARRAY as u64)
            .with(0x0c, state.config.force_pin_change)
            .with(0x0d, self.min_pin_length())
            .with(0x0e, FIRMWARE_VERSION)
            .with(0x0f, MAX_CRED_BLOB_LENGTH as u64)
            .with(0x10, MAX_RP_IDS_FOR_MIN_PIN_LENGTH as u64)
            .with_some(0x11, self.settings.fingerprint_sensor.then_some(PREFERRED_PLATFORM_UV_ATTEMPTS))
            .with_some(0x12, self.settings.fingerprint_sensor.then_some(FINGERPRINT_INTERNAL))
            .with(0x14, self.room_for_credentials())
    }
}
