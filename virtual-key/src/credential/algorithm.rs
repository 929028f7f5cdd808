//! The algorithms that there are credentials of.

use std::str::FromStr;

use shared::cose::Algorithm;

/// A signature algorithm that a key can make credentials for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyAlgorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// EdDSA on Ed25519.
    EdDsa,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// RSASSA-PKCS1-v1_5 with SHA-256; keys of 2048 bits.
    Rs256,
    /// ML-DSA-44 (FIPS 204), which a quantum computer does not forge.
    MlDsa44,
    /// ML-DSA-65 (FIPS 204).
    MlDsa65,
}

impl KeyAlgorithm {
    /// Every algorithm, in the order in which getInfo lists them.
    pub const ALL: [Self; 6] = [Self::Es256, Self::EdDsa, Self::Es384, Self::Rs256, Self::MlDsa44, Self::MlDsa65];

    pub(crate) fn from_cose(id: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.cose().id() == id)
    }

    pub(crate) fn cose(self) -> Algorithm {
        match self {
            Self::Es256 => Algorithm::Es256,
            Self::EdDsa => Algorithm::EdDsa,
            Self::Es384 => Algorithm::Es384,
            Self::Rs256 => Algorithm::Rs256,
            Self::MlDsa44 => Algorithm::MlDsa44,
            Self::MlDsa65 => Algorithm::MlDsa65,
        }
    }

    /// The name in IANA's COSE registry, such as `ES256`.
    pub fn name(self) -> &'static str {
        self.cose().name()
    }
}

/// Not the name of an algorithm that a key can make credentials for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no algorithm {0:?}; the algorithms are {list}", list = names())]
pub struct UnknownAlgorithm(String);

fn names() -> String {
    KeyAlgorithm::ALL.map(KeyAlgorithm::name).join(", ")
}

impl FromStr for KeyAlgorithm {
    type Err = UnknownAlgorithm;

    /// Takes a name in any case.
    fn from_str(name: &str) -> Result<Self, UnknownAlgorithm> {
        let named = |algorithm: &Self| algorithm.name().eq_ignore_ascii_case(name);
        Self::ALL.into_iter().find(named).ok_or_else(|| UnknownAlgorithm(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_algorithm_has_its_name_and_nothing_else_has_one() {
        for algorithm in KeyAlgorithm::ALL {
            assert_eq!(algorithm.name().to_lowercase().parse(), Ok(algorithm));
            assert_eq!(KeyAlgorithm::from_cose(algorithm.cose().id()), Some(algorithm));
        }
        let problem = "ES512".parse::<KeyAlgorithm>().unwrap_err().to_string();
        assert!(problem.starts_with("there is no algorithm \"ES512\"; the algorithms are ES256, EdDSA,"), "{problem}");
    }
}
