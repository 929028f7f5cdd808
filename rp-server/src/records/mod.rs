//! What is stored: one noun a file, with its encoding beside it.
//!
//! Every stored value starts with a version byte ([`Record`]); a reader understands every version up to its own and
//! refuses a newer one with an error that says what to do.

mod account;
mod audit;
mod ceremony;
mod credential;
mod encoding;
mod invitation;
mod members;
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
pub use invitation::{Invitation, InvitationId, InvitationPurpose};
pub use session::{Session, SessionId};
pub use timestamp::Timestamp;
pub use user_name::{UserName, UserNameError};
