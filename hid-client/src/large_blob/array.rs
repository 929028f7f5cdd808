//! The array as a whole: its checksum, and entries that are other people's.

use sha2::{Digest as _, Sha256};
use shared::cbor::Value;
use zeroize::Zeroizing;

use super::{LargeBlob, LargeBlobError, LargeBlobKey};
use crate::error::Error;

/// LEFT(SHA-256(array), 16) behind the array (CTAP 2.1 §6.10).
const CHECKSUM: usize = 16;

/// The large-blob array of a key.
///
/// It is all relying parties' and all programs': an entry that nobody here can open, or even read, stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LargeBlobArray(Vec<Value>);

impl LargeBlobArray {
    /// Reads a serialized array (CTAP 2.1 §6.10). An array whose checksum does not fit counts as empty by the standard; that
    /// is the caller's to decide.
    pub fn parse(serialized: &[u8]) -> Result<Self, LargeBlobError> {
        let at = serialized.len().checked_sub(CHECKSUM).ok_or(LargeBlobError::Checksum)?;
        let (content, found) = serialized.split_at_checked(at).ok_or(LargeBlobError::Checksum)?;
        if !Sha256::digest(content).starts_with(found) {
            return Err(LargeBlobError::Checksum);
        }
        match Value::parse(content)? {
            Value::Array(entries) => Ok(Self(entries)),
            _ => Err(LargeBlobError::NotAnArray),
        }
    }

    /// The bytes that [`Self::parse`] reads.
    pub fn serialize(&self) -> Vec<u8> {
        let mut bytes = Value::Array(self.0.clone()).encode();
        let checksum = Sha256::digest(&bytes);
        bytes.extend(checksum.iter().take(CHECKSUM));
        bytes
    }

    /// The entries in the key's order; `None` for one that is not of the standard's form.
    pub fn entries(&self) -> impl Iterator<Item = Option<LargeBlob<'_>>> {
        self.0.iter().map(LargeBlob::read)
    }

    /// What the first entry holds that `key` opens; `None` when there is none.
    pub fn find(&self, key: &LargeBlobKey) -> Result<Option<Zeroizing<Vec<u8>>>, LargeBlobError> {
        let mut opened = self.entries().flatten().filter_map(|entry| entry.open(key).transpose());
        opened.next().transpose()
    }

    /// Puts `data` in the place of what `key` opens, or behind the others.
    pub fn replace(&mut self, key: &LargeBlobKey, data: &[u8]) -> Result<(), Error> {
        let entry = LargeBlob::seal(key, data)?;
        let place = self.0.iter().position(|entry| is_of(entry, key));
        self.remove(key);
        // Those that were removed were there or behind it.
        self.0.insert(place.unwrap_or(self.0.len()), entry);
        Ok(())
    }

    /// Takes away all that `key` opens; false when there is nothing.
    pub fn remove(&mut self, key: &LargeBlobKey) -> bool {
        let before = self.0.len();
        self.0.retain(|entry| !is_of(entry, key));
        self.0.len() < before
    }
}

fn is_of(entry: &Value, key: &LargeBlobKey) -> bool {
    LargeBlob::read(entry).is_some_and(|entry| entry.is_opened_by(key))
}

#[cfg(test)]
mod tests {
    use shared::cbor::Map;

    use super::*;

    fn key(byte: u8) -> LargeBlobKey {
        LargeBlobKey::new([byte; 32])
    }

    #[test]
    fn the_array_of_a_new_key_is_the_standards() {
        let factory = b"\x80\x76\xbe\x8b\x52\x8d\x00\x75\xf7\xaa\xe9\x8d\x6f\xa5\x7a\x6d\x3c";
        assert_eq!(LargeBlobArray::parse(factory), Ok(LargeBlobArray::default()));
        assert_eq!(LargeBlobArray::default().serialize(), factory);
    }

    #[test]
    fn entries_are_replaced_in_place_and_those_of_others_stay() {
        // What another program wrote, and will want back.
        let foreign = Value::Map(Map::new().with(1, "no bytes").with(9, true));
        let mut array = LargeBlobArray(vec![foreign.clone()]);
        array.replace(&key(1), b"one").unwrap();
        array.replace(&key(2), b"two").unwrap();
        array.replace(&key(1), b"one again").unwrap();
        let mut read = LargeBlobArray::parse(&array.serialize()).unwrap();
        assert_eq!(read, array);
        assert_eq!(read.find(&key(1)).unwrap().unwrap().as_slice(), b"one again");
        assert_eq!(read.find(&key(2)).unwrap().unwrap().as_slice(), b"two");
        assert_eq!(read.find(&key(3)), Ok(None));
        let opened: Vec<_> =
            read.entries().map(|entry| entry.is_some_and(|entry| entry.is_opened_by(&key(1)))).collect();
        assert_eq!(opened, [false, true, false]);
        assert!(read.remove(&key(1)) && !read.remove(&key(1)));
        assert_eq!((read.0.len(), &read.0[0]), (2, &foreign));
    }

    #[test]
    fn what_is_not_an_array_is_refused() {
        let array = LargeBlobArray(vec![Value::Null]).serialize();
        for length in 0..array.len() {
            assert_eq!(LargeBlobArray::parse(&array[..length]), Err(LargeBlobError::Checksum), "{length} bytes");
        }
        for at in 0..array.len() {
            let mut damaged = array.clone();
            damaged[at] ^= 1;
            assert_eq!(LargeBlobArray::parse(&damaged), Err(LargeBlobError::Checksum), "byte {at}");
        }
        let whole = |content: &[u8]| [content, &Sha256::digest(content)[..16]].concat();
        assert_eq!(LargeBlobArray::parse(&whole(&[0xa0])), Err(LargeBlobError::NotAnArray));
        assert!(matches!(LargeBlobArray::parse(&whole(&[0x81])), Err(LargeBlobError::Cbor(_))));
        assert!(matches!(LargeBlobArray::parse(&whole(&[])), Err(LargeBlobError::Cbor(_))));
    }
}
