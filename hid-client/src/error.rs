//! What can go wrong between a person, a key and a server.

mod action;
mod lacking;

use std::fmt;
use std::io;

use shared::attestation_object::AttestationObjectError;
use shared::authenticator_data::AuthenticatorDataError;
use shared::cbor::{CborError, FieldError};
use shared::ctap::commands::{Command, HidError};
use shared::ctap::get_info::GetInfoError;
use shared::ctap::packet::MessageTooLong;
use shared::ctap::status::Status;
use shared::ids::IdError;

use crate::discovery::Device;
use crate::large_blob::{LargeBlobError, MAX_BLOB_LENGTH};
use crate::pin::PinError;
use crate::relying_party::ServerError;
use crate::transport::Holder;
use crate::u2f::StatusWord;
use crate::webauthn_client::OriginError;

pub use action::Action;
pub use lacking::Lacking;

/// Why an operation failed. Its text is a fragment that fits "failed to ...: {error}"; the words for people are the
/// command line's.
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

impl Error {
    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// The status byte, when the key refused a command.
    pub fn status(&self) -> Option<Status> {
        if let ErrorKind::Status { status, .. } = *self.0 { Some(status) } else { None }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

impl<T: Into<ErrorKind>> From<T> for Error {
    fn from(kind: T) -> Self {
        Self(Box::new(kind.into()))
    }
}

/// What went wrong, by what a person can do about it.
#[derive(Debug, thiserror::Error)]
pub enum ErrorKind {
    /// No security key is plugged in, or none at the place that was named.
    #[error("no security key{}", at(.0))]
    NoKey(Option<String>),
    /// More than one key is plugged in and none was named.
    #[error("{} security keys are plugged in and none was named", .0.len())]
    SeveralKeys(Vec<Device>),
    /// The device's name is neither a path nor `unix:PATH`.
    #[error("{0:?} does not name a device")]
    InvalidDevice(String),
    /// The operating system does not let this user open the key.
    #[error("no permission to open {0}")]
    NoPermission(String),
    /// Another program holds the key.
    #[error("{path} is in use by another program")]
    KeyInUse {
        /// The device.
        path: String,
        /// Who holds it, where that can be told.
        holder: Option<Holder>,
    },
    /// The key went away in the middle of something.
    #[error("the key was disconnected")]
    Disconnected,
    /// The operating system failed.
    #[error("could not {0}: {1}")]
    Io(Action, #[source] io::Error),
    /// The deadline passed: no touch, or no answer.
    #[error("the deadline passed")]
    TimedOut,
    /// The person stopped it, here or at the key.
    #[error("cancelled")]
    Cancelled,
    /// The key broke the protocol.
    #[error("protocol error: {0}")]
    Protocol(#[from] ProtocolError),
    /// The key's transport refused a message.
    #[error("the key answered CTAPHID_ERROR {0:?}")]
    Hid(HidError),
    /// The key refused a command.
    #[error("{command:?} failed with {status}")]
    Status {
        /// Which command.
        command: Command,
        /// How it ended.
        status: Status,
    },
    /// The key refused a U2F message.
    #[error("the key answered {0}")]
    U2f(StatusWord),
    /// The server asks for the person's PIN, and the key knows U2F alone (CTAP 2.1 §10).
    #[error("a U2F key has no PIN")]
    U2fHasNoPin,
    /// The PIN is wrong.
    #[error("wrong PIN")]
    WrongPin {
        /// Tries left before the key locks itself, where it says.
        tries_left: Option<u8>,
        /// The key must be unplugged before the next try.
        power_cycle_needed: bool,
    },
    /// No PIN has been set on the key.
    #[error("the key has no PIN")]
    PinNotSet,
    /// The key has a PIN: it can be changed, not set.
    #[error("the key already has a PIN")]
    PinAlreadySet,
    /// The key wants a new PIN before the old one can be used (CTAP 2.1 §6.4 forcePINChange).
    #[error("the key demands a new PIN")]
    PinChangeRequired,
    /// The key was plugged in too long ago to be reset (CTAP 2.1 §6.6).
    #[error("the key was plugged in too long ago for a reset")]
    ResetTooLate,
    /// The key's shortest PIN, in code points, can be raised and not lowered (CTAP 2.1 §6.11.4).
    #[error("the shortest PIN is {0} code points already")]
    ShorterPinLength(u64),
    /// A PIN that is not sent because no key can accept it.
    #[error(transparent)]
    Pin(#[from] PinError),
    /// The key lacks something.
    #[error("the key does not support {0}")]
    NotSupported(Lacking),
    /// The finger that was to be enrolled is on the key already.
    #[error("the finger is enrolled already")]
    FingerExists,
    /// A name for a finger of more than so many bytes.
    #[error("the name is longer than {0} bytes")]
    FingerNameTooLong(u64),
    /// The large-blob array would be longer than the key has room for (CTAP 2.1 §6.10).
    #[error("the large-blob array would take {needed} bytes, and the key has room for {capacity}")]
    LargeBlobArrayFull {
        /// Bytes of the array as it would be.
        needed: usize,
        /// Bytes that the key has room for.
        capacity: u64,
    },
    /// Data that is longer than any key has room for.
    #[error("the data is longer than {MAX_BLOB_LENGTH} bytes")]
    LargeBlobTooLong,
    /// The credential was made without a key for the large-blob array (CTAP 2.1 §12.3).
    #[error("the credential has no key for large blobs")]
    NoLargeBlobKey,
    /// There is nothing of the credential in the large-blob array.
    #[error("the credential has no large blob")]
    NoLargeBlob,
    /// The key holds no credential that fits.
    #[error("the key has no credential for this")]
    NoCredential,
    /// The key holds a credential of the account.
    #[error("the key is already registered")]
    AlreadyRegistered,
    /// The server's address is not one that may use security keys.
    #[error(transparent)]
    Origin(#[from] OriginError),
    /// The server refused, cannot be reached or makes no sense.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// This build lacks the driver that was named.
    #[error("this build has no driver {0}")]
    DriverMissing(&'static str),
    /// The driver that was named speaks to hidraw nodes only.
    #[error("the driver does not reach {0}")]
    DriverCannotReach(String),
    /// Something that only a person can tell, and nobody is there to ask.
    #[error("nobody to ask for {0}")]
    NobodyToAsk(Question),
}

/// What only a person can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// The key's PIN.
    Pin,
    /// Which of several accounts is meant.
    Account,
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pin => "the PIN",
            Self::Account => "the account",
        })
    }
}

/// How a key (or its stand-in) broke the protocol. Each names the part that is wrong.
#[derive(Debug, thiserror::Error)]
pub enum ProtocolError {
    /// A report of a length that no report has.
    #[error("a report of {0} bytes instead of 64")]
    ReportLength(usize),
    /// A reply to another command than the one sent.
    #[error("reply to CTAPHID command 0x{found:02x} instead of 0x{expected:02x}")]
    UnexpectedCommand {
        /// The command sent.
        expected: u8,
        /// The command replied to.
        found: u8,
    },
    /// A continuation that is not the next one.
    #[error("continuation packet {found} where {expected} is next")]
    Sequence {
        /// The sequence number that is next.
        expected: u8,
        /// The one that came.
        found: u8,
    },
    /// A continuation before any message began.
    #[error("continuation packet without a message")]
    StrayContinuation,
    /// A new message before the last one was whole.
    #[error("a new message in the middle of another")]
    Interrupted,
    /// A message longer than CTAPHID carries.
    #[error("a message of {0} bytes, which is more than CTAPHID carries")]
    Length(u16),
    /// The request is too long for CTAPHID.
    #[error(transparent)]
    Request(#[from] MessageTooLong),
    /// A reply of INIT that is too short or allocates no channel.
    #[error("CTAPHID_INIT: {0}")]
    Init(&'static str),
    /// A CTAPHID_ERROR without a code or with one that the standard does not know.
    #[error("CTAPHID_ERROR with unknown code {0:?}")]
    UnknownHidError(Option<u8>),
    /// A CTAP2 reply without even a status.
    #[error("an empty reply to {0:?}")]
    EmptyReply(Command),
    /// A reply that is not canonical CBOR.
    #[error("reply to {0:?}: {1}")]
    Cbor(Command, #[source] CborError),
    /// A reply with a member missing or of the wrong type.
    #[error("reply to {0:?}: {1}")]
    Field(Command, #[source] FieldError),
    /// A reply with an id of the wrong length.
    #[error("reply to {0:?}: {1}")]
    Id(Command, #[source] IdError),
    /// A getInfo that is not one.
    #[error(transparent)]
    GetInfo(#[from] GetInfoError),
    /// Authenticator data that is not such.
    #[error(transparent)]
    AuthenticatorData(#[from] AuthenticatorDataError),
    /// A new credential without proper attestation object.
    #[error(transparent)]
    AttestationObject(#[from] AttestationObjectError),
    /// The large-blob array, or an entry of it, makes no sense.
    #[error(transparent)]
    LargeBlob(#[from] LargeBlobError),
    /// The key agreement key is not a point on P-256, or is labelled as something else.
    #[error("key agreement key: {0}")]
    KeyAgreement(&'static str),
    /// Ciphertext or token of a length that the PIN/UV auth protocol does not have.
    #[error("PIN/UV auth protocol {protocol}: {what} of {length} bytes")]
    PinProtocolLength {
        /// 1 or 2.
        protocol: u8,
        /// What is of the wrong length.
        what: &'static str,
        /// Its length in bytes.
        length: usize,
    },
    /// An answer about another relying party, without the touch or the verification asked for, or the like.
    #[error("the key's answer {0}")]
    WrongAnswer(&'static str),
    /// A U2F reply that is not one.
    #[error("U2F: {0}")]
    U2f(&'static str),
    /// The other driver's crate failed in a way that it does not tell apart.
    #[error("driver: {0}")]
    Driver(String),
}

/// Lets `?` turn an error of a part into an [`Error`] of kind [`ErrorKind::Protocol`].
macro_rules! protocol_errors {
    ($($part:ty),+ $(,)?) => {
        $(impl From<$part> for ErrorKind {
            fn from(error: $part) -> Self {
                Self::Protocol(error.into())
            }
        })+
    };
}

protocol_errors!(LargeBlobError, MessageTooLong, GetInfoError, AuthenticatorDataError, AttestationObjectError);

fn at(place: &Option<String>) -> String {
    place.as_ref().map(|place| format!(" at {place}")).unwrap_or_default()
}
