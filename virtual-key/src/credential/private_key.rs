//! Private keys: made, kept, and signed with.
//!
//! All of it is RustCrypto. What looks at these signatures elsewhere in the workspace is aws-lc-rs: another implementation.

use ml_dsa::{Keypair as _, MlDsa44, MlDsa65, MlDsaParams};
use p256::SecretKey;
use p256::ecdsa::signature::Signer as _;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use rsa::pkcs1v15;
use rsa::signature::SignatureEncoding as _;
use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};
use rsa::{BoxedUint, RsaPrivateKey};
use sha2::Sha256;
use shared::cose::PublicKey;
use zeroize::Zeroizing;

use super::KeyAlgorithm;
use crate::random::{self, NoRandomness};

/// Bytes of a scalar of P-384.
const ES384_SECRET: usize = 48;
/// Bits of an RSA modulus, as everybody's keys have.
const RSA_BITS: usize = 2048;
/// Bytes of each of its two primes.
const RSA_PRIME: usize = RSA_BITS / 16;
/// F4, the exponent of everybody's RSA keys.
const RSA_EXPONENT: u64 = 65_537;

/// A credential private key.
#[derive(Clone)]
pub(crate) enum PrivateKey {
    Es256(SecretKey),
    EdDsa(ed25519_dalek::SigningKey),
    Es384(p384::SecretKey),
    Rs256(Box<RsaPrivateKey>),
    /// The seed: the key proper is many times as long, and made of it whenever it is used.
    MlDsa44(Zeroizing<[u8; 32]>),
    MlDsa65(Zeroizing<[u8; 32]>),
}

impl PrivateKey {
    /// A new random key.
    pub(crate) fn generate(algorithm: KeyAlgorithm) -> Result<Self, NoRandomness> {
        Ok(match algorithm {
            KeyAlgorithm::Es256 => Self::Es256(random::p256_key()?),
            KeyAlgorithm::EdDsa => Self::EdDsa(ed25519_dalek::SigningKey::from_bytes(&*random::secret()?)),
            KeyAlgorithm::Es384 => loop {
                // About one in 2^192 values is not a scalar of the curve.
                if let Ok(key) = p384::SecretKey::from_slice(random::secret::<ES384_SECRET>()?.as_slice()) {
                    break Self::Es384(key);
                }
            },
            KeyAlgorithm::Rs256 => loop {
                // Seeded, because that generator cannot fail half-way.
                let mut random = ChaCha20Rng::from_seed(*random::secret()?);
                if let Ok(key) = RsaPrivateKey::new(&mut random, RSA_BITS) {
                    break Self::Rs256(Box::new(key));
                }
            },
            KeyAlgorithm::MlDsa44 => Self::MlDsa44(random::secret()?),
            KeyAlgorithm::MlDsa65 => Self::MlDsa65(random::secret()?),
        })
    }

    /// The key with these secret bytes; `None` when they are not a key of the algorithm.
    pub(crate) fn from_secret(algorithm: KeyAlgorithm, secret: &[u8]) -> Option<Self> {
        let seed = || <[u8; 32]>::try_from(secret).ok().map(Zeroizing::new);
        Some(match algorithm {
            // The crates take what is shorter for a small number.
            KeyAlgorithm::Es256 => Self::Es256(SecretKey::from_slice(seed()?.as_slice()).ok()?),
            KeyAlgorithm::EdDsa => Self::EdDsa(ed25519_dalek::SigningKey::from_bytes(&*seed()?)),
            KeyAlgorithm::Es384 if secret.len() == ES384_SECRET => {
                Self::Es384(p384::SecretKey::from_slice(secret).ok()?)
            }
            KeyAlgorithm::Es384 => return None,
            KeyAlgorithm::Rs256 => {
                let (p, q) = secret.split_at_checked(RSA_PRIME).filter(|(_, q)| q.len() == RSA_PRIME)?;
                let prime = |bytes| BoxedUint::from_be_slice(bytes, RSA_PRIME as u32 * 8).ok();
                let key = RsaPrivateKey::from_p_q(prime(p)?, prime(q)?, BoxedUint::from(RSA_EXPONENT));
                Self::Rs256(Box::new(key.ok()?))
            }
            KeyAlgorithm::MlDsa44 => Self::MlDsa44(seed()?),
            KeyAlgorithm::MlDsa65 => Self::MlDsa65(seed()?),
        })
    }

