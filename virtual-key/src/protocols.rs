//! Which protocols a key speaks.

/// Which protocols a key speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Protocols {
    /// CTAP2, and CTAP1/U2F for hosts that know nothing else: as most keys do.
    #[default]
    Both,
    /// CTAP2 alone.
    Fido2,
    /// CTAP1/U2F alone: a key from before there was FIDO2. It has no PIN and no discoverable credentials.
    U2f,
}

impl Protocols {
    /// It answers CTAPHID_CBOR.
    pub const fn ctap2(self) -> bool {
        matches!(self, Self::Both | Self::Fido2)
    }

    /// It answers CTAPHID_MSG.
    pub const fn u2f(self) -> bool {
        matches!(self, Self::Both | Self::U2f)
    }
}
