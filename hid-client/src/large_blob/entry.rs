//! One entry: what a credential has on the key, packed and sealed (CTAP 2.1 §6.10.3).

use std::fmt;

use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{Aes256Gcm, KeyInit as _};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use shared::cbor::{Map, Value};
use zeroize::Zeroizing;

use super::LargeBlobError;
use crate::error::{Error, ErrorKind};
use crate::random;

/// The most bytes that are packed or unpacked: more than any key has room for, and no more than a program can bear to be
/// made to unpack.
pub const MAX_BLOB_LENGTH: usize = 1024 * 1024;

// Keys of an entry.
const CIPHERTEXT: u8 = 0x01;
const NONCE: u8 = 0x02;
const ORIG_SIZE: u8 = 0x03;

/// How hard to pack, 0 to 10: keys have little room, and data is short.
const COMPRESSION: u8 = 9;

/// The key that opens a credential's entry (CTAP 2.1 §12.3). Wiped when dropped, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct LargeBlobKey(Zeroizing<[u8; 32]>);

/// An entry as it is in the array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LargeBlob<'a> {
    ciphertext: &'a [u8],
    nonce: &'a [u8; 12],
    original_length: u64,
}

impl LargeBlobKey {
    /// The key with these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new((&*self.0).into())
    }
}

impl fmt::Debug for LargeBlobKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LargeBlobKey(..)")
    }
}

impl<'a> LargeBlob<'a> {
    /// An entry of the standard's form; members that it does not know are passed over.
    pub(super) fn read(value: &'a Value) -> Option<Self> {
        let map = value.as_map()?;
        Some(Self {
            ciphertext: map.get(CIPHERTEXT)?.as_bytes()?,
            nonce: map.get(NONCE)?.as_bytes()?.try_into().ok()?,
            original_length: map.get(ORIG_SIZE)?.as_u64()?,
        })
    }

    /// Packs and seals `data`: an entry for the array.
    pub(super) fn seal(key: &LargeBlobKey, data: &[u8]) -> Result<Value, Error> {
        if data.len() > MAX_BLOB_LENGTH {
            return Err(ErrorKind::LargeBlobTooLong.into());
        }
        let nonce = random::bytes::<12>()?;
        let packed = Zeroizing::new(compress_to_vec(data, COMPRESSION));
        let associated = associated_data(data.len() as u64);
        // Fails only for lengths beyond the cipher's 64 GiB.
        let sealed = key.cipher().encrypt((&nonce).into(), Payload { msg: &packed, aad: &associated });
        let ciphertext = sealed.map_err(|_| ErrorKind::LargeBlobTooLong)?;
        Ok(Map::new().with(CIPHERTEXT, ciphertext).with(NONCE, nonce).with(ORIG_SIZE, data.len() as u64).into())
    }

    /// How long the data is, as the entry states it.
    pub fn original_length(&self) -> u64 {
        self.original_length
    }

    /// How many bytes of the array it takes, less some twenty for nonce and lengths.
    pub fn stored_length(&self) -> usize {
        self.ciphertext.len()
    }

    /// Whether `key` is this entry's.
    pub fn is_opened_by(&self, key: &LargeBlobKey) -> bool {
        self.unseal(key).is_some()
    }

    /// The data when `key` is this entry's.
    pub fn open(&self, key: &LargeBlobKey) -> Result<Option<Zeroizing<Vec<u8>>>, LargeBlobError> {
        let Some(packed) = self.unseal(key) else { return Ok(None) };
        // The length is what the key's owner or anybody who wrote with that key says; a lie must not fill the memory.
        let length = usize::try_from(self.original_length).ok().filter(|length| *length <= MAX_BLOB_LENGTH);
        let length = length.ok_or(LargeBlobError::TooLong)?;
        let data = decompress_to_vec_with_limit(&packed, length).map_err(|_| LargeBlobError::Content)?;
        let data = Zeroizing::new(data);
        if data.len() == length { Ok(Some(data)) } else { Err(LargeBlobError::Content) }
    }

    fn unseal(&self, key: &LargeBlobKey) -> Option<Zeroizing<Vec<u8>>> {
        let associated = associated_data(self.original_length);
        let payload = Payload { msg: self.ciphertext, aad: &associated };
        key.cipher().decrypt(self.nonce.into(), payload).ok().map(Zeroizing::new)
    }
}

