//! Random tokens that a client holds, and of which the store knows the hash alone.

use shared::ids::Base64UrlBytes;
use zeroize::Zeroizing;

/// The system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gave no random bytes")]
pub struct RandomError;

/// Random bytes that whoever has them is let in with: wiped when dropped, and without `Debug`.
pub struct TokenBytes<const LENGTH: usize>(Zeroizing<[u8; LENGTH]>);

impl<const LENGTH: usize> TokenBytes<LENGTH> {
    /// New ones, from the system's random source.
    pub fn generate() -> Result<Self, RandomError> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        getrandom::fill(bytes.as_mut_slice()).map_err(|_| RandomError)?;
        Ok(Self(bytes))
    }

    /// Reads base64url without padding; `None` when it cannot be a token of this length.
    pub fn parse(text: &str) -> Option<Self> {
        // Nothing of another length is decoded.
        if text.len() != (LENGTH * 4).div_ceil(3) {
            return None;
        }
        let bytes = Zeroizing::new(text.parse::<Base64UrlBytes>().ok()?.into_bytes());
        bytes.as_slice().try_into().ok().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// The bytes.
    pub fn as_slice(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// The text that [`Self::parse`] reads.
    pub fn reveal(&self) -> Zeroizing<String> {
        Zeroizing::new(Base64UrlBytes::new(self.0.as_slice()).map(|bytes| bytes.to_string()).unwrap_or_default())
    }
}

/// Defines a token of 32 bytes that is kept in a cookie, and the id that the store knows it by.
macro_rules! cookie_token {
    ($(#[$doc:meta])* $name:ident, $id:ty) => {
        $(#[$doc])*
        pub struct $name($crate::tokens::TokenBytes<32>);

        impl $name {
            /// A new one.
            pub fn generate() -> Result<Self, $crate::tokens::RandomError> {
                $crate::tokens::TokenBytes::generate().map(Self)
            }

            /// Reads base64url without padding; `None` when it cannot be a token.
            pub fn parse(text: &str) -> Option<Self> {
                $crate::tokens::TokenBytes::parse(text).map(Self)
            }

            /// The id that the store knows it by.
            pub fn id(&self) -> $id {
                <$id>::of_token(self.0.as_slice())
            }

            /// The cookie's value.
            pub fn reveal(&self) -> zeroize::Zeroizing<String> {
                self.0.reveal()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}
pub(crate) use cookie_token;
