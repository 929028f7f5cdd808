//! AES-256-CBC without padding, and ChaCha8-Poly1305.

use aes::Aes256;
use aes::cipher::{Block, BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use chacha20poly1305::aead::AeadInOut as _;
use chacha20poly1305::{ChaCha8Poly1305, KeyInit as _, Nonce, Tag};
use trussed_core::Error;
use zeroize::Zeroizing;

/// Bytes of a key of either.
const KEY: usize = 32;
const BLOCK: usize = 16;
/// Bytes of a nonce of ChaCha8-Poly1305.
pub(super) const NONCE: usize = 12;
/// Bytes of its tag.
pub(super) const TAG: usize = 16;

/// Encrypts whole blocks; without an initialization vector, under one of zeros.
pub(super) fn cbc_encrypt(key: &[u8], iv: &[u8], data: &[u8]) -> Result<Vec<u8>, Error> {
    let mut encryptor = cbc::Encryptor::<Aes256>::new((&key_of(key)?).into(), (&iv_of(iv)?).into());
    let mut out = data.to_vec();
    for chunk in out.chunks_mut(BLOCK) {
        let block: &mut Block<cbc::Encryptor<Aes256>> = chunk.try_into().map_err(|_| Error::MechanismParamInvalid)?;
        encryptor.encrypt_block(block);
    }
    Ok(out)
}

/// The inverse of [`cbc_encrypt`].
pub(super) fn cbc_decrypt(key: &[u8], iv: &[u8], data: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut decryptor = cbc::Decryptor::<Aes256>::new((&key_of(key)?).into(), (&iv_of(iv)?).into());
    let mut out = Zeroizing::new(data.to_vec());
    for chunk in out.chunks_mut(BLOCK) {
        let block: &mut Block<cbc::Decryptor<Aes256>> = chunk.try_into().map_err(|_| Error::MechanismParamInvalid)?;
        decryptor.decrypt_block(block);
    }
    Ok(out)
}

/// Encrypts, and gives the tag.
pub(super) fn seal(key: &[u8], nonce: &[u8; NONCE], about: &[u8], data: &[u8]) -> Result<(Vec<u8>, [u8; TAG]), Error> {
    let mut out = data.to_vec();
    let tag = ChaCha8Poly1305::new((&key_of(key)?).into())
        .encrypt_inout_detached(&Nonce::from(*nonce), about, out.as_mut_slice().into())
        .map_err(|_| Error::AeadError)?;
    Ok((out, tag.into()))
}

/// Decrypts; `None` when the tag is another's.
pub(super) fn open(
    key: &[u8],
    nonce: &[u8],
    about: &[u8],
    data: &[u8],
    tag: &[u8],
) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| Error::MechanismParamInvalid)?;
    let tag: [u8; TAG] = tag.try_into().map_err(|_| Error::MechanismParamInvalid)?;
    let mut out = Zeroizing::new(data.to_vec());
    let opened = ChaCha8Poly1305::new((&key_of(key)?).into()).decrypt_inout_detached(
        &Nonce::from(nonce),
        about,
        out.as_mut_slice().into(),
        &Tag::from(tag),
    );
    Ok(opened.is_ok().then_some(out))
}

fn key_of(key: &[u8]) -> Result<[u8; KEY], Error> {
    key.try_into().map_err(|_| Error::WrongKeyKind)
}

fn iv_of(iv: &[u8]) -> Result<[u8; BLOCK], Error> {
    if iv.is_empty() { Ok([0; BLOCK]) } else { iv.try_into().map_err(|_| Error::MechanismParamInvalid) }
}
