//! The state as bytes: a format mark, a version, then canonical CBOR.

use shared::cbor::{CborError, Map, Value};
use zeroize::{Zeroize as _, Zeroizing};

use super::parts::{
    decode_batch_key, decode_config, decode_credential, decode_template, encode_batch_key, encode_config,
    encode_credential, encode_template, secret, small_number,
};
use super::record::{EMPTY_LARGE_BLOB_ARRAY, MAX_PIN_RETRIES, MAX_UV_RETRIES, State};
use crate::wrapping::WrappingKey;

/// What the file begins with.
const MARK: &[u8] = b"nyckel virtual-key state\n";
/// The layout behind the mark. A new member that may be missing needs no new version; a changed meaning does.
const VERSION: u8 = 1;

// Members of the state.
const WRAPPING_KEY: u8 = 1;
const SIGN_COUNT: u8 = 2;
const PIN_HASH: u8 = 3;
const PIN_RETRIES: u8 = 4;
const CREDENTIALS: u8 = 5;
const BATCH_KEY: u8 = 6;
const PERSISTENT_TOKEN: u8 = 7;
const PIN_LENGTH: u8 = 8;
const CONFIG: u8 = 9;
const ENTERPRISE_KEY: u8 = 10;
const LARGE_BLOB_ARRAY: u8 = 11;
const TEMPLATES: u8 = 12;
const UV_RETRIES: u8 = 13;

/// Bytes that are not a state of this program.
#[derive(Debug, thiserror::Error)]
pub(super) enum DecodeError {
    #[error("it is not a virtual-key state file")]
    NotAState,
    #[error(
        "it has layout version {0}, and this program knows version {VERSION}: use the program that wrote it, or a newer one"
    )]
    UnknownVersion(u8),
    #[error("it is damaged: {0}")]
    Cbor(#[from] CborError),
    #[error("it is damaged: {0} is missing or wrong")]
    Member(&'static str),
}

impl State {
    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let credentials = self.credentials.iter().map(|credential| Value::Map(encode_credential(credential)));
        let templates = self.templates.iter().map(|template| Value::Map(encode_template(template)));
        let map = Map::new()
            .with(WRAPPING_KEY, self.wrapping_key.0.as_slice())
            .with(SIGN_COUNT, self.sign_count)
            .with_some(PIN_HASH, self.pin_hash.as_ref().map(|hash| hash.as_slice()))
            .with(PIN_RETRIES, self.pin_retries)
            .with(CREDENTIALS, credentials.collect::<Vec<_>>())
            .with(BATCH_KEY, encode_batch_key(&self.batch_key))
            .with_some(PERSISTENT_TOKEN, self.persistent_token.as_ref().map(|token| token.as_slice()))
            .with_some(PIN_LENGTH, self.pin_length)
            .with(CONFIG, encode_config(&self.config))
            .with_some(ENTERPRISE_KEY, self.enterprise_key.as_ref().map(encode_batch_key))
            .with(LARGE_BLOB_ARRAY, self.large_blob_array.as_slice())
            .with(TEMPLATES, templates.collect::<Vec<_>>())
            .with(UV_RETRIES, self.uv_retries);
        let body = Zeroizing::new(map.encode());
        wipe(Value::Map(map));
        let mut bytes = Zeroizing::new(Vec::with_capacity(MARK.len() + 1 + body.len()));
        bytes.extend_from_slice(MARK);
        bytes.push(VERSION);
        bytes.extend_from_slice(&body);
        bytes
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (version, body) =
            bytes.strip_prefix(MARK).and_then(|rest| rest.split_first()).ok_or(DecodeError::NotAState)?;
        if *version != VERSION {
            return Err(DecodeError::UnknownVersion(*version));
        }
        let mut map = Map::parse(body)?.ok_or(DecodeError::Member("the state"))?;
        let state = decode_state(&map);
        for key in 0..=u8::MAX {
            map.remove(key).into_iter().for_each(wipe);
        }
        state
    }
}

fn decode_state(map: &Map) -> Result<State, DecodeError> {
    let credentials = map.get(CREDENTIALS).and_then(Value::as_array).ok_or(DecodeError::Member("the credentials"))?;
    Ok(State {
        wrapping_key: WrappingKey(
            map.get(WRAPPING_KEY).and_then(secret).ok_or(DecodeError::Member("the wrapping key"))?,
        ),
        sign_count: map
            .get(SIGN_COUNT)
            .and_then(Value::as_u64)
            .and_then(|count| u32::try_from(count).ok())
            .ok_or(DecodeError::Member("the signature counter"))?,
        pin_hash: optional(map, PIN_HASH, "the PIN", secret)?,
        pin_retries: map
            .get(PIN_RETRIES)
            .and_then(Value::as_u64)
            .and_then(|retries| u8::try_from(retries).ok())
            .filter(|retries| *retries <= MAX_PIN_RETRIES)
            .ok_or(DecodeError::Member("the PIN retries"))?,
        persistent_token: optional(map, PERSISTENT_TOKEN, "the persistent token", secret)?,
        credentials: credentials
            .iter()
            .map(|value| value.as_map().and_then(decode_credential).ok_or(DecodeError::Member("a credential")))
            .collect::<Result<_, _>>()?,
        large_blob_array: optional(map, LARGE_BLOB_ARRAY, "the large-blob array", |value| {
            Some(value.as_bytes()?.to_vec())
        })?
        .unwrap_or_else(|| EMPTY_LARGE_BLOB_ARRAY.to_vec()),
        templates: optional(map, TEMPLATES, "the fingerprints", |value| {
            value.as_array()?.iter().map(|template| decode_template(template.as_map()?)).collect::<Option<_>>()
        })?
        .unwrap_or_default(),
        uv_retries: optional(map, UV_RETRIES, "the fingerprint retries", small_number)?.unwrap_or(MAX_UV_RETRIES),
        pin_length: optional(map, PIN_LENGTH, "the PIN's length", small_number)?,
        config: optional(map, CONFIG, "the configuration", |value| decode_config(value.as_map()?))?.unwrap_or_default(),
        batch_key: optional(map, BATCH_KEY, "the batch key", |value| decode_batch_key(value.as_map()?))?
            .ok_or(DecodeError::Member("the batch key"))?,
        enterprise_key: optional(map, ENTERPRISE_KEY, "the enterprise key", |value| decode_batch_key(value.as_map()?))?,
    })
}

