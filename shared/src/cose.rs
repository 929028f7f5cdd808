//! COSE public keys as credentials carry them (WebAuthn L3 §6.5.1.1, RFC 9052 §7, RFC 9053 §2 and §7; ML-DSA by IANA's COSE
//! registry, key type AKP).

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::cbor::{CborError, FieldError, Fields, Map, Value};

// Labels of a COSE_Key (RFC 9052 §7.1) and of its key types (RFC 9053 §7).
const KTY: i64 = 1;
const ALG: i64 = 3;
const CRV: i64 = -1;
const X: i64 = -2;
const Y: i64 = -3;
const RSA_N: i64 = -1;
const RSA_E: i64 = -2;
/// Of an Algorithm Key Pair: a key whose algorithm alone says what its bytes are.
const AKP_PUB: i64 = -1;

const KTY_OKP: i64 = 1;
const KTY_EC2: i64 = 2;
const KTY_RSA: i64 = 3;
const KTY_AKP: i64 = 7;

/// Bytes of a public key of ML-DSA-44 (FIPS 204 §4, table 2).
pub const ML_DSA_44_KEY: usize = 1312;
/// Bytes of a public key of ML-DSA-65.
pub const ML_DSA_65_KEY: usize = 1952;

/// A signature algorithm by its COSE identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// EdDSA; here always Ed25519 (WebAuthn L3 §5.8.5).
    EdDsa,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// ECDSA on P-521 with SHA-512.
    Es512,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ML-DSA-44 (FIPS 204): signatures that a quantum computer does not forge.
    MlDsa44,
    /// ML-DSA-65 (FIPS 204).
    MlDsa65,
}

impl Algorithm {
    /// Every algorithm of this type.
    pub const ALL: [Self; 7] =
        [Self::Es256, Self::EdDsa, Self::Es384, Self::Es512, Self::Rs256, Self::MlDsa44, Self::MlDsa65];

    /// The algorithm with COSE identifier `id`; `None` for one that this product does not verify.
    pub fn from_id(id: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.id() == id)
    }

    /// The identifier in IANA's COSE registry.
    pub const fn id(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::EdDsa => -8,
            Self::Es384 => -35,
            Self::Es512 => -36,
            Self::Rs256 => -257,
            Self::MlDsa44 => -48,
            Self::MlDsa65 => -49,
        }
    }

    /// The name in IANA's COSE registry.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::Rs256 => "RS256",
            Self::MlDsa44 => "ML-DSA-44",
            Self::MlDsa65 => "ML-DSA-65",
        }
    }
}

impl std::fmt::Display for Algorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Algorithm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.id())
    }
}

impl<'de> Deserialize<'de> for Algorithm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = i64::deserialize(deserializer)?;
        Self::from_id(id).ok_or_else(|| de::Error::custom(format_args!("COSE algorithm {id} is not supported")))
    }
}

