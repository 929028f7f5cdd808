//! A PIN as the standard wants it before it leaves the host (CTAP 2.1 §6.5.1).

use std::fmt;

use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// The fewest code points of any PIN.
pub const MIN_CODE_POINTS: usize = 4;
/// The most bytes of a PIN in UTF-8.
pub const MAX_BYTES: usize = 63;

/// Text that no key can accept as a PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// Fewer code points than the standard, or this key, asks for.
    #[error("the PIN has fewer than {0} characters")]
    TooShort(usize),
    /// More than 63 bytes in UTF-8.
    #[error("the PIN is longer than 63 bytes")]
    TooLong,
    /// It ends in a zero byte, which cannot be told from the padding.
    #[error("the PIN ends in a zero byte")]
    EndsInZero,
    /// Not UTF-8.
    #[error("the PIN is not text in UTF-8")]
    NotText,
}

/// A PIN: NFC-normalised, at least 4 code points, at most 63 bytes. Wiped when dropped, never printed.
#[derive(Clone)]
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Normalises and checks what a person typed.
    pub fn new(text: &str) -> Result<Self, PinError> {
        // Room for every expansion that NFC can make, so that no half of the PIN stays behind in a smaller buffer.
        let mut pin = Zeroizing::new(String::with_capacity(text.len().saturating_mul(4)));
        pin.extend(text.nfc());
        if pin.len() > MAX_BYTES {
            return Err(PinError::TooLong);
        }
        if pin.ends_with('\0') {
            return Err(PinError::EndsInZero);
        }
        let pin = Self(pin);
        pin.check_length(MIN_CODE_POINTS)?;
        Ok(pin)
    }

    /// An error when the PIN has fewer than `minimum` code points (CTAP 2.1 §6.4 minPINLength).
    pub fn check_length(&self, minimum: usize) -> Result<(), PinError> {
        if self.0.chars().count() < minimum { Err(PinError::TooShort(minimum)) } else { Ok(()) }
    }

    /// LEFT(SHA-256(PIN), 16): what proves the PIN (CTAP 2.1 §6.5.5.7.1).
    pub(crate) fn hash(&self) -> Zeroizing<[u8; 16]> {
        let digest = Zeroizing::new(<[u8; 32]>::from(Sha256::digest(self.0.as_bytes())));
        let mut left = Zeroizing::new([0; 16]);
        for (to, from) in left.iter_mut().zip(digest.iter()) {
            *to = *from;
        }
        left
    }

    /// The PIN filled up to 64 bytes with zeros: how a new PIN travels (CTAP 2.1 §6.5.5.5).
    pub(crate) fn padded(&self) -> Zeroizing<[u8; 64]> {
        let mut padded = Zeroizing::new([0; 64]);
        for (to, from) in padded.iter_mut().zip(self.0.as_bytes()) {
            *to = *from;
        }
        padded
    }

    /// The text, for a driver that hashes it itself.
    #[cfg(feature = "ctap-hid-fido2")]
    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(..)")
    }
}