/// A member that may be missing, but not of another form.
fn optional<T>(
    map: &Map,
    key: u8,
    name: &'static str,
    read: impl FnOnce(&Value) -> Option<T>,
) -> Result<Option<T>, DecodeError> {
    map.get(key).map(|value| read(value).ok_or(DecodeError::Member(name))).transpose()
}

/// Overwrites the byte strings in a value before its memory is given back.
fn wipe(value: Value) {
    match value {
        Value::Bytes(mut bytes) => bytes.zeroize(),
        Value::Array(items) => items.into_iter().for_each(wipe),
        Value::Map(mut map) => {
            let keys: Vec<Value> = map.iter().map(|(key, _)| key.clone()).collect();
            keys.into_iter().filter_map(|key| map.remove(key)).for_each(wipe);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attestation::BatchKey;
    use crate::credential::{KeyAlgorithm, PrivateKey, Protection};
    use crate::state::record::{Config, DiscoverableCredential, Template, User};

    fn used_state() -> State {
        let mut state = State::new().unwrap();
        state.sign_count = 41;
        state.pin_hash = Some(Zeroizing::new([9; 16]));
        state.pin_retries = 5;
        state.persistent_token = Some(Zeroizing::new([7; 32]));
        state.pin_length = Some(6);
        state.large_blob_array = vec![0x80; 40];
        state.uv_retries = 2;
        state.templates =
            [None, Some("thumb".to_owned())].map(|name| Template { id: vec![4, 4], name, finger: 3 }).to_vec();
        state.config = Config {
            min_pin_length: Some(6),
            min_pin_length_rp_ids: vec!["example.org".to_owned()],
            force_pin_change: true,
            always_uv: Some(false),
            enterprise_attestation: true,
        };
        state.enterprise_key = Some(BatchKey::generate_enterprise().unwrap());
        for (algorithm, name) in KeyAlgorithm::ALL.into_iter().zip([None, Some("anna".to_owned())].into_iter().cycle())
        {
            state.credentials.push(DiscoverableCredential {
                id: vec![3; 32],
                rp_id: "example.org".to_owned(),
                user: User { id: vec![1, 2], display_name: name.clone(), name: name.clone() },
                private_key: PrivateKey::generate(algorithm).unwrap(),
                protection: Protection::Required,
                cred_blob: name.as_ref().map(|_| vec![5; 32]),
                large_blob_key: name.as_ref().map(|_| Zeroizing::new([6; 32])),
                third_party_payment: name.is_some(),
            });
        }
        state
    }

    #[test]
    fn what_is_written_reads_back() {
        let state = used_state();
        let bytes = state.encode();
        let read = State::decode(&bytes).unwrap();
        assert_eq!(*read.encode(), *bytes);
        assert_eq!((read.sign_count, read.pin_retries, read.credentials.len()), (41, 5, KeyAlgorithm::ALL.len()));
        assert_eq!(read.credentials[1].user, state.credentials[1].user);
        assert_eq!(read.config, state.config);
        assert_eq!((read.uv_retries, &read.templates), (2, &state.templates));
        assert_eq!(read.large_blob_array, state.large_blob_array);
        assert_eq!(read.credentials[1].cred_blob, state.credentials[1].cred_blob);
        assert_eq!(read.credentials[1].large_blob_key, state.credentials[1].large_blob_key);
        assert!(read.credentials[1].third_party_payment && !read.credentials[0].third_party_payment);
    }

    #[test]
    fn damage_is_named_and_never_panics() {
        let bytes = used_state().encode();
        for length in 0..bytes.len() {
            assert!(State::decode(&bytes[..length]).is_err(), "{length} bytes");
        }
        let refusal = |bytes: &[u8]| State::decode(bytes).err().unwrap().to_string();
        assert_eq!(refusal(b"hello"), "it is not a virtual-key state file");
        let mut newer = bytes.to_vec();
        newer[MARK.len()] = 2;
        assert!(refusal(&newer).contains("layout version 2"));
        let no_key = [MARK, &[VERSION], &Map::new().with(CREDENTIALS, Vec::<Value>::new()).encode()].concat();
        assert_eq!(refusal(&no_key), "it is damaged: the wrapping key is missing or wrong");
    }
}
