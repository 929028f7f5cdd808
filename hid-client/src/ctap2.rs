//! The commands of the authenticator API, one file each: what is sent, and what comes back (CTAP 2.1 §6).

mod bio_enrollment;
mod client_pin;
mod client_pin_tokens;
mod command;
mod config;
mod credential_management;
mod credential_management_replies;
mod get_assertion;
mod get_info;
mod get_next_assertion;
mod large_blobs;
mod make_credential;
mod reset;
mod selection;

pub use bio_enrollment::{
    CancelEnrollment, EnrollBegin, EnrollCaptureNextSample, EnrolledFinger, EnrollmentGrant, EnumerateEnrollments,
    GetSensorInfo, RemoveEnrollment, Sample, SensorInfo, SetFriendlyName,
};
pub use client_pin::{ChangePin, GetKeyAgreement, GetPinRetries, PinTries, SetPin};
pub use client_pin_tokens::{GetPinToken, GetTokenUsingPin, GetTokenUsingUv};
pub use command::{Authorization, Request, call};
pub use config::{ConfigureKey, Setting};
pub use credential_management::{
    DeleteCredential, EnumerateCredentialsBegin, EnumerateCredentialsNext, EnumerateRpsBegin, EnumerateRpsNext,
    GetCredsMetadata, ManagementGrant, UpdateUserInformation,
};
pub use credential_management_replies::{CredentialCounts, StoredCredential, StoredRelyingParty, StoredUser};
pub use get_assertion::{Assertion, AssertionUser, GetAssertion};
pub use get_info::AskInfo;
pub use get_next_assertion::GetNextAssertion;
pub use large_blobs::{ReadLargeBlobs, WriteLargeBlobs};
pub use make_credential::{MadeCredential, MakeCredential};
pub use reset::Reset;
pub use selection::Selection;
