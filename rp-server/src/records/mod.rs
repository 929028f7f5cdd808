//! What is stored: one noun a file, with its encoding beside it.
//!
//! Every stored value starts with a version byte ([`Record`]); a reader understands every version up to its own and
//! refuses a newer one with an error that says what to do.

mod account;
mod allowance;
mod audit;
mod ceremony;
mod contact;
mod credential;
mod email_address;
mod encoding;
mod failures;
mod hash_id;
mod invitation;
mod members;
mod method;
mod outbox;
mod pending_code;
mod pending_sign_in;
mod phone_number;
mod proof;
mod random_id;
mod recovery_code;
mod removed_method;
mod sealed;
mod security_info;
mod session;
mod timestamp;
mod user_name;

pub use account::Account;
pub use allowance::{Allowance, AllowanceId};
pub use audit::{Actor, AuditEntry, AuditEvent, AuditHash, AuditKind, ChainBreak, verify_chain};
pub use ceremony::{
    Ceremony, CeremonyId, CeremonyIdError, CeremonyKind, CeremonyPurpose, StoredCeremony, UserVerification,
};
pub use contact::{Contact, ContactFingerprint, ContactId, ContactIdError, ContactKind};
pub use credential::{Attestation, AttestationVerdict, Credential};
pub use email_address::{EmailAddress, EmailAddressError};
pub use encoding::{Record, RecordError};
pub use failures::{FAILURES_ALLOWED, Failures, FailuresId, Patience, Turn};
pub use invitation::{Invitation, InvitationId, InvitationPurpose};
pub use method::MethodKind;
pub use outbox::{Argument, ArgumentValue, Channel, MessageKind, MessageState, OutboxId, OutboxIdError, OutboxMessage};
pub use pending_code::{CODE_LIFETIME, CodeId, CodeTarget, NewAddress, PendingCode};
pub use pending_sign_in::{PendingPurpose, PendingSignIn, PendingSignInId};
pub use phone_number::{Country, CountryError, PhoneNumber, PhoneNumberError, TypedPhoneNumber};
pub use proof::Proof;
pub use recovery_code::{CodeHash, RecoveryCode};
pub use removed_method::{REMOVED_KEPT_FOR, RemovedId, RemovedIdError, RemovedMethod, RemovedThing};
pub use sealed::Sealed;
pub use security_info::{
    Answer, AppId, AppIdError, AuthenticatorApp, DefaultMethod, Password, REPLACEMENT_WAITS_FOR, Replacement, Review,
    SecurityInfo, TrustedDevice, TrustedDeviceId, Verification,
};
pub use session::{Session, SessionId};
pub use timestamp::Timestamp;
pub use user_name::{UserName, UserNameError};
