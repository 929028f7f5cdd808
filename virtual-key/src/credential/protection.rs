//! credProtect (CTAP 2.1 §12.1).

/// When a credential is used or disclosed without user verification (credProtect, CTAP 2.1 §12.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protection {
    /// userVerificationOptional.
    Optional = 1,
    /// userVerificationOptionalWithCredentialIDList.
    OptionalWithList = 2,
    /// userVerificationRequired.
    Required = 3,
}

impl Protection {
    pub(crate) fn from_level(level: u64) -> Option<Self> {
        match level {
            1 => Some(Self::Optional),
            2 => Some(Self::OptionalWithList),
            3 => Some(Self::Required),
            _ => None,
        }
    }

    pub(crate) fn level(self) -> u8 {
        self as u8
    }
}
