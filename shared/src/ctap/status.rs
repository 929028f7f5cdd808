//! The status byte of every CTAP2 reply (CTAP 2.1 §8.2 "Status codes").

use std::fmt;

/// Defines [`Status`] from one table of name, code, standard name.
macro_rules! statuses {
    ($($(#[$doc:meta])* $name:ident = $code:literal $standard:literal),+ $(,)?) => {
        /// How a command ended.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Status {
            $($(#[$doc])* $name,)+
            /// A code without a name in CTAP 2.1: a vendor's, an extension's, or one of a later version.
            Other(u8),
        }

        impl Status {
            /// Every named status.
            pub const NAMED: &[Self] = &[$(Self::$name),+];

            /// The status behind a reply's first byte.
            pub const fn from_code(code: u8) -> Self {
                match code {
                    $($code => Self::$name,)+
                    other => Self::Other(other),
                }
            }

            /// The reply's first byte.
            pub const fn code(self) -> u8 {
                match self {
                    $(Self::$name => $code,)+
                    Self::Other(code) => code,
                }
            }

            /// The standard's name; `None` for [`Self::Other`].
            pub const fn name(self) -> Option<&'static str> {
                match self {
                    $(Self::$name => Some($standard),)+
                    Self::Other(_) => None,
                }
            }
        }
    };
}

statuses! {
    /// Success.
    Ok = 0x00 "CTAP2_OK",
    /// The command is not valid.
    InvalidCommand = 0x01 "CTAP1_ERR_INVALID_COMMAND",
    /// A parameter is not valid.
    InvalidParameter = 0x02 "CTAP1_ERR_INVALID_PARAMETER",
    /// The message or an item has the wrong length.
    InvalidLength = 0x03 "CTAP1_ERR_INVALID_LENGTH",
    /// Message sequencing is wrong.
    InvalidSeq = 0x04 "CTAP1_ERR_INVALID_SEQ",
    /// The message timed out.
    Timeout = 0x05 "CTAP1_ERR_TIMEOUT",
    /// The channel is busy.
    ChannelBusy = 0x06 "CTAP1_ERR_CHANNEL_BUSY",
    /// The command needs a channel lock.
    LockRequired = 0x0a "CTAP1_ERR_LOCK_REQUIRED",
    /// The command is not allowed on this channel.
    InvalidChannel = 0x0b "CTAP1_ERR_INVALID_CHANNEL",
    /// A CBOR item has an unexpected type.
    CborUnexpectedType = 0x11 "CTAP2_ERR_CBOR_UNEXPECTED_TYPE",
    /// The CBOR does not parse.
    InvalidCbor = 0x12 "CTAP2_ERR_INVALID_CBOR",
    /// A non-optional parameter is missing.
    MissingParameter = 0x14 "CTAP2_ERR_MISSING_PARAMETER",
    /// A limit on items was exceeded.
    LimitExceeded = 0x15 "CTAP2_ERR_LIMIT_EXCEEDED",
    /// The fingerprint database is full.
    FpDatabaseFull = 0x17 "CTAP2_ERR_FP_DATABASE_FULL",
    /// The large blob storage is full.
    LargeBlobStorageFull = 0x18 "CTAP2_ERR_LARGE_BLOB_STORAGE_FULL",
    /// A credential of the exclude list is on this authenticator.
    CredentialExcluded = 0x19 "CTAP2_ERR_CREDENTIAL_EXCLUDED",
    /// Processing; a lengthy operation is in progress.
    Processing = 0x21 "CTAP2_ERR_PROCESSING",
    /// The credential is not valid for this authenticator.
    InvalidCredential = 0x22 "CTAP2_ERR_INVALID_CREDENTIAL",
    /// Authentication waits for a user action.
    UserActionPending = 0x23 "CTAP2_ERR_USER_ACTION_PENDING",
    /// An operation is pending.
    OperationPending = 0x24 "CTAP2_ERR_OPERATION_PENDING",
    /// No operation is pending.
    NoOperations = 0x25 "CTAP2_ERR_NO_OPERATIONS",
    /// None of the offered algorithms is supported.
    UnsupportedAlgorithm = 0x26 "CTAP2_ERR_UNSUPPORTED_ALGORITHM",
    /// The authenticator's policy or the user denied the operation.
    OperationDenied = 0x27 "CTAP2_ERR_OPERATION_DENIED",
    /// The key storage is full.
    KeyStoreFull = 0x28 "CTAP2_ERR_KEY_STORE_FULL",
    /// An option is not supported.
    UnsupportedOption = 0x2b "CTAP2_ERR_UNSUPPORTED_OPTION",
    /// An option is not valid for the operation.
    InvalidOption = 0x2c "CTAP2_ERR_INVALID_OPTION",
    /// A keepalive was cancelled.
    KeepaliveCancel = 0x2d "CTAP2_ERR_KEEPALIVE_CANCEL",
    /// No credential that fits.
    NoCredentials = 0x2e "CTAP2_ERR_NO_CREDENTIALS",
    /// The user did not act in time.
    UserActionTimeout = 0x2f "CTAP2_ERR_USER_ACTION_TIMEOUT",
    /// The command is not allowed now.
    NotAllowed = 0x30 "CTAP2_ERR_NOT_ALLOWED",
    /// The PIN is wrong.
    PinInvalid = 0x31 "CTAP2_ERR_PIN_INVALID",
    /// The PIN is blocked until the authenticator is reset.
    PinBlocked = 0x32 "CTAP2_ERR_PIN_BLOCKED",
    /// The pinUvAuthParam does not verify.
    PinAuthInvalid = 0x33 "CTAP2_ERR_PIN_AUTH_INVALID",
    /// The PIN is blocked until the authenticator is powered up again.
    PinAuthBlocked = 0x34 "CTAP2_ERR_PIN_AUTH_BLOCKED",
    /// No PIN has been set.
    PinNotSet = 0x35 "CTAP2_ERR_PIN_NOT_SET",
    /// The operation needs a pinUvAuthToken (named PIN_REQUIRED in CTAP 2.0).
    PuatRequired = 0x36 "CTAP2_ERR_PUAT_REQUIRED",
    /// The new PIN violates the authenticator's policy.
    PinPolicyViolation = 0x37 "CTAP2_ERR_PIN_POLICY_VIOLATION",
    /// Reserved for future use (a token that expired, in CTAP 2.0).
    PinTokenExpired = 0x38 "CTAP2_ERR_PIN_TOKEN_EXPIRED",
    /// The request is larger than the authenticator can take.
    RequestTooLarge = 0x39 "CTAP2_ERR_REQUEST_TOO_LARGE",
    /// The current action timed out.
    ActionTimeout = 0x3a "CTAP2_ERR_ACTION_TIMEOUT",
    /// The operation needs the user to touch the authenticator.
    UpRequired = 0x3b "CTAP2_ERR_UP_REQUIRED",
    /// Built-in user verification is blocked.
    UvBlocked = 0x3c "CTAP2_ERR_UV_BLOCKED",
    /// A checksum does not match.
    IntegrityFailure = 0x3d "CTAP2_ERR_INTEGRITY_FAILURE",
    /// The subcommand is not valid.
    InvalidSubcommand = 0x3e "CTAP2_ERR_INVALID_SUBCOMMAND",
    /// Built-in user verification failed.
    UvInvalid = 0x3f "CTAP2_ERR_UV_INVALID",
    /// The token lacks the permission for the operation.
    UnauthorizedPermission = 0x40 "CTAP2_ERR_UNAUTHORIZED_PERMISSION",
    /// Some other error.
    Unspecified = 0x7f "CTAP1_ERR_OTHER",
}

impl fmt::Display for Status {
    /// The standard's name and the code: `CTAP2_ERR_PIN_INVALID (0x31)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{name} (0x{:02x})", self.code()),
            None => write!(f, "CTAP status 0x{:02x}", self.code()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back() {
        for code in 0..=u8::MAX {
            assert_eq!(Status::from_code(code).code(), code);
        }
        assert_eq!(Status::from_code(0x31).to_string(), "CTAP2_ERR_PIN_INVALID (0x31)");
        assert_eq!(Status::from_code(0xf0).to_string(), "CTAP status 0xf0");
    }
}
