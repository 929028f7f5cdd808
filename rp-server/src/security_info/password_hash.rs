//! Which passwords will do, and how they are kept.

use std::sync::Arc;

use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// The shortest password that is the only step (NIST SP 800-63B-4 §3.1.1.2).
const SHORTEST_ALONE: usize = 15;
/// The shortest one that is followed by a second step.
const SHORTEST_WITH_SECOND_STEP: usize = 8;
/// In KiB, passes and lanes: the first choice of the OWASP password storage cheat sheet.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// How many are hashed at once: each takes 19 MiB and a core.
const AT_ONCE: usize = 4;

/// Why a password will not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// It is too short.
    #[error("This password is too short. Use {needed} characters or more; several words are easy to remember.")]
    TooShort {
        /// How many it needs.
        needed: usize,
    },
    /// It is too long.
    #[error("This password is too long. Use {} characters at most.", PasswordHasher::LONGEST)]
    TooLong,
    /// It is on the lists that people who guess begin with, or made of this account's own words.
    #[error("This password is one of the first that others would try. Choose one that nobody uses.")]
    TooCommon,
    /// Two-step verification is on, or asked for, and is what makes a short one enough.
    #[error("Without a second step a password needs {SHORTEST_ALONE} characters or more. Change your password first.")]
    TooShortAlone,
    /// The system gave no random bytes, or no memory.
    #[error("the password cannot be hashed")]
    Hash,
}

impl PasswordError {
    /// The fewest characters that will do.
    pub fn shortest(with_second_step: bool) -> usize {
        if with_second_step { SHORTEST_WITH_SECOND_STEP } else { SHORTEST_ALONE }
    }
}

/// Hashes and compares passwords and answers, a few at a time, off the threads that serve requests.
#[derive(Clone)]
pub struct PasswordHasher {
    turns: Arc<Semaphore>,
    /// In KiB, passes and lanes.
    cost: (u32, u32, u32),
}

impl PasswordHasher {
    /// The longest text that is hashed, in characters.
    pub const LONGEST: usize = 128;

    /// One.
    pub fn new() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), cost: COST }
    }

    /// One that costs as little as Argon2 can. For tests that sign in ten thousand times: it protects nothing.
    pub fn weak() -> Self {
        Self { cost: (Params::MIN_M_COST, Params::MIN_T_COST, Params::MIN_P_COST), ..Self::new() }
    }

    fn argon2(&self) -> Result<Argon2<'static>, PasswordError> {
        let (memory, passes, lanes) = self.cost;
        let params = Params::new(memory, passes, lanes, None).map_err(|_| PasswordError::Hash)?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }

    /// Whether a password will do for an account whose own words are `own`; `with_second_step` where one follows it.
    pub fn check(password: &str, own: &[&str], with_second_step: bool) -> Result<(), PasswordError> {
        let password = normalized(password);
        let length = password.chars().count();
        let needed = PasswordError::shortest(with_second_step);
        if length < needed {
            return Err(PasswordError::TooShort { needed });
        }
        if length > Self::LONGEST {
            return Err(PasswordError::TooLong);
        }
        // The lists of common passwords and words, and what people make of them. No rule of composition: what is long and unusual
        // is good, whatever it is made of.
        let strength = zxcvbn::zxcvbn(&password, own);
        if strength.guesses() < 100_000_000 { Err(PasswordError::TooCommon) } else { Ok(()) }
    }

    /// Whether a password is long enough without a second step.
    pub fn is_enough_alone(password: &str) -> bool {
        normalized(password).chars().count() >= SHORTEST_ALONE
    }

    /// The Argon2id hash of a text, as a PHC string with parameters and a salt of its own.
    pub async fn hash(&self, text: &str) -> Result<String, PasswordError> {
        let (text, argon2) = (normalized(text), self.argon2()?);
        self.run(move || {
            let salt = SaltString::generate(&mut OsRng);
            let hash = argon2.hash_password(text.as_bytes(), &salt).map_err(|_| PasswordError::Hash)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether a text is the one of a hash. Without a hash the work is the same, and the answer no.
    pub async fn fits(&self, text: &str, hash: Option<&str>) -> Result<bool, PasswordError> {
        if text.chars().count() > Self::LONGEST {
            // Nobody's. What it costs says nothing: it is known before anything is looked up.
            return Ok(false);
        }
        let (text, hash, argon2) = (normalized(text), hash.map(str::to_owned), self.argon2()?);
        self.run(move || match hash {
            Some(hash) => {
                let hash = PasswordHash::new(&hash).map_err(|_| PasswordError::Hash)?;
                Ok(argon2.verify_password(text.as_bytes(), &hash).is_ok())
            }
            None => {
                let salt = SaltString::encode_b64(&[0; 16]).map_err(|_| PasswordError::Hash)?;
                argon2.hash_password(text.as_bytes(), &salt).map_err(|_| PasswordError::Hash)?;
                Ok(false)
            }
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let Ok(permit) = Arc::clone(&self.turns).acquire_owned().await else { return Err(PasswordError::Hash) };
        let work = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        work.await.unwrap_or(Err(PasswordError::Hash))
    }
}

impl Default for PasswordHasher {
    fn default() -> Self {
        Self::new()
    }
}

/// The same text typed on another keyboard is the same password (NIST SP 800-63B-4 §3.1.1.2: NFKC).
fn normalized(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.nfkc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_passwords_are_long_and_unusual_and_of_whatever_their_person_likes() {
        let alone = |password: &str| PasswordHasher::check(password, &["anna"], false);
        let followed = |password: &str| PasswordHasher::check(password, &["anna"], true);
        assert_eq!(alone("korrekt häst batteri"), Ok(()));
        assert_eq!(alone("björkar i november regn"), Ok(()));
        assert_eq!(alone(&"x7Gq-w9Lp ".repeat(6)), Ok(()), "64 and more");
        assert_eq!(alone("kR9#vLq2$x"), Err(PasswordError::TooShort { needed: 15 }));
        assert_eq!(followed("kR9#vLq2$x"), Ok(()));
        assert_eq!(followed("kR9#vL"), Err(PasswordError::TooShort { needed: 8 }));
        assert_eq!(alone(&"å".repeat(129)), Err(PasswordError::TooLong));
        for common in ["password", "qwertyuiop", "annaannaanna", "11111111"] {
            assert_eq!(followed(common), Err(PasswordError::TooCommon), "{common}");
        }
        assert_eq!(alone("passwordpassword"), Err(PasswordError::TooCommon));
    }

    #[tokio::test]
    async fn a_password_fits_its_hash_however_it_was_typed() {
        let hasher = PasswordHasher::new();
        let hash = hasher.hash("häst och vagn i regn").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(hasher.fits("ha\u{308}st och vagn i regn", Some(&hash)).await.unwrap());
        assert!(!hasher.fits("häst och vagn i Regn", Some(&hash)).await.unwrap());
        assert!(!hasher.fits("häst och vagn i regn", None).await.unwrap());
        assert_ne!(hasher.hash("häst och vagn i regn").await.unwrap(), hash);
    }
}
