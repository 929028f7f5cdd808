//! HMAC-SHA-256 and AES-256-CBC in the shapes that CTAP uses them.

use aes::Aes256;
use aes::cipher::{Block, BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

pub(crate) const BLOCK: usize = 16;

/// SHA-256 of `data`.
pub(crate) fn sha256(data: &[u8]) -> [u8; 32] {
    Sha256::digest(data).into()
}

/// HMAC-SHA-256 under a 32-byte key, over what is fed to it.
pub(crate) fn hmac(key: &[u8; 32]) -> Hmac<Sha256> {
    // HMAC fills a short key up with zeros to the hash's block (RFC 2104 §2); done here, the key's length cannot be wrong.
    let mut block = Zeroizing::new([0_u8; 64]);
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    Hmac::new((&*block).into())
}

/// HMAC-SHA-256 under a 32-byte key, over the parts one after the other.
pub(crate) fn hmac_of(key: &[u8; 32], parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut mac = hmac(key);
    for part in parts {
        mac.update(part);
    }
    Zeroizing::new(mac.finalize().into_bytes().into())
}

/// AES-256-CBC without padding; `None` when `data` is not a whole number of blocks.
pub(crate) fn cbc_encrypt(key: &[u8; 32], iv: &[u8; BLOCK], data: &[u8]) -> Option<Vec<u8>> {
    let mut encryptor = cbc::Encryptor::<Aes256>::new(key.into(), iv.into());
    let mut out = data.to_vec();
    for chunk in out.chunks_mut(BLOCK) {
        let block: &mut Block<cbc::Encryptor<Aes256>> = chunk.try_into().ok()?;
        encryptor.encrypt_block(block);
    }
    Some(out)
}

/// The inverse of [`cbc_encrypt`].
pub(crate) fn cbc_decrypt(key: &[u8; 32], iv: &[u8; BLOCK], data: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut decryptor = cbc::Decryptor::<Aes256>::new(key.into(), iv.into());
    let mut out = Zeroizing::new(data.to_vec());
    for chunk in out.chunks_mut(BLOCK) {
        let block: &mut Block<cbc::Decryptor<Aes256>> = chunk.try_into().ok()?;
        decryptor.decrypt_block(block);
    }
    Some(out)
}