/// Bytes that are not a credential public key of a supported algorithm.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CoseError {
    /// Not canonical CBOR.
    #[error("credential public key: {0}")]
    Cbor(#[from] CborError),
    /// A member is missing or of the wrong type.
    #[error("credential public key: {0}")]
    Field(#[from] FieldError),
    /// The algorithm is none of [`Algorithm::ALL`].
    #[error("credential public key: algorithm {0} is not supported")]
    UnsupportedAlgorithm(i64),
    /// Key type or curve do not belong to the algorithm.
    #[error("credential public key: {0} does not belong to algorithm {1}")]
    Mismatch(&'static str, Algorithm),
    /// A label that a credential public key must not have (WebAuthn L3 §6.5.1.1).
    #[error("credential public key: it has members that its algorithm does not use")]
    ExtraMembers,
    /// An RSA modulus or exponent with a leading zero, or of a length that is refused.
    #[error("credential public key: the RSA key is not of 2048 to 8192 bits with an odd exponent of 3 or more")]
    BadRsa,
}

/// A credential public key.
///
/// Coordinates have the curve's full length; that they are a point on it is checked by the signature verification.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PublicKey {
    /// A point on P-256.
    Es256 {
        /// The x coordinate, big-endian.
        x: [u8; 32],
        /// The y coordinate, big-endian.
        y: [u8; 32],
    },
    /// A point on P-384.
    Es384 {
        /// The x coordinate, big-endian.
        x: [u8; 48],
        /// The y coordinate, big-endian.
        y: [u8; 48],
    },
    /// A point on P-521.
    Es512 {
        /// The x coordinate, big-endian.
        x: [u8; 66],
        /// The y coordinate, big-endian.
        y: [u8; 66],
    },
    /// An Ed25519 public key.
    EdDsa {
        /// The encoded point (RFC 8032 §5.1.2).
        x: [u8; 32],
    },
    /// An RSA public key.
    Rs256 {
        /// The modulus, big-endian without leading zeros.
        n: Vec<u8>,
        /// The exponent, big-endian without leading zeros.
        e: Vec<u8>,
    },
    /// An ML-DSA-44 public key as FIPS 204 encodes it.
    MlDsa44(Box<[u8; ML_DSA_44_KEY]>),
    /// An ML-DSA-65 public key as FIPS 204 encodes it.
    MlDsa65(Box<[u8; ML_DSA_65_KEY]>),
}

impl PublicKey {
    /// Reads a COSE_Key that is the whole of `bytes`.
    pub fn parse(bytes: &[u8]) -> Result<Self, CoseError> {
        Self::from_value(&Value::parse(bytes)?)
    }

    /// Reads a COSE_Key from a CBOR value.
    pub fn from_value(value: &Value) -> Result<Self, CoseError> {
        let fields = Fields::of(value, "COSE_Key")?;
        let kty = fields.int(KTY, "kty (1)")?;
        let alg = fields.int(ALG, "alg (3)")?;
        let algorithm = Algorithm::from_id(alg).ok_or(CoseError::UnsupportedAlgorithm(alg))?;
        let expect_kty = |expected| if kty == expected { Ok(()) } else { Err(CoseError::Mismatch("kty", algorithm)) };
        let expect_crv = |expected| match fields.int(CRV, "crv (-1)")? {
            crv if crv == expected => Ok(()),
            _ => Err(CoseError::Mismatch("crv", algorithm)),
        };
        let expect_members = |count| if fields.0.len() == count { Ok(()) } else { Err(CoseError::ExtraMembers) };

        /// One EC2 algorithm: kty 2, its curve, two coordinates, nothing else.
        macro_rules! ec2 {
            ($variant:ident, $crv:literal) => {{
                expect_kty(KTY_EC2)?;
                expect_crv($crv)?;
                let key = Self::$variant { x: fields.byte_array(X, "x (-2)")?, y: fields.byte_array(Y, "y (-3)")? };
                expect_members(5)?;
                key
            }};
        }
        /// One AKP algorithm: kty 7, its bytes, nothing else.
        macro_rules! akp {
            ($variant:ident) => {{
                expect_kty(KTY_AKP)?;
                let key = Self::$variant(Box::new(fields.byte_array(AKP_PUB, "pub (-1)")?));
                expect_members(3)?;
                key
            }};
        }
        Ok(match algorithm {
            Algorithm::Es256 => ec2!(Es256, 1),
            Algorithm::Es384 => ec2!(Es384, 2),
            Algorithm::Es512 => ec2!(Es512, 3),
            Algorithm::EdDsa => {
                expect_kty(KTY_OKP)?;
                expect_crv(6)?;
                let key = Self::EdDsa { x: fields.byte_array(X, "x (-2)")? };
                expect_members(4)?;
                key
            }
            Algorithm::Rs256 => {
                expect_kty(KTY_RSA)?;
                let n = fields.bytes(RSA_N, "n (-1)")?;
                let e = fields.bytes(RSA_E, "e (-2)")?;
                expect_members(4)?;
                if !rsa_is_sound(n, e) {
                    return Err(CoseError::BadRsa);
                }
                Self::Rs256 { n: n.to_vec(), e: e.to_vec() }
            }
            Algorithm::MlDsa44 => akp!(MlDsa44),
            Algorithm::MlDsa65 => akp!(MlDsa65),
        })
    }

    /// The algorithm that the key is for.
    pub const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Es256 { .. } => Algorithm::Es256,
            Self::Es384 { .. } => Algorithm::Es384,
            Self::Es512 { .. } => Algorithm::Es512,
            Self::EdDsa { .. } => Algorithm::EdDsa,
            Self::Rs256 { .. } => Algorithm::Rs256,
            Self::MlDsa44(_) => Algorithm::MlDsa44,
            Self::MlDsa65(_) => Algorithm::MlDsa65,
        }
    }

    /// The COSE_Key as a CBOR map.
    pub fn to_map(&self) -> Map {
        let base = |kty: i64| Map::new().with(KTY, kty).with(ALG, self.algorithm().id());
        let ec2 = |crv: i64, x: &[u8], y: &[u8]| base(KTY_EC2).with(CRV, crv).with(X, x).with(Y, y);
        match self {
            Self::Es256 { x, y } => ec2(1, x, y),
            Self::Es384 { x, y } => ec2(2, x, y),
            Self::Es512 { x, y } => ec2(3, x, y),
            Self::EdDsa { x } => base(KTY_OKP).with(CRV, 6).with(X, x.as_slice()),
            Self::Rs256 { n, e } => base(KTY_RSA).with(RSA_N, n.as_slice()).with(RSA_E, e.as_slice()),
            Self::MlDsa44(key) => base(KTY_AKP).with(AKP_PUB, key.as_slice()),
            Self::MlDsa65(key) => base(KTY_AKP).with(AKP_PUB, key.as_slice()),
        }
    }

    /// The COSE_Key in canonical CBOR.
    pub fn encode(&self) -> Vec<u8> {
        self.to_map().encode()
    }
}