    /// What [`Self::from_secret`] makes the key of: a scalar, a seed, or the two primes.
    pub(crate) fn secret(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(match self {
            Self::Es256(key) => key.to_bytes().to_vec(),
            Self::EdDsa(key) => key.to_bytes().to_vec(),
            Self::Es384(key) => key.to_bytes().to_vec(),
            Self::Rs256(key) => key.primes().iter().flat_map(|prime| prime.to_be_bytes().into_vec()).collect(),
            Self::MlDsa44(seed) | Self::MlDsa65(seed) => seed.to_vec(),
        })
    }

    pub(crate) fn algorithm(&self) -> KeyAlgorithm {
        match self {
            Self::Es256(_) => KeyAlgorithm::Es256,
            Self::EdDsa(_) => KeyAlgorithm::EdDsa,
            Self::Es384(_) => KeyAlgorithm::Es384,
            Self::Rs256(_) => KeyAlgorithm::Rs256,
            Self::MlDsa44(_) => KeyAlgorithm::MlDsa44,
            Self::MlDsa65(_) => KeyAlgorithm::MlDsa65,
        }
    }

    pub(crate) fn public_key(&self) -> PublicKey {
        match self {
            Self::Es256(key) => {
                let (x, y) = coordinates(key);
                PublicKey::Es256 { x, y }
            }
            Self::EdDsa(key) => PublicKey::EdDsa { x: key.verifying_key().to_bytes() },
            Self::Es384(key) => {
                let point = key.public_key().to_sec1_point(false);
                let half = |coordinate: Option<&_>| coordinate.copied().map(Into::into).unwrap_or([0; 48]);
                PublicKey::Es384 { x: half(point.x()), y: half(point.y()) }
            }
            Self::Rs256(key) => PublicKey::Rs256 { n: key.n_bytes().into_vec(), e: key.e_bytes().into_vec() },
            Self::MlDsa44(seed) => {
                PublicKey::MlDsa44(Box::new(ml_dsa::<MlDsa44>(seed).verifying_key().encode().into()))
            }
            Self::MlDsa65(seed) => {
                PublicKey::MlDsa65(Box::new(ml_dsa::<MlDsa65>(seed).verifying_key().encode().into()))
            }
        }
    }

    /// A signature in the form WebAuthn wants (WebAuthn L3 §6.5.5): ECDSA in DER, the others as they are.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Es256(key) => {
                let signature: p256::ecdsa::DerSignature = p256::ecdsa::SigningKey::from(key).sign(message);
                signature.as_bytes().to_vec()
            }
            Self::EdDsa(key) => key.sign(message).to_bytes().to_vec(),
            Self::Es384(key) => {
                let signature: p384::ecdsa::DerSignature = p384::ecdsa::SigningKey::from(key).sign(message);
                signature.as_bytes().to_vec()
            }
            Self::Rs256(key) => {
                let key = pkcs1v15::SigningKey::<Sha256>::new(key.as_ref().clone());
                // It fails for moduli that are shorter than a hash.
                key.try_sign(message).map(|signature| signature.to_vec()).unwrap_or_default()
            }
            Self::MlDsa44(seed) => ml_dsa::<MlDsa44>(seed).sign(message).encode().to_vec(),
            Self::MlDsa65(seed) => ml_dsa::<MlDsa65>(seed).sign(message).encode().to_vec(),
        }
    }
}

fn ml_dsa<P: MlDsaParams>(seed: &Zeroizing<[u8; 32]>) -> ml_dsa::SigningKey<P> {
    let seed = Zeroizing::new((**seed).into());
    ml_dsa::SigningKey::from_seed(&seed)
}

/// The affine coordinates of a P-256 public key, big-endian.
pub(crate) fn coordinates(key: &SecretKey) -> ([u8; 32], [u8; 32]) {
    let point = key.public_key().to_sec1_point(false);
    let half = |coordinate: Option<&_>| coordinate.copied().map(Into::into).unwrap_or_default();
    // An uncompressed point of a valid key has both.
    (half(point.x()), half(point.y()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_from_its_secret_and_from_no_other_length() {
        for algorithm in KeyAlgorithm::ALL {
            let key = PrivateKey::generate(algorithm).unwrap();
            let secret = key.secret();
            let back = PrivateKey::from_secret(algorithm, &secret).unwrap();
            assert_eq!((back.algorithm(), back.public_key()), (algorithm, key.public_key()));
            assert_eq!(back.secret(), secret);
            assert!(PrivateKey::from_secret(algorithm, &secret[1..]).is_none(), "{algorithm:?}");
            assert!(PrivateKey::from_secret(algorithm, &[]).is_none(), "{algorithm:?}");
        }
    }
}
