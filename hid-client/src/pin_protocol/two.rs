//! PIN/UV auth protocol two (CTAP 2.1 §6.5.7).

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::cipher;
use crate::error::{Error, ErrorKind, ProtocolError};
use crate::random;

/// The shared secret: one key for MACs, one for encryption.
pub(super) struct Secret {
    hmac_key: Zeroizing<[u8; 32]>,
    aes_key: Zeroizing<[u8; 32]>,
}

impl Secret {
    /// Two HKDF-SHA-256 outputs from the ECDH point's x coordinate.
    pub(super) fn derive(z: &[u8]) -> Result<Self, Error> {
        Ok(Self { hmac_key: expand(z, b"CTAP2 HMAC key")?, aes_key: expand(z, b"CTAP2 AES key")? })
    }

    /// A random IV, then AES-256-CBC.
    pub(super) fn encrypt(&self, plaintext: &[u8]) -> Result<Vec<u8>, Error> {
        let iv: [u8; 16] = random::bytes()?;
        let mut out = [&iv, plaintext].concat();
        if let Some(data) = out.get_mut(iv.len()..) {
            cipher::encrypt(&self.aes_key, &iv, data);
        }
        Ok(out)
    }

    /// `None` when the ciphertext is not an IV and whole blocks.
    pub(super) fn decrypt(&self, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (iv, data) = ciphertext.split_first_chunk()?;
        (!data.is_empty() && data.len().is_multiple_of(16)).then(|| cipher::decrypt(&self.aes_key, iv, data))
    }

    pub(super) fn authenticate(&self, message: &[u8]) -> Vec<u8> {
        authenticate(&*self.hmac_key, message)
    }
}

/// The whole HMAC.
pub(super) fn authenticate(key: &[u8], message: &[u8]) -> Vec<u8> {
    cipher::hmac(key, message).to_vec()
}

fn expand(z: &[u8], info: &[u8]) -> Result<Zeroizing<[u8; 32]>, Error> {
    let mut key = Zeroizing::new([0; 32]);
    // HKDF-SHA-256 gives up to 8160 bytes, so this does not fail; a key of zeros must never come of it.
    let expanded = Hkdf::<Sha256>::new(Some(&[0; 32]), z).expand(info, &mut *key);
    expanded.map_err(|_| ErrorKind::from(ProtocolError::KeyAgreement("no keys can be derived from it")))?;
    Ok(key)
}
