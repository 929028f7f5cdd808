//! Codes of the commands: of the HID transport (CTAP 2.1 §11.2.9) and of the authenticator API (§6).

/// Defines an enum whose variants have a one-byte code.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Every value of this type.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// What `code` stands for; `None` when the standard gives it no meaning.
            pub const fn from_code(code: u8) -> Option<Self> {
                match code {
                    $($code => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// The code on the wire.
            pub const fn code(self) -> u8 {
                match self {
                    $(Self::$variant => $code,)+
                }
            }
        }
    };
}

codes! {
    /// A CTAPHID command (§11.2.9), without the bit that marks an initialization packet.
    HidCommand {
        /// Echo.
        Ping = 0x01,
        /// A CTAP1/U2F message.
        Msg = 0x03,
        /// Lock the channel for some seconds (optional).
        Lock = 0x04,
        /// Allocate a channel, or synchronise one.
        Init = 0x06,
        /// Say hello visibly.
        Wink = 0x08,
        /// A CTAP2 command or reply.
        Cbor = 0x10,
        /// End the pending command of this channel.
        Cancel = 0x11,
        /// The authenticator is busy or waits for its user.
        Keepalive = 0x3b,
        /// The transport failed.
        Error = 0x3f,
    }
}

codes! {
    /// The payload of CTAPHID_ERROR (§11.2.9.1.6).
    HidError {
        /// The command is not valid.
        InvalidCommand = 0x01,
        /// A parameter is not valid.
        InvalidParameter = 0x02,
        /// The message length is not valid.
        InvalidLength = 0x03,
        /// The message sequence is wrong.
        InvalidSequence = 0x04,
        /// The message timed out.
        MessageTimeout = 0x05,
        /// The channel is busy.
        ChannelBusy = 0x06,
        /// The command needs a channel lock.
        LockRequired = 0x0a,
        /// The channel is not valid.
        InvalidChannel = 0x0b,
        /// Some other error.
        Other = 0x7f,
    }
}

codes! {
    /// The payload of CTAPHID_KEEPALIVE (§11.2.9.1.7).
    KeepaliveStatus {
        /// Still at work.
        Processing = 0x01,
        /// Waiting for the user's touch.
        UpNeeded = 0x02,
    }
}

codes! {
    /// A command of the authenticator API (§6).
    Command {
        /// Create a credential (§6.1).
        MakeCredential = 0x01,
        /// Sign with a credential (§6.2).
        GetAssertion = 0x02,
        /// What the authenticator is and can (§6.4).
        GetInfo = 0x04,
        /// PIN and tokens (§6.5).
        ClientPin = 0x06,
        /// Erase everything (§6.6).
        Reset = 0x07,
        /// The next of several assertions (§6.3).
        GetNextAssertion = 0x08,
        /// Fingerprints (§6.7).
        BioEnrollment = 0x09,
        /// Discoverable credentials (§6.8).
        CredentialManagement = 0x0a,
        /// Choose an authenticator by touch (§6.9).
        Selection = 0x0b,
        /// The large-blob array (§6.10).
        LargeBlobs = 0x0c,
        /// Settings of the authenticator (§6.11).
        Config = 0x0d,
        /// Fingerprints as keys had it before CTAP 2.1 (option `userVerificationMgmtPreview`): the requests and replies of
        /// [`Self::BioEnrollment`] under a vendor's command.
        BioEnrollmentPreview = 0x40,
        /// Discoverable credentials as keys had it before CTAP 2.1 (option `credentialMgmtPreview`): the requests and
        /// replies of [`Self::CredentialManagement`] under a vendor's command.
        CredentialManagementPreview = 0x41,
    }
}

codes! {
    /// A subcommand of authenticatorClientPIN (§6.5.5).
    ClientPinSubcommand {
        /// PIN tries left.
        GetPinRetries = 0x01,
        /// The authenticator's key for this power cycle.
        GetKeyAgreement = 0x02,
        /// Set the first PIN.
        SetPin = 0x03,
        /// Change the PIN.
        ChangePin = 0x04,
        /// A token without permissions, as CTAP 2.0 had it.
        GetPinToken = 0x05,
        /// A token with permissions, by built-in user verification.
        GetPinUvAuthTokenUsingUvWithPermissions = 0x06,
        /// Tries of built-in user verification left.
        GetUvRetries = 0x07,
        /// A token with permissions, by PIN.
        GetPinUvAuthTokenUsingPinWithPermissions = 0x09,
    }
}

