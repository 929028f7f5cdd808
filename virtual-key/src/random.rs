//! Randomness from the operating system.

use p256::SecretKey;
use zeroize::Zeroizing;

/// The operating system gave no random bytes.
pub(crate) type NoRandomness = getrandom::Error;

/// `N` random bytes.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// `N` random bytes to be kept secret.
pub(crate) fn secret<const N: usize>() -> Result<Zeroizing<[u8; N]>, NoRandomness> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut_slice())?;
    Ok(bytes)
}

/// A private key on P-256.
pub(crate) fn p256_key() -> Result<SecretKey, NoRandomness> {
    loop {
        // About one in 2^32 values is not a scalar of the curve.
        if let Ok(key) = SecretKey::from_slice(secret::<32>()?.as_slice()) {
            return Ok(key);
        }
    }
}
