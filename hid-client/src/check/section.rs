//! The sections of the standard that are looked at.

/// Defines [`Section`] from one table of variant, name and standard.
macro_rules! sections {
    ($($(#[$doc:meta])* $variant:ident $name:literal $standard:literal,)+) => {
        /// A section of the standard.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Section {
            $($(#[$doc])* $variant,)+
        }

        impl Section {
            /// Every section, in the order in which they are looked at.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name, for people and programs alike.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// Where it is in the standard.
            pub const fn standard(self) -> &'static str {
                match self {
                    $(Self::$variant => $standard,)+
                }
            }
        }
    };
}

sections! {
    /// Messages over USB.
    Ctaphid "ctaphid" "CTAP 2.1 §11.2",
    /// What the key says about itself.
    GetInfo "get-info" "CTAP 2.1 §6.4",
    /// Which commands there are.
    Commands "commands" "CTAP 2.1 §6",
    /// The PIN, its tries and how it travels.
    ClientPin "client-pin" "CTAP 2.1 §6.5",
    /// What a token is good for.
    PinUvAuthToken "pin-uv-auth-token" "CTAP 2.1 §6.5.5.7",
    /// New credentials and their attestation.
    MakeCredential "make-credential" "CTAP 2.1 §6.1",
    /// Signatures.
    GetAssertion "get-assertion" "CTAP 2.1 §6.2",
    /// Several accounts at one relying party.
    GetNextAssertion "get-next-assertion" "CTAP 2.1 §6.3",
    /// Credentials that need user verification.
    CredProtect "cred-protect" "CTAP 2.1 §12.1",
    /// Secrets that a credential computes.
    HmacSecret "hmac-secret" "CTAP 2.1 §12.5",
    /// Listing, renaming and deleting.
    CredentialManagement "credential-management" "CTAP 2.1 §6.8",
    /// The key that is meant.
    Selection "selection" "CTAP 2.1 §6.9",
    /// What was before FIDO2.
    U2f "u2f" "U2F Raw Messages 1.2",
    /// Erasing.
    Reset "reset" "CTAP 2.1 §6.6",
}

impl std::fmt::Display for Section {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