/// "blob" and the length of the data before it was packed, little-endian.
fn associated_data(original_length: u64) -> [u8; 12] {
    let mut data = *b"blob\0\0\0\0\0\0\0\0";
    for (to, from) in data.iter_mut().skip(4).zip(original_length.to_le_bytes()) {
        *to = from;
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> LargeBlobKey {
        LargeBlobKey::new([7; 32])
    }

    /// An entry whose packed content and stated length are as told.
    fn entry(packed: &[u8], original_length: u64) -> Value {
        let payload = Payload { msg: packed, aad: &associated_data(original_length) };
        let ciphertext = key().cipher().encrypt((&[1; 12]).into(), payload).unwrap();
        Map::new().with(CIPHERTEXT, ciphertext).with(NONCE, [1; 12]).with(ORIG_SIZE, original_length).into()
    }

    fn open(value: &Value) -> Result<Option<Vec<u8>>, LargeBlobError> {
        LargeBlob::read(value).unwrap().open(&key()).map(|data| data.map(|data| data.to_vec()))
    }

    #[test]
    fn what_is_sealed_opens_for_its_key_alone() {
        for data in [vec![], b"hello".to_vec(), vec![3; 100_000]] {
            let sealed = LargeBlob::seal(&key(), &data).unwrap();
            let blob = LargeBlob::read(&sealed).unwrap();
            assert_eq!(blob.original_length(), data.len() as u64);
            assert_eq!(open(&sealed), Ok(Some(data)));
            assert_eq!(blob.open(&LargeBlobKey::new([8; 32])), Ok(None));
        }
        assert!(LargeBlob::seal(&key(), &vec![0; MAX_BLOB_LENGTH + 1]).is_err());
    }

    /// Made by Python: zlib.compressobj(9, zlib.DEFLATED, -15) and AESGCM of the package cryptography.
    #[test]
    fn an_entry_made_by_other_peoples_code_opens() {
        let ciphertext = [
            0x0c, 0x4c, 0xd3, 0xdc, 0xf4, 0xa5, 0x09, 0x4e, 0xf2, 0xaa, 0x00, 0x17, 0xb7, 0xc2, 0xa2, 0xae, 0xa0, 0xa4,
            0x29, 0xc1, 0x26, 0xa5, 0xf7, 0x20, 0xf2, 0x36, 0xa3, 0xf6, 0x38, 0x63, 0x7a, 0xc9, 0xf3, 0x39, 0x87, 0xc1,
            0xfe, 0x33, 0xf1,
        ];
        let value = Map::new().with(CIPHERTEXT, ciphertext).with(NONCE, [9; 12]).with(ORIG_SIZE, 24).into();
        assert_eq!(open(&value), Ok(Some(b"to be or not to be, that".to_vec())));
    }

    #[test]
    fn what_unpacks_to_another_length_is_refused_before_it_fills_the_memory() {
        let packed = compress_to_vec(&[0; 1000], COMPRESSION);
        assert_eq!(open(&entry(&packed, 1000)), Ok(Some(vec![0; 1000])));
        for length in [0, 999, 1001] {
            assert_eq!(open(&entry(&packed, length)), Err(LargeBlobError::Content), "{length}");
        }
        let bomb = compress_to_vec(&vec![0; 50 * MAX_BLOB_LENGTH], COMPRESSION);
        assert_eq!(open(&entry(&bomb, MAX_BLOB_LENGTH as u64)), Err(LargeBlobError::Content));
        assert_eq!(open(&entry(&bomb, 50 * MAX_BLOB_LENGTH as u64)), Err(LargeBlobError::TooLong));
        assert_eq!(open(&entry(&packed, u64::MAX)), Err(LargeBlobError::TooLong));
        assert_eq!(open(&entry(b"\xff\xff", 2)), Err(LargeBlobError::Content));
    }

    #[test]
    fn entries_of_another_form_are_none() {
        let whole = || Map::new().with(CIPHERTEXT, [0; 16]).with(NONCE, [0; 12]).with(ORIG_SIZE, 1);
        assert!(LargeBlob::read(&whole().with(4, true).into()).is_some());
        for value in [
            Value::Null,
            whole().with(NONCE, [0; 11]).into(),
            whole().with(ORIG_SIZE, -1).into(),
            whole().with(CIPHERTEXT, "text").into(),
            Map::new().with(CIPHERTEXT, [0; 16]).into(),
        ] {
            assert!(LargeBlob::read(&value).is_none(), "{value:?}");
        }
        // Shorter than the tag: opened by nobody.
        let short = whole().with(CIPHERTEXT, [0; 3]).into();
        assert_eq!(open(&short), Ok(None));
    }

    #[test]
    fn the_key_is_never_printed() {
        assert_eq!(format!("{:?}", key()), "LargeBlobKey(..)");
    }
}
