//! The token that stands for a verified person (CTAP 2.1 §6.5.2.1).

use zeroize::Zeroizing;

use super::{PinProtocol, one, two};

/// A pinUvAuthToken. Wiped when dropped, never printed.
pub struct PinUvAuthToken {
    protocol: PinProtocol,
    bytes: Zeroizing<Vec<u8>>,
}

impl PinUvAuthToken {
    pub(super) fn new(protocol: PinProtocol, bytes: Zeroizing<Vec<u8>>) -> Self {
        Self { protocol, bytes }
    }

    /// The `pinUvAuthProtocol` parameter that goes with [`Self::authenticate`].
    pub fn protocol(&self) -> PinProtocol {
        self.protocol
    }

    /// The `pinUvAuthParam` over `message`.
    pub fn authenticate(&self, message: &[u8]) -> Vec<u8> {
        match self.protocol {
            PinProtocol::One => one::authenticate(&self.bytes, message),
            PinProtocol::Two => two::authenticate(&self.bytes, message),
        }
    }
}

impl std::fmt::Debug for PinUvAuthToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PinUvAuthToken").field("protocol", &self.protocol).finish_non_exhaustive()
    }
}
