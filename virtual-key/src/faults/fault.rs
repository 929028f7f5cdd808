//! The faults by name.

use std::fmt;
use std::str::FromStr;

/// Where a fault shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    /// In the reports of a reply.
    Wire,
    /// In the CBOR of a reply.
    Reply,
    /// In what the authenticator states and signs.
    Authenticator,
    /// In what a command looks at before it is carried out.
    Command,
    /// In what the person does.
    Person,
}

/// Defines [`Fault`] from one table of variant, layer and name.
macro_rules! faults {
    ($($(#[$doc:meta])* $variant:ident $layer:ident $name:literal,)+) => {
        /// One way to misbehave. `docs/faults.md` says what hosts and servers make of each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Fault {
            $($(#[$doc])* $variant,)+
        }

        impl Fault {
            /// Every fault, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name on the command line.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            pub(crate) const fn layer(self) -> Layer {
                match self {
                    $(Self::$variant => Layer::$layer,)+
                }
            }
        }
    };
}

faults! {
    /// The first report of the reply is lost.
    DropReport Wire "drop-report",
    /// The last report of the reply is lost.
    CutReply Wire "cut-reply",
    /// The reply comes two seconds late, without a keepalive.
    DelayReply Wire "delay-reply",
    /// Every report of the reply comes twice.
    DuplicateReports Wire "duplicate-reports",
    /// The reports of the reply come last first.
    ReorderReports Wire "reorder-reports",
    /// The reply comes on a channel that nobody has.
    ForeignChannel Wire "foreign-channel",
    /// Continuations of the reply are numbered one too high; a reply of one report comes as a continuation.
    WrongSequence Wire "wrong-sequence",
    /// In place of the reply, keepalives for ever.
    EndlessKeepalive Wire "endless-keepalive",
    /// No reply, and nothing else.
    Silence Wire "silence",
    /// CTAPHID_CANCEL is passed over.
    DeafToCancel Wire "deaf-to-cancel",
    /// No keepalives while a command waits.
    NoKeepalive Wire "no-keepalive",
    /// The reply's map has its members in the wrong order.
    NonCanonicalOrder Reply "non-canonical-order",
    /// The first member of the reply is null.
    WrongType Reply "wrong-type",
    /// The first member of the reply is missing.
    MissingMember Reply "missing-member",
    /// A byte follows the reply's map.
    TrailingBytes Reply "trailing-bytes",
    /// The first member of the reply claims to be a byte string of 4 GiB.
    HugeLength Reply "huge-length",
    /// The flag UV is off although the PIN was right.
    UserNotVerified Authenticator "user-not-verified",
    /// The flag UP is off although the key was touched.
    UserNotPresent Authenticator "user-not-present",
    /// The signature counter is 1, whatever it was before.
    StaleCounter Authenticator "stale-counter",
    /// The signature counter is a random number.
    RandomCounter Authenticator "random-counter",
    /// The authenticator data are for another RP ID.
    WrongRpIdHash Authenticator "wrong-rp-id-hash",
    /// The signature is another key's.
    ForeignSignature Authenticator "foreign-signature",
    /// The AAGUID is not the one in the attestation certificate.
    ForeignAaguid Authenticator "foreign-aaguid",
    /// The attestation comes with a certificate and is signed by the credential itself.
    SelfAttestationAsBatch Authenticator "self-attestation-as-batch",
    /// The flag BS is on and the flag BE is off.
    BackedUpButNotEligible Authenticator "backed-up-but-not-eligible",
    /// The authenticator data have the output of an extension that nobody asked for.
    UnsolicitedExtension Authenticator "unsolicited-extension",
    /// The authenticator data end in the middle, and are signed like that.
    TruncatedCredential Authenticator "truncated-credential",
    /// The checksum of the large-blob array does not fit when it is read.
    DamagedLargeBlobs Authenticator "damaged-large-blobs",
    /// getInfo states alwaysUv and makeCredUvNotRqd at once.
    ContradictoryInfo Command "contradictory-info",
    /// A command that there is none of is answered with success.
    UnknownCommandAccepted Command "unknown-command-accepted",
    /// A wrong PIN costs no try.
    FreePinTries Command "free-pin-tries",
    /// Every PIN is the right one.
    AnyPin Command "any-pin",
    /// Every pinUvAuthParam is the right one.
    UncheckedParam Command "unchecked-param",
    /// A token is good for every permission and every relying party.
    UncheckedPermissions Command "unchecked-permissions",
    /// A credential of the excludeList does not keep the key from making another.
    IgnoredExcludeList Command "ignored-exclude-list",
    /// Where the key has none of the algorithms that are asked for, it takes ES256.
    AnyAlgorithm Command "any-algorithm",
    /// credProtect is accepted and not heeded.
    IgnoredCredProtect Command "ignored-cred-protect",
    /// The same salt gives another secret each time (hmac-secret).
    FickleHmacSecret Command "fickle-hmac-secret",
    /// A credential that is deleted stays, and the reply is success.
    UndeletableCredential Command "undeletable-credential",
    /// A reset is carried out at any time.
    LateReset Command "late-reset",
    /// Nobody touches the key, whatever its presence is set to.
    NoTouch Person "no-touch",
    /// The finger on the sensor is one that the key does not know.
    WrongFinger Person "wrong-finger",
    /// The touch takes two seconds.
    SlowTouch Person "slow-touch",
    /// The key is pulled out when it asks for a touch, and plugged in again.
    UnplugAtTouch Person "unplug-at-touch",
    /// The key is pulled out in place of its reply, and plugged in again.
    UnplugAtReply Person "unplug-at-reply",
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Not the name of a fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no fault {0:?}; the faults are {list}", list = names())]
pub struct UnknownFault(String);

fn names() -> String {
    Fault::ALL.iter().map(|fault| fault.name()).collect::<Vec<_>>().join(", ")
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, UnknownFault> {
        Self::ALL.iter().copied().find(|fault| fault.name() == name).ok_or_else(|| UnknownFault(name.to_owned()))
    }
}
