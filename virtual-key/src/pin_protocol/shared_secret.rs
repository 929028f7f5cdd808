//! What both sides share after the key agreement, and what they do with it.

use hmac::Mac as _;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::crypto::{BLOCK, cbc_decrypt, cbc_encrypt, hmac, hmac_of, sha256};
use crate::random::{self, NoRandomness};

/// A PIN/UV auth protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// CTAP 2.1 §6.5.6.
    One = 1,
    /// CTAP 2.1 §6.5.7.
    Two = 2,
}

impl Protocol {
    /// The preferred one first, as getInfo lists them.
    pub(crate) const ALL: [Self; 2] = [Self::Two, Self::One];

    pub(crate) fn from_number(number: u64) -> Option<Self> {
        match number {
            1 => Some(Self::One),
            2 => Some(Self::Two),
            _ => None,
        }
    }

    pub(crate) fn number(self) -> u8 {
        self as u8
    }

    /// `verify(key, message, signature)` with a 32-byte key: protocol one compares 16 bytes of the HMAC, protocol two
    /// all 32. A signature of any other length does not verify; one cut short least of all.
    pub(crate) fn verify(self, key: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
        let mac = hmac(key).chain_update(message).finalize().into_bytes();
        let expected = match self {
            Self::One => mac.get(..16),
            Self::Two => Some(mac.as_slice()),
        };
        expected.is_some_and(|expected| bool::from(expected.ct_eq(signature)))
    }
}

/// The shared secret of a protocol; a new one for each request that carries a key agreement key.
pub(crate) struct SharedSecret {
    protocol: Protocol,
    hmac_key: Zeroizing<[u8; 32]>,
    aes_key: Zeroizing<[u8; 32]>,
}

impl SharedSecret {
    /// `kdf(Z)`: SHA-256 for protocol one (§6.5.6), HKDF-SHA-256 twice for protocol two (§6.5.7).
    pub(super) fn derive(protocol: Protocol, z: &[u8; 32]) -> Self {
        match protocol {
            Protocol::One => {
                let key = Zeroizing::new(sha256(z));
                Self { protocol, hmac_key: key.clone(), aes_key: key }
            }
            Protocol::Two => {
                // HKDF with a salt of 32 zeros and 32 bytes of output is extract and one block of expand (RFC 5869 §2).
                let extracted = hmac_of(&[0; 32], &[z]);
                let expand = |info: &[u8]| hmac_of(&extracted, &[info, &[1]]);
                Self { protocol, hmac_key: expand(b"CTAP2 HMAC key"), aes_key: expand(b"CTAP2 AES key") }
            }
        }
    }

    /// `encrypt`: whole blocks only; protocol two puts a random IV before the ciphertext.
    pub(crate) fn encrypt(&self, plaintext: &[u8]) -> Result<Vec<u8>, NoRandomness> {
        let iv = match self.protocol {
            Protocol::One => [0; BLOCK],
            Protocol::Two => random::bytes()?,
        };
        // Everything that the authenticator encrypts is whole blocks.
        let ciphertext = cbc_encrypt(&self.aes_key, &iv, plaintext).unwrap_or_default();
        Ok(match self.protocol {
            Protocol::One => ciphertext,
            Protocol::Two => [iv.as_slice(), &ciphertext].concat(),
        })
    }

    /// `decrypt`; `None` for a ciphertext that is not whole blocks or, in protocol two, has no IV.
    pub(crate) fn decrypt(&self, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        match self.protocol {
            Protocol::One => cbc_decrypt(&self.aes_key, &[0; BLOCK], ciphertext),
            Protocol::Two => {
                let (iv, ciphertext) = ciphertext.split_first_chunk::<BLOCK>()?;
                cbc_decrypt(&self.aes_key, iv, ciphertext)
            }
        }
    }

    /// `verify` with the shared secret as the key.
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.protocol.verify(&self.hmac_key, message, signature)
    }
}
