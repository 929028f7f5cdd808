//! PIN/UV auth protocol one (CTAP 2.1 §6.5.6).

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::cipher;

/// The shared secret: one key for everything.
pub(super) struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    /// SHA-256 of the ECDH point's x coordinate.
    pub(super) fn derive(z: &[u8]) -> Self {
        Self(Zeroizing::new(Sha256::digest(z).into()))
    }

    /// AES-256-CBC with an IV of zeros.
    pub(super) fn encrypt(&self, plaintext: &[u8]) -> Vec<u8> {
        let mut out = plaintext.to_vec();
        cipher::encrypt(&self.0, &[0; 16], &mut out);
        out
    }

    /// `None` when the ciphertext is not of whole blocks.
    pub(super) fn decrypt(&self, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        (!ciphertext.is_empty() && ciphertext.len().is_multiple_of(16))
            .then(|| cipher::decrypt(&self.0, &[0; 16], ciphertext))
    }

    pub(super) fn authenticate(&self, message: &[u8]) -> Vec<u8> {
        authenticate(&*self.0, message)
    }
}

/// The first 16 bytes of the HMAC.
pub(super) fn authenticate(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = cipher::hmac(key, message).to_vec();
    mac.truncate(16);
    mac
}
