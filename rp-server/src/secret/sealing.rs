//! What the store must not give away when it is read alone: seeds, codes, numbers.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use zeroize::Zeroizing;

/// A key that was derived from the server's secret, for one purpose.
pub struct SealingKey(Zeroizing<[u8; 32]>);

/// Why something could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random,
    /// It was sealed under another secret or for another place, or it is damaged.
    #[error(
        "a sealed value does not open: the file server-secret is not the one it was sealed with. Restore it from a backup"
    )]
    Opened,
}

impl SealingKey {
    pub(super) fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// Seals `plain` with AES-256-GCM. It opens only with the same `place`: what names the record it lies in, so that nothing sealed
    /// can be moved from one record to another.
    pub fn seal(&self, place: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut sealed = Zeroizing::new(plain.to_vec());
        let nonce =
            self.cipher()?.seal_in_place_append_tag(Aad::from(place), &mut *sealed).map_err(|_| SealError::Random)?;
        Ok([nonce.as_ref().as_slice(), &sealed].concat())
    }

    /// Opens what [`Self::seal`] gave for the same `place`.
    pub fn open(&self, place: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(SealError::Opened)?;
        let mut plain = Zeroizing::new(sealed.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let length =
            self.cipher()?.open_in_place(nonce, Aad::from(place), &mut plain).map_err(|_| SealError::Opened)?.len();
        plain.truncate(length);
        Ok(plain)
    }

    fn cipher(&self) -> Result<RandomizedNonceKey, SealError> {
        // 32 bytes are a key of AES-256.
        RandomizedNonceKey::new(&AES_256_GCM, self.0.as_slice()).map_err(|_| SealError::Random)
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::super::ServerSecret;
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_the_same_key_at_the_same_place_alone() {
        let key = ServerSecret::from_bytes([7; 32]).sealing_key("test");
        let sealed = key.seal(b"here", b"seed").unwrap();
        assert!(!sealed.windows(4).any(|window| window == b"seed"));
        assert_eq!(*key.open(b"here", &sealed).unwrap(), b"seed");
        assert_eq!(key.open(b"there", &sealed), Err(SealError::Opened));
        assert_eq!(
            ServerSecret::from_bytes([7; 32]).sealing_key("other").open(b"here", &sealed),
            Err(SealError::Opened)
        );
        assert_eq!(*ServerSecret::from_bytes([7; 32]).sealing_key("test").open(b"here", &sealed).unwrap(), b"seed");
        assert_ne!(key.seal(b"here", b"seed").unwrap(), sealed, "every nonce is a new one");
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert_eq!(key.open(b"here", &damaged), Err(SealError::Opened));
            assert_eq!(key.open(b"here", &sealed[..at]), Err(SealError::Opened));
        }
        assert_eq!(format!("{key:?}"), "SealingKey(..)");
    }
}
