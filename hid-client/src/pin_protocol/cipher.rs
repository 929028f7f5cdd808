//! The primitives that both protocols use.

use aes::Aes256;
use cbc::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// AES-256-CBC without padding, in place; bytes beyond the last whole block stay as they are.
pub(super) fn encrypt(key: &[u8; 32], iv: &[u8; 16], data: &mut [u8]) {
    let mut cipher = cbc::Encryptor::<Aes256>::new(key.into(), iv.into());
    for block in data.as_chunks_mut::<16>().0 {
        cipher.encrypt_block(block.into());
    }
}

/// The inverse of [`encrypt`].
pub(super) fn decrypt(key: &[u8; 32], iv: &[u8; 16], data: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut cipher = cbc::Decryptor::<Aes256>::new(key.into(), iv.into());
    let mut data = Zeroizing::new(data.to_vec());
    for block in data.as_chunks_mut::<16>().0 {
        cipher.decrypt_block(block.into());
    }
    data
}

/// HMAC-SHA-256 under a key of at most 64 bytes, which is the longest that is not hashed first (RFC 2104 §2).
pub(super) fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = Zeroizing::new([0; 64]);
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    let mut mac = Hmac::<Sha256>::new((&*block).into());
    mac.update(message);
    mac.finalize().into_bytes().into()
}
