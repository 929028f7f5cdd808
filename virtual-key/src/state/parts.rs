//! The parts of the state as CBOR: credentials, fingers, the configuration, attestation keys.

use shared::cbor::{Map, Value};
use zeroize::Zeroizing;

use super::record::{Config, DiscoverableCredential, Template, User};
use crate::attestation::BatchKey;
use crate::credential::{KeyAlgorithm, PrivateKey, Protection};

// Members of a credential.
const ID: u8 = 1;
const RP_ID: u8 = 2;
const USER_ID: u8 = 3;
const USER_NAME: u8 = 4;
const USER_DISPLAY_NAME: u8 = 5;
const ALGORITHM: u8 = 6;
const PRIVATE_KEY: u8 = 7;
const PROTECTION: u8 = 8;
const CRED_BLOB: u8 = 9;
const LARGE_BLOB_KEY: u8 = 10;
const THIRD_PARTY_PAYMENT: u8 = 11;

// Members of a fingerprint template.
const TEMPLATE_ID: u8 = 1;
const TEMPLATE_NAME: u8 = 2;
const TEMPLATE_FINGER: u8 = 3;

// Members of the configuration.
const MIN_PIN_LENGTH: u8 = 1;
const MIN_PIN_LENGTH_RP_IDS: u8 = 2;
const FORCE_PIN_CHANGE: u8 = 3;
const ALWAYS_UV: u8 = 4;
const ENTERPRISE_ATTESTATION: u8 = 5;

// Members of the batch key.
const BATCH_PRIVATE_KEY: u8 = 1;
const BATCH_CERTIFICATE: u8 = 2;
const BATCH_ROOT: u8 = 3;

pub(super) fn small_number(value: &Value) -> Option<u8> {
    u8::try_from(value.as_u64()?).ok()
}

pub(super) fn encode_template(template: &Template) -> Map {
    Map::new()
        .with(TEMPLATE_ID, template.id.as_slice())
        .with_some(TEMPLATE_NAME, template.name.as_deref())
        .with(TEMPLATE_FINGER, template.finger)
}

pub(super) fn decode_template(map: &Map) -> Option<Template> {
    Some(Template {
        id: map.get(TEMPLATE_ID)?.as_bytes()?.to_vec(),
        name: map.get(TEMPLATE_NAME).map(|name| name.as_text().map(str::to_owned).ok_or(())).transpose().ok()?,
        finger: small_number(map.get(TEMPLATE_FINGER)?)?,
    })
}

pub(super) fn encode_config(config: &Config) -> Map {
    let rp_ids = config.min_pin_length_rp_ids.iter().map(|rp_id| Value::from(rp_id.as_str()));
    Map::new()
        .with_some(MIN_PIN_LENGTH, config.min_pin_length)
        .with(MIN_PIN_LENGTH_RP_IDS, rp_ids.collect::<Vec<_>>())
        .with(FORCE_PIN_CHANGE, config.force_pin_change)
        .with_some(ALWAYS_UV, config.always_uv)
        .with(ENTERPRISE_ATTESTATION, config.enterprise_attestation)
}

pub(super) fn decode_config(map: &Map) -> Option<Config> {
    let rp_ids = map.get(MIN_PIN_LENGTH_RP_IDS)?.as_array()?.iter();
    Some(Config {
        min_pin_length: map.get(MIN_PIN_LENGTH).map(|value| small_number(value).ok_or(())).transpose().ok()?,
        min_pin_length_rp_ids: rp_ids.map(|rp_id| rp_id.as_text().map(str::to_owned)).collect::<Option<_>>()?,
        force_pin_change: map.get(FORCE_PIN_CHANGE)?.as_bool()?,
        always_uv: map.get(ALWAYS_UV).map(|value| value.as_bool().ok_or(())).transpose().ok()?,
        enterprise_attestation: map.get(ENTERPRISE_ATTESTATION)?.as_bool()?,
    })
}

pub(super) fn encode_batch_key(key: &BatchKey) -> Map {
    Map::new()
        .with(BATCH_PRIVATE_KEY, key.private_key.secret().as_slice())
        .with(BATCH_CERTIFICATE, key.certificate.as_slice())
        .with(BATCH_ROOT, key.root.as_slice())
}

pub(super) fn encode_credential(credential: &DiscoverableCredential) -> Map {
    Map::new()
        .with(ID, credential.id.as_slice())
        .with(RP_ID, credential.rp_id.as_str())
        .with(USER_ID, credential.user.id.as_slice())
        .with_some(USER_NAME, credential.user.name.as_deref())
        .with_some(USER_DISPLAY_NAME, credential.user.display_name.as_deref())
        .with(ALGORITHM, credential.private_key.algorithm().cose().id())
        .with(PRIVATE_KEY, credential.private_key.secret().as_slice())
        .with(PROTECTION, credential.protection.level())
        .with_some(CRED_BLOB, credential.cred_blob.as_deref())
        .with_some(LARGE_BLOB_KEY, credential.large_blob_key.as_ref().map(|key| key.as_slice()))
        .with_some(THIRD_PARTY_PAYMENT, credential.third_party_payment.then_some(true))
}

pub(super) fn decode_credential(map: &Map) -> Option<DiscoverableCredential> {
    let text = |key: u8| map.get(key).and_then(Value::as_text).map(str::to_owned);
    let algorithm = KeyAlgorithm::from_cose(map.get(ALGORITHM)?.as_i64()?)?;
    Some(DiscoverableCredential {
        id: map.get(ID)?.as_bytes()?.to_vec(),
        rp_id: text(RP_ID)?,
        user: User {
            id: map.get(USER_ID)?.as_bytes()?.to_vec(),
            name: text(USER_NAME),
            display_name: text(USER_DISPLAY_NAME),
        },
        private_key: PrivateKey::from_secret(algorithm, map.get(PRIVATE_KEY)?.as_bytes()?)?,
        protection: Protection::from_level(map.get(PROTECTION)?.as_u64()?)?,
        cred_blob: map.get(CRED_BLOB).map(|blob| blob.as_bytes().map(<[u8]>::to_vec).ok_or(())).transpose().ok()?,
        large_blob_key: map.get(LARGE_BLOB_KEY).map(|key| secret(key).ok_or(())).transpose().ok()?,
        third_party_payment: map.get(THIRD_PARTY_PAYMENT).map_or(Some(false), Value::as_bool)?,
    })
}

pub(super) fn decode_batch_key(map: &Map) -> Option<BatchKey> {
    Some(BatchKey {
        private_key: PrivateKey::from_secret(KeyAlgorithm::Es256, map.get(BATCH_PRIVATE_KEY)?.as_bytes()?)?,
        certificate: map.get(BATCH_CERTIFICATE)?.as_bytes()?.to_vec(),
        root: map.get(BATCH_ROOT)?.as_bytes()?.to_vec(),
    })
}

pub(super) fn secret<const N: usize>(value: &Value) -> Option<Zeroizing<[u8; N]>> {
    value.as_bytes()?.try_into().ok().map(Zeroizing::new)
}
