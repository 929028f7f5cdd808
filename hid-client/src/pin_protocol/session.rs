//! One key agreement and what it is good for.

use p256::SecretKey;
use shared::cbor::Map;
use shared::ctap::get_info::GetInfo;
use zeroize::Zeroizing;

use super::token::PinUvAuthToken;
use super::{PeerKey, key_agreement, one, two};
use crate::error::{Error, ErrorKind, ProtocolError};
use crate::random;

/// Which of the two protocols.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinProtocol {
    /// §6.5.6.
    One,
    /// §6.5.7.
    Two,
}

impl PinProtocol {
    /// Two where the key has it, else one; `None` when it has neither.
    ///
    /// Keys of CTAP 2.0 may leave the list out; those that have a PIN speak protocol one.
    pub fn preferred(info: &GetInfo) -> Option<Self> {
        let Some(protocols) = &info.pin_uv_auth_protocols else {
            return info.stated_option("clientPin").map(|_| Self::One);
        };
        [Self::Two, Self::One].into_iter().find(|protocol| protocols.contains(&u64::from(protocol.number())))
    }

    /// 1 or 2, as it is on the wire.
    pub const fn number(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }
}

/// The secret shared with a key until its next key agreement.
pub struct Session {
    platform_key: Map,
    secret: Secret,
}

enum Secret {
    One(one::Secret),
    Two(two::Secret),
}

impl Session {
    /// Makes a key pair of our own and the secret it shares with `peer` (CTAP 2.1 §6.5.5.4 "encapsulate").
    pub fn establish(protocol: PinProtocol, peer: &PeerKey) -> Result<Self, Error> {
        let own = loop {
            let scalar = Zeroizing::new(random::bytes::<32>()?);
            // Only zero and numbers beyond the group's order are no keys: one in 2^32.
            if let Ok(key) = SecretKey::from_slice(&*scalar) {
                break key;
            }
        };
        let shared = own.diffie_hellman(&peer.0);
        let secret = match protocol {
            PinProtocol::One => Secret::One(one::Secret::derive(shared.raw_secret_bytes())),
            PinProtocol::Two => Secret::Two(two::Secret::derive(shared.raw_secret_bytes())?),
        };
        Ok(Self { platform_key: key_agreement::to_cose(&own.public_key()), secret })
    }

    /// The protocol of this session.
    pub fn protocol(&self) -> PinProtocol {
        match self.secret {
            Secret::One(_) => PinProtocol::One,
            Secret::Two(_) => PinProtocol::Two,
        }
    }

    /// Our public key as a COSE_Key, for the `keyAgreement` parameter.
    pub fn platform_key(&self) -> &Map {
        &self.platform_key
    }

    /// Encrypts whole blocks of 16 bytes.
    pub fn encrypt(&self, plaintext: &[u8]) -> Result<Vec<u8>, Error> {
        match &self.secret {
            Secret::One(secret) => Ok(secret.encrypt(plaintext)),
            Secret::Two(secret) => secret.encrypt(plaintext),
        }
    }

    /// Authenticates a message under the shared secret.
    pub fn authenticate(&self, message: &[u8]) -> Vec<u8> {
        match &self.secret {
            Secret::One(secret) => secret.authenticate(message),
            Secret::Two(secret) => secret.authenticate(message),
        }
    }

    /// Decrypts what the key encrypted; `None` when it is not whole blocks of 16 bytes, or lacks its IV.
    pub fn decrypt(&self, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        match &self.secret {
            Secret::One(secret) => secret.decrypt(ciphertext),
            Secret::Two(secret) => secret.decrypt(ciphertext),
        }
    }

    /// Decrypts a pinUvAuthToken: 16 or 32 bytes in protocol one, exactly 32 in protocol two.
    pub fn decrypt_token(&self, ciphertext: &[u8]) -> Result<PinUvAuthToken, Error> {
        let wrong =
            |what, length| ProtocolError::PinProtocolLength { protocol: self.protocol().number(), what, length };
        let (token, lengths): (_, &[usize]) = match &self.secret {
            Secret::One(secret) => (secret.decrypt(ciphertext), &[16, 32]),
            Secret::Two(secret) => (secret.decrypt(ciphertext), &[32]),
        };
        let token = token.ok_or_else(|| ErrorKind::from(wrong("an encrypted token", ciphertext.len())))?;
        if !lengths.contains(&token.len()) {
            return Err(ErrorKind::from(wrong("a token", token.len())).into());
        }
        Ok(PinUvAuthToken::new(self.protocol(), token))
    }
}

impl Session {
    /// Decrypts a secret of 32 bytes that the key made of one salt (CTAP 2.1 §12.5).
    pub fn decrypt_secret(&self, ciphertext: &[u8]) -> Result<Zeroizing<[u8; 32]>, Error> {
        let secret = match &self.secret {
            Secret::One(secret) => secret.decrypt(ciphertext),
            Secret::Two(secret) => secret.decrypt(ciphertext),
        };
        let (protocol, length) = (self.protocol().number(), ciphertext.len());
        let wrong = ProtocolError::PinProtocolLength { protocol, what: "an encrypted secret", length };
        let mut whole = Zeroizing::new([0; 32]);
        match secret {
            Some(secret) if secret.len() == whole.len() => {
                whole.copy_from_slice(&secret);
                Ok(whole)
            }
            _ => Err(ErrorKind::from(wrong).into()),
        }
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("protocol", &self.protocol()).finish_non_exhaustive()
    }
}
