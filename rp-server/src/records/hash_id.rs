//! Names and proofs that are hashes: what they were made from cannot be read in the store.

/// Defines a record's member of 32 bytes, the hash of something that only its holder, or the server's secret, knows. Its `Debug`
/// shows the first four bytes: enough to tell two in a log apart.
macro_rules! hash_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, minicbor::Encode, minicbor::Decode)]
        #[cbor(transparent)]
        pub struct $name(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

        impl $name {
            /// A hash as it was made, or stored.
            pub const fn from_bytes(hash: [u8; 32]) -> Self {
                Self(hash)
            }

            /// The hash.
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let [a, b, c, d, ..] = self.0;
                write!(f, concat!(stringify!($name), "({:02x}{:02x}{:02x}{:02x}..)"), a, b, c, d)
            }
        }
    };
}
pub(super) use hash_id;

/// As [`hash_id`], of a token of many random bytes: a plain hash of it gives nothing away.
macro_rules! token_id {
    ($(#[$doc:meta])* $name:ident) => {
        $crate::records::hash_id::hash_id! { $(#[$doc])* $name }

        impl $name {
            /// The id of what `token` opens.
            pub fn of_token(token: &[u8]) -> Self {
                use sha2::Digest as _;
                Self(sha2::Sha256::digest(token).into())
            }
        }
    };
}
pub(super) use token_id;
