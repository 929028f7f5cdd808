//! What a key has not.

use std::fmt;

/// Defines [`Lacking`] from one table of variant and words; the words fit "the key does not support ...".
macro_rules! lacking {
    ($($(#[$doc:meta])* $variant:ident $words:literal,)+) => {
        /// What a key has not, and somebody wanted of it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Lacking {
            $($(#[$doc])* $variant,)+
        }

        impl Lacking {
            /// Everything that can be lacking.
            pub const ALL: &[Self] = &[$(Self::$variant),+];
        }

        impl fmt::Display for Lacking {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Self::$variant => $words,)+
                })
            }
        }
    };
}

lacking! {
    /// CTAP2 messages.
    Fido2 "FIDO2",
    /// CTAP2 or U2F messages.
    AnyProtocol "FIDO2 or U2F",
    /// U2F_V2.
    U2fVersion "a version of U2F that is known",
    /// Requests as long as this one (CTAP 2.1 §6.4 maxMsgSize).
    LongRequests "requests of this length",
    /// CTAPHID_WINK.
    Wink "winking",
    /// The option `clientPin`.
    Pin "a PIN",
    /// The options `clientPin` or `uv`.
    PinOrFingerprint "a PIN or a fingerprint",
    /// A PIN/UV auth protocol of this crate.
    PinProtocol "any way to send a PIN that this program knows",
    /// A PIN that allows ceremonies (CTAP 2.1 §6.4 noMcGaPermissionsWithClientPin).
    PinForCeremonies "its PIN for registration and sign-in",
    /// The option `authnrCfg`.
    Settings "changing its settings",
    /// The option `alwaysUv`.
    AlwaysUv "always asking for its PIN",
    /// The option `ep`.
    EnterpriseAttestation "enterprise attestation",
    /// The option `setMinPINLength`.
    MinPinLength "setting the shortest PIN",
    /// Room for so many RP IDs (CTAP 2.1 §6.4 maxRPIDsForSetMinPINLength).
    MinPinLengthReaders "telling its shortest PIN to so many relying parties",
    /// The options `credMgmt` or `credentialMgmtPreview`.
    CredentialManagement "managing its credentials",
    /// A PIN, without which nobody manages credentials.
    CredentialManagementWithoutPin "managing its credentials without a PIN",
    /// The options `bioEnroll` or `userVerificationMgmtPreview`.
    Fingerprints "fingerprints",
    /// A PIN, without which nobody manages fingerprints.
    FingerprintsWithoutPin "managing its fingerprints without a PIN",
    /// The option `largeBlobs`, or the extension `largeBlobKey`.
    LargeBlobs "keeping data for its credentials",
    /// Messages in which a fragment of the large-blob array fits.
    LargeBlobFragments "messages that are long enough for data",
    /// The extension `largeBlobKey`, by the other driver.
    LargeBlobsByDriver "reading its data with this driver",
    /// The extension `hmac-secret`.
    Secrets "secrets for programs",
    /// The extension `hmac-secret`, for this credential.
    SecretsOfCredential "secrets for programs with this credential",
    /// A PIN, without which a secret would be anybody's.
    SecretsWithoutPin "secrets for programs without its PIN",
    /// The extension `hmac-secret`, by the other driver.
    SecretsByDriver "secrets for programs with this driver",
    /// A credential type of those that the server names.
    CredentialTypes "credentials of the types that the server asks for",
    /// A signature algorithm of those that the server names.
    Algorithms "the signature algorithms that the server asks for",
    /// A signature algorithm that the other driver knows.
    AlgorithmsOfDriver "an algorithm of this driver",
    /// To be a platform authenticator (WebAuthn L3 §5.4.5).
    PlatformAttachment "being a part of this computer, which the server asks for",
    /// The extension `credProtect`, enforced.
    CredProtect "protecting its credentials as the server wants it",
    /// The option `rk`.
    DiscoverableCredentials "discoverable credentials",
    /// To find a credential without being given its id.
    SayingWhose "saying whose it is: name the account",
}