codes! {
    /// A subcommand of authenticatorCredentialManagement (§6.8).
    CredentialManagementSubcommand {
        /// How many discoverable credentials there are and how many more fit.
        GetCredsMetadata = 0x01,
        /// The first relying party that has some.
        EnumerateRpsBegin = 0x02,
        /// The next relying party.
        EnumerateRpsGetNextRp = 0x03,
        /// The first credential of a relying party.
        EnumerateCredentialsBegin = 0x04,
        /// The next credential.
        EnumerateCredentialsGetNextCredential = 0x05,
        /// Delete a credential.
        DeleteCredential = 0x06,
        /// Change the names of a credential's user.
        UpdateUserInformation = 0x07,
    }
}

codes! {
    /// A subcommand of authenticatorBioEnrollment (§6.7), for fingerprints.
    BioEnrollmentSubcommand {
        /// Begin to enrol a finger: its first sample.
        EnrollBegin = 0x01,
        /// The next sample.
        EnrollCaptureNextSample = 0x02,
        /// Give the enrolment up.
        CancelCurrentEnrollment = 0x03,
        /// The enrolled fingers.
        EnumerateEnrollments = 0x04,
        /// Name a finger.
        SetFriendlyName = 0x05,
        /// Remove a finger.
        RemoveEnrollment = 0x06,
        /// What the sensor is and how many samples it wants.
        GetFingerprintSensorInfo = 0x07,
    }
}

codes! {
    /// What a fingerprint sensor says about a sample (§6.7.4 lastEnrollSampleStatus).
    SampleStatus {
        /// Good.
        Good = 0x00,
        /// The finger was too high.
        TooHigh = 0x01,
        /// The finger was too low.
        TooLow = 0x02,
        /// The finger was too far left.
        TooLeft = 0x03,
        /// The finger was too far right.
        TooRight = 0x04,
        /// The finger was too fast.
        TooFast = 0x05,
        /// The finger was too slow.
        TooSlow = 0x06,
        /// The sample is of poor quality.
        PoorQuality = 0x07,
        /// The finger was askew.
        TooSkewed = 0x08,
        /// The touch was too short.
        TooShort = 0x09,
        /// The sample does not go with those before.
        MergeFailure = 0x0a,
        /// The finger is enrolled already.
        Exists = 0x0b,
        /// Nobody touched the sensor in time.
        NoUserActivity = 0x0d,
        /// The finger was not lifted in between.
        NoUserPresenceTransition = 0x0e,
    }
}

codes! {
    /// A subcommand of authenticatorConfig (§6.11).
    ConfigSubcommand {
        /// Let the key attest itself as this one device, to those who may know.
        EnableEnterpriseAttestation = 0x01,
        /// Switch between demanding user verification for everything and not.
        ToggleAlwaysUv = 0x02,
        /// Set the shortest PIN, who may learn it, and whether the PIN must be changed.
        SetMinPinLength = 0x03,
    }
}

/// What a pinUvAuthToken may be used for, one bit each (§6.5.5.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Permissions(pub u8);

impl Permissions {
    /// Create credentials; needs an RP ID.
    pub const MAKE_CREDENTIAL: Self = Self(0x01);
    /// Sign; needs an RP ID.
    pub const GET_ASSERTION: Self = Self(0x02);
    /// Manage credentials; an RP ID is optional.
    pub const CREDENTIAL_MANAGEMENT: Self = Self(0x04);
    /// Manage fingerprints.
    pub const BIO_ENROLLMENT: Self = Self(0x08);
    /// Write large blobs.
    pub const LARGE_BLOB_WRITE: Self = Self(0x10);
    /// Change the authenticator's settings.
    pub const AUTHENTICATOR_CONFIGURATION: Self = Self(0x20);
    /// List credentials without changing them, by the persistentPinUvAuthToken (CTAP 2.2 `pcmr`); never together with
    /// another permission, and an RP ID is ignored.
    pub const PERSISTENT_CREDENTIAL_MANAGEMENT_READ_ONLY: Self = Self(0x40);

    /// True when every bit of `other` is set here.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// True when some bit of `other` is set here.
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl std::ops::BitOr for Permissions {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
