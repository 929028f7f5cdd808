//! Text that only the server's secret can read.

use std::fmt;

use minicbor::{Decode, Encode};

/// A nonce, the encrypted text and its tag, as [`SealingKey`](crate::sealing::SealingKey) makes and reads them.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Sealed(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>);

impl Sealed {
    /// Takes what was sealed, or stored.
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(..)")
    }
}
