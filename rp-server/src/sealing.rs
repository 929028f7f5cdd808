//! What must be read again later but not by whoever copies the store: sealed with a key that is derived from the server's secret.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use zeroize::Zeroizing;

use crate::records::Sealed;
use crate::secret::ServerSecret;

/// Seals and opens short texts by AES-256-GCM (NIST SP 800-38D) under one purpose of the server's secret.
///
/// Every seal takes a nonce of its own at random; a secret may seal some four billion texts before nonces could meet.
pub struct SealingKey(RandomizedNonceKey);

/// A sealed text that does not open: another secret sealed it, or for another place, or it was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a stored secret does not open: it belongs to another server-secret file. Restore that file with the data it came with"
)]
pub struct SealError;

impl SealingKey {
    /// The key of `secret` for `purpose`.
    pub fn new(secret: &ServerSecret, purpose: &str) -> Result<Self, SealError> {
        let key = Zeroizing::new(secret.key(purpose).mac(&[b"AES-256-GCM"]));
        RandomizedNonceKey::new(&AES_256_GCM, key.as_slice()).map(Self).map_err(|_| SealError)
    }

    /// Seals `text` for one `place`: the same place is needed to open it, so that it cannot be moved to another.
    pub fn seal(&self, place: &[&[u8]], text: &str) -> Result<Sealed, SealError> {
        let mut bytes = text.as_bytes().to_vec();
        let nonce = self.0.seal_in_place_append_tag(aad(place), &mut bytes).map_err(|_| SealError)?;
        Ok(Sealed::new([nonce.as_ref().as_slice(), &bytes].concat()))
    }

    /// The text that was sealed for `place`.
    pub fn open(&self, place: &[&[u8]], sealed: &Sealed) -> Result<Zeroizing<String>, SealError> {
        let (nonce, bytes) = sealed.as_bytes().split_at_checked(NONCE_LEN).ok_or(SealError)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError)?;
        let mut bytes = Zeroizing::new(bytes.to_vec());
        let text = self.0.open_in_place(nonce, aad(place), bytes.as_mut_slice()).map_err(|_| SealError)?;
        std::str::from_utf8(text).map(|text| Zeroizing::new(text.to_owned())).map_err(|_| SealError)
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey(..)")
    }
}

/// The parts of a place with their lengths: no two places are the same bytes.
fn aad(place: &[&[u8]]) -> Aad<Vec<u8>> {
    let part = |part: &&[u8]| [(part.len() as u64).to_be_bytes().as_slice(), part].concat();
    Aad::from(place.iter().flat_map(part).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(secret: u8) -> SealingKey {
        SealingKey::new(&ServerSecret::from_bytes([secret; 32]), "test").unwrap()
    }

    #[test]
    fn what_was_sealed_opens_in_its_place_alone() {
        let sealed = key(1).seal(&[b"message 1", b"code"], "493817").unwrap();
        assert_eq!(key(1).open(&[b"message 1", b"code"], &sealed).unwrap().as_str(), "493817");
        for place in [[b"message 2".as_slice(), b"code"], [b"message 1", b"name"], [b"message 1c", b"ode"]] {
            assert_eq!(key(1).open(&place, &sealed), Err(SealError), "{place:?}");
        }
        assert_eq!(key(2).open(&[b"message 1", b"code"], &sealed), Err(SealError));
    }

    #[test]
    fn a_changed_or_cut_text_does_not_open() {
        let sealed = key(1).seal(&[], "493817").unwrap();
        for at in 0..sealed.as_bytes().len() {
            let mut bent = sealed.as_bytes().to_vec();
            bent[at] ^= 1;
            assert_eq!(key(1).open(&[], &Sealed::new(bent)), Err(SealError));
            assert_eq!(key(1).open(&[], &Sealed::new(sealed.as_bytes()[..at].to_vec())), Err(SealError));
        }
    }

    #[test]
    fn the_same_text_is_never_sealed_alike_and_nothing_is_printed() {
        let (first, second) = (key(1).seal(&[], "493817").unwrap(), key(1).seal(&[], "493817").unwrap());
        assert_ne!(first, second);
        assert!(!first.as_bytes().windows(6).any(|bytes| bytes == b"493817"));
        assert_eq!(format!("{first:?} {:?}", key(1)), "Sealed(..) SealingKey(..)");
    }
}