/// 2048 to 8192 bits, no leading zero, and an odd exponent of at least 3 in at most 4 bytes.
fn rsa_is_sound(n: &[u8], e: &[u8]) -> bool {
    let no_leading_zero = |number: &[u8]| number.first().is_some_and(|first| *first != 0);
    let odd = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 1);
    (256..=1024).contains(&n.len())
        && (n.len() > 256 || n.first().is_some_and(|first| *first >= 0x80))
        && e.len() <= 4
        && no_leading_zero(n)
        && no_leading_zero(e)
        && odd(e)
        && e != [1]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn es256() -> Map {
        PublicKey::Es256 { x: [1; 32], y: [2; 32] }.to_map()
    }

    fn refusal(map: Map) -> String {
        PublicKey::parse(&map.encode()).unwrap_err().to_string()
    }

    #[test]
    fn a_key_of_the_wrong_shape_is_refused_by_name() {
        assert_eq!(refusal(es256().with(ALG, -47)), "credential public key: algorithm -47 is not supported");
        assert_eq!(refusal(es256().with(KTY, 1)), "credential public key: kty does not belong to algorithm ES256");
        assert_eq!(refusal(es256().with(CRV, 2)), "credential public key: crv does not belong to algorithm ES256");
        assert_eq!(
            refusal(es256().with(4, 1)),
            "credential public key: it has members that its algorithm does not use"
        );
        assert_eq!(
            refusal(es256().with(Y, true)),
            "credential public key: y (-3) is a boolean, expected a byte string"
        );
        let mut no_alg = es256();
        no_alg.remove(ALG);
        assert_eq!(refusal(no_alg), "credential public key: alg (3) is missing");
        let short = es256().with(X, vec![1_u8; 31]);
        assert!(refusal(short).contains("x (-2) is a byte string of another length"));
    }

    #[test]
    fn weak_rsa_keys_are_refused() {
        let mut n = vec![0x80_u8; 256];
        n[255] = 1;
        let key = |n: &[u8], e: &[u8]| PublicKey::Rs256 { n: n.to_vec(), e: e.to_vec() }.to_map();
        assert!(PublicKey::parse(&key(&n, &[1, 0, 1]).encode()).is_ok());
        for (n, e) in [(&n[..255], &[1, 0, 1][..]), (&n[..], &[1]), (&n[..], &[2]), (&n[..], &[0, 3]), (&n[..], &[])] {
            assert!(refusal(key(n, e)).contains("RSA"));
        }
    }

    #[test]
    fn ml_dsa_keys_have_the_length_of_their_algorithm() {
        for key in [PublicKey::MlDsa44(Box::new([1; ML_DSA_44_KEY])), PublicKey::MlDsa65(Box::new([1; ML_DSA_65_KEY]))]
        {
            assert_eq!(PublicKey::parse(&key.encode()).as_ref(), Ok(&key));
            let short = key.to_map().with(AKP_PUB, vec![1_u8; 1311]);
            assert!(refusal(short).contains("pub (-1) is a byte string of another length"));
            assert!(refusal(key.to_map().with(KTY, KTY_OKP)).contains("kty does not belong to algorithm ML-DSA-"));
            assert!(refusal(key.to_map().with(-2, vec![1_u8; 32])).contains("members that its algorithm does not use"));
        }
        // A key that says -49 with the bytes of -48.
        let other = PublicKey::MlDsa44(Box::new([1; ML_DSA_44_KEY])).to_map().with(ALG, Algorithm::MlDsa65.id());
        assert!(refusal(other).contains("another length"));
    }
}
