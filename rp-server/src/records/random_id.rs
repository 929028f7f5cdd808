//! Names that are drawn at random.

/// Defines a record's name of 16 random bytes, which people read as base64url without padding.
macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident, $error:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, minicbor::Encode, minicbor::Decode)]
        #[cbor(transparent)]
        pub struct $name(#[cbor(n(0), with = "minicbor::bytes")] [u8; 16]);

        #[doc = concat!("A text that is not ", $what, "'s id.")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
        #[error("{}'s id is 16 bytes in base64url without padding", $what)]
        pub struct $error;

        impl $name {
            /// A new one, from the system's random source.
            pub fn generate() -> Result<Self, getrandom::Error> {
                let mut bytes = [0; 16];
                getrandom::fill(&mut bytes)?;
                Ok(Self(bytes))
            }

            /// An id as it was stored.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The 16 bytes.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            /// Base64url without padding.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                shared::ids::Base64UrlBytes::new(self.0).map_err(|_| std::fmt::Error)?.fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, $error> {
                let bytes: shared::ids::Base64UrlBytes = text.parse().map_err(|_| $error)?;
                bytes.as_bytes().try_into().map(Self).map_err(|_| $error)
            }
        }
    };
}
pub(super) use random_id;
