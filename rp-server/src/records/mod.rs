//! What is stored: one noun a file, with its encoding beside it.
//!
//! Every stored value starts with a version byte ([`Record`]); a reader understands every version up to its own and
//! refuses a newer one with an error that says what to do.

mod account;
mod audit;
mod ceremony;
mod credential;
mod encoding;
mod failures;
mod invitation;
mod members;
mod proof;
mod recovery_code;
mod session;
mod timestamp;
mod user_name;

pub use account::Account;
pub use audit::{Actor, AuditEntry, AuditEvent, AuditHash, AuditKind, ChainBreak, verify_chain};
pub use ceremony::{
    Ceremony, CeremonyId, CeremonyIdError, CeremonyKind, CeremonyPurpose, StoredCeremony, UserVerification,
};
pub use credential::{Attestation, AttestationVerdict, Credential};
pub use encoding::{Record, RecordError};
pub use failures::{FAILURES_ALLOWED, Failures, FailuresId, Turn};
pub use invitation::{Invitation, InvitationId, InvitationPurpose};
pub use proof::Proof;
pub use recovery_code::{CodeHash, RecoveryCode};
pub use session::{Session, SessionId};
pub use timestamp::Timestamp;
pub use user_name::{UserName, UserNameError};
