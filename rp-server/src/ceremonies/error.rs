//! Why a ceremony does not begin or finish.

use crate::records::UserNameError;
use crate::sessions::SessionError;
use crate::store::{AddCredentialError, ConsumeError, CreateAccountError, RecoverError, StoreFailure};
use crate::webauthn::Refusal;
use crate::webauthn::options::OptionsError;

/// Why a ceremony does not begin or finish.
#[derive(Debug, thiserror::Error)]
pub enum CeremonyError {
    /// The answer was checked and refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such ceremony, or not for this call.
    #[error("This ceremony is unknown: it was not begun here, or not for this. Begin again.")]
    Unknown,
    /// It took too long.
    #[error("This took too long: the ceremony has expired. Begin again.")]
    Expired,
    /// Somebody has finished it already.
    #[error("This ceremony has been used already. Begin again.")]
    Used,
    /// Not a user name.
    #[error("{}. Choose another", sentence(.0))]
    UserName(#[from] UserNameError),
    /// Not a name for a person or a key.
    #[error("The {0} must have 1 to 64 characters and no control characters. Choose another.")]
    DisplayedName(&'static str),
    /// Somebody has the user name.
    #[error("This user name is taken. Choose another.")]
    UserNameTaken,
    /// Nobody may create an account.
    #[error("This service takes no new accounts. Sign in, or ask the administrator.")]
    SignUpClosed,
    /// Whoever creates an account needs an invitation, and none came.
    #[error(
        "Accounts are created by invitation here. Open the link that you were sent, or ask the administrator for one."
    )]
    InvitationNeeded,
    /// The invitation is unknown, used, withdrawn or expired; which, is not said.
    #[error(
        "This invitation is not valid, or no longer: it may have been used, withdrawn, or have expired. Ask for a new one."
    )]
    InvitationInvalid,
    /// The invitation is for another user name.
    #[error("This invitation is for the user name {0:?}. Use that name.")]
    InvitationForAnotherName(String),
    /// The operator has locked the account. Said only to who has proved to be its person.
    #[error("This account is locked. Ask the administrator.")]
    AccountLocked,
    /// The account is gone.
    #[error("This account does not exist any more. Create it again.")]
    AccountGone,
    /// No options could be made.
    #[error("options could not be made: {0}")]
    Options(#[from] OptionsError),
    /// No session could be opened.
    #[error("a session could not be opened: {0}")]
    Session(#[from] SessionError),
    /// The store cannot serve.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

fn sentence(error: &UserNameError) -> String {
    let text = error.to_string();
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().collect::<String>() + characters.as_str()).unwrap_or_default()
}

impl From<ConsumeError> for CeremonyError {
    fn from(error: ConsumeError) -> Self {
        match error {
            ConsumeError::Unknown => Self::Unknown,
            ConsumeError::Expired => Self::Expired,
            ConsumeError::Used => Self::Used,
            ConsumeError::Failed(failure) => Self::Store(failure),
        }
    }
}

impl From<CreateAccountError> for CeremonyError {
    fn from(error: CreateAccountError) -> Self {
        match error {
            CreateAccountError::UserNameTaken => Self::UserNameTaken,
            CreateAccountError::CredentialRegistered => Self::Refused(Refusal::AlreadyRegistered),
            CreateAccountError::InvitationInvalid => Self::InvitationInvalid,
            // The account's id is random and made for this ceremony: it has been finished already.
            CreateAccountError::AccountExists => Self::Used,
            CreateAccountError::Failed(failure) => Self::Store(failure),
        }
    }
}

impl From<AddCredentialError> for CeremonyError {
    fn from(error: AddCredentialError) -> Self {
        match error {
            AddCredentialError::AccountUnknown => Self::AccountGone,
            AddCredentialError::AccountLocked => Self::AccountLocked,
            AddCredentialError::CredentialRegistered => Self::Refused(Refusal::AlreadyRegistered),
            AddCredentialError::Failed(failure) => Self::Store(failure),
        }
    }
}

impl From<RecoverError> for CeremonyError {
    fn from(error: RecoverError) -> Self {
        match error {
            RecoverError::InvitationInvalid => Self::InvitationInvalid,
            RecoverError::AccountUnknown => Self::AccountGone,
            RecoverError::AccountLocked => Self::AccountLocked,
            RecoverError::CredentialRegistered => Self::Refused(Refusal::AlreadyRegistered),
            RecoverError::Failed(failure) => Self::Store(failure),
        }
    }
}
