//! Non-discoverable credentials: the id itself carries the credential, wrapped.

use hmac::Mac;
use zeroize::Zeroizing;

use crate::credential::{KeyAlgorithm, PrivateKey, Protection};
use crate::crypto::{BLOCK, cbc_decrypt, cbc_encrypt, hmac, hmac_of};
use crate::random::{self, NoRandomness};

/// The first byte of an id, in case another layout comes one day.
const LAYOUT: u8 = 1;
const TAG: usize = 32;

/// The algorithms as ids name them.
const ALGORITHMS: [(u8, KeyAlgorithm); 6] = [
    (1, KeyAlgorithm::Es256),
    (2, KeyAlgorithm::EdDsa),
    (3, KeyAlgorithm::Es384),
    (4, KeyAlgorithm::Rs256),
    (5, KeyAlgorithm::MlDsa44),
    (6, KeyAlgorithm::MlDsa65),
];

/// The secret that belongs to one life of the key, between two resets: it opens wrapped credentials and gives every
/// credential its random values for hmac-secret.
#[derive(Clone)]
pub(crate) struct WrappingKey(pub(crate) Zeroizing<[u8; 32]>);

/// A credential that came out of its id.
pub(crate) struct Unwrapped {
    pub(crate) private_key: PrivateKey,
    pub(crate) protection: Protection,
    pub(crate) third_party_payment: bool,
}

impl WrappingKey {
    pub(crate) fn generate() -> Result<Self, NoRandomness> {
        Ok(Self(random::secret()?))
    }

    /// The id of a non-discoverable credential: AES-256-CBC, then HMAC-SHA-256 over ciphertext and RP ID hash, so that
    /// another relying party's id is as foreign as another key's.
    pub(crate) fn wrap(
        &self,
        rp_id_hash: &[u8; 32],
        private_key: &PrivateKey,
        protection: Protection,
        third_party_payment: bool,
    ) -> Result<Vec<u8>, NoRandomness> {
        let is_its = |(_, algorithm): &&(u8, KeyAlgorithm)| *algorithm == private_key.algorithm();
        let number = ALGORITHMS.iter().find(is_its).map_or(0, |(number, _)| *number);
        let secret = private_key.secret();
        // Algorithm, credProtect level, thirdPartyPayment and zeros up to the block's end; then the private key.
        let mut plaintext = Zeroizing::new(Vec::with_capacity(BLOCK + secret.len()));
        plaintext.extend_from_slice(&[number, protection.level(), third_party_payment.into()]);
        plaintext.resize(BLOCK, 0);
        plaintext.extend_from_slice(&secret);

        let iv = random::bytes::<BLOCK>()?;
        let mut id = vec![LAYOUT];
        id.extend_from_slice(&iv);
        // The plaintext is whole blocks: so is every algorithm's secret.
        id.extend_from_slice(&cbc_encrypt(&self.encryption_key(), &iv, &plaintext).unwrap_or_default());
        let tag = hmac_of(&self.authentication_key(), &[rp_id_hash, &id]);
        id.extend_from_slice(tag.as_slice());
        Ok(id)
    }

    /// The credential in `id` when this key made it for this relying party in this life.
    pub(crate) fn unwrap(&self, rp_id_hash: &[u8; 32], id: &[u8]) -> Option<Unwrapped> {
        let (sealed, tag) = id.split_last_chunk::<TAG>()?;
        hmac(&self.authentication_key()).chain_update(rp_id_hash).chain_update(sealed).verify_slice(tag).ok()?;
        let (&LAYOUT, rest) = sealed.split_first()? else { return None };
        let (iv, ciphertext) = rest.split_first_chunk::<BLOCK>()?;
        let plaintext = cbc_decrypt(&self.encryption_key(), iv, ciphertext)?;
        let (&[algorithm, level, third_party_payment, ..], secret) = plaintext.split_first_chunk::<BLOCK>()?;
        let (_, algorithm) = *ALGORITHMS.iter().find(|(number, _)| *number == algorithm)?;
        Some(Unwrapped {
            private_key: PrivateKey::from_secret(algorithm, secret)?,
            protection: Protection::from_level(u64::from(level))?,
            third_party_payment: third_party_payment != 0,
        })
    }

    /// CredRandomWithUV or CredRandomWithoutUV of a credential (CTAP 2.1 §12.5): derived instead of stored, which also
    /// gives them to credentials that were made without asking for hmac-secret, as the standard recommends.
    pub(crate) fn cred_random(&self, credential_id: &[u8], user_verified: bool) -> Zeroizing<[u8; 32]> {
        let purpose: &[u8] = if user_verified { b"CredRandomWithUV" } else { b"CredRandomWithoutUV" };
        hmac_of(&self.0, &[purpose, credential_id])
    }

    fn encryption_key(&self) -> Zeroizing<[u8; 32]> {
        hmac_of(&self.0, &[b"credential encryption"])
    }

    fn authentication_key(&self) -> Zeroizing<[u8; 32]> {
        hmac_of(&self.0, &[b"credential authentication"])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_opens_only_for_its_key_and_its_relying_party() {
        let (key, rp) = (WrappingKey::generate().unwrap(), [7; 32]);
        for algorithm in KeyAlgorithm::ALL {
            let private_key = PrivateKey::generate(algorithm).unwrap();
            let id = key.wrap(&rp, &private_key, Protection::Required, true).unwrap();
            let unwrapped = key.unwrap(&rp, &id).unwrap();
            assert_eq!(unwrapped.private_key.public_key(), private_key.public_key());
            assert_eq!((unwrapped.protection, unwrapped.third_party_payment), (Protection::Required, true));
            assert!(key.unwrap(&[8; 32], &id).is_none());
            assert!(WrappingKey::generate().unwrap().unwrap(&rp, &id).is_none());
            for at in 0..id.len() {
                let mut tampered = id.clone();
                tampered[at] ^= 1;
                assert!(key.unwrap(&rp, &tampered).is_none(), "byte {at}");
                assert!(key.unwrap(&rp, &id[..at]).is_none(), "{at} bytes");
            }
        }
    }
}
