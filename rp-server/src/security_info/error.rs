//! Why a proof or a change by methods beside keys did not go through.

use std::time::Duration;

use super::{AnswersError, PasswordError};
use crate::ceremonies::CeremonyError;
use crate::contacts::ContactError;
use crate::delivery::OutboxError;
use crate::policy;
use crate::records::{EmailAddressError, MethodKind, PhoneNumberError, Timestamp, UserNameError};
use crate::sealing::SealError;
use crate::sessions::SessionError;
use crate::store::{ChangeSecurityInfoError, GuessError, StoreFailure};
use crate::tokens::RandomError;

/// Why a proof or a change did not go through.
#[derive(Debug, thiserror::Error)]
pub enum SecurityInfoError {
    /// What was typed is wrong. For a name that nobody has it is the same.
    #[error("{}", wrong(*.0))]
    Wrong(MethodKind),
    /// The code is over.
    #[error("This code is no longer valid. Ask for a new one.")]
    CodeOver,
    /// Too many failures in a row.
    #[error("There were too many wrong tries. Try again after {until}, or use a security key now.")]
    TooSoon {
        /// When the next try is let through.
        until: Timestamp,
    },
    /// So many that the method is not accepted any more.
    #[error("After too many wrong tries this method is no longer accepted. Use a security key, or another method.")]
    Disabled,
    /// As many codes as a day allows have been sent.
    #[error("As many codes as a day allows have been sent. The next can be sent after {until}.")]
    Spent {
        /// When there may be another.
        until: Timestamp,
    },
    /// What was typed is no user name.
    #[error(transparent)]
    UserName(#[from] UserNameError),
    /// The number is of a country whose numbers get no messages (R23).
    #[error("This is not available in your region. Use a number of another country, or another method.")]
    Region,
    /// What was typed is no phone number.
    #[error(transparent)]
    PhoneNumber(#[from] PhoneNumberError),
    /// What was typed is no e-mail address.
    #[error(transparent)]
    EmailAddress(#[from] EmailAddressError),
    /// The method does not serve this here.
    #[error(transparent)]
    Policy(#[from] policy::Refusal),
    /// The password will not do.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The answers will not do.
    #[error(transparent)]
    Answers(#[from] AnswersError),
    /// Answers came before anything else was proved.
    #[error("Answers count only beside another method. Prove who you are by that first.")]
    QuestionsAlone,
    /// The account has as many apps as there may be.
    #[error(
        "You can't set up Nyckel Authenticator because you already have five authenticator apps or hardware tokens. Please contact \
         your administrator to delete one of your authenticator apps or hardware tokens."
    )]
    AppsFull,
    /// Nobody began to set this app up, or not in this session.
    #[error("This took too long, or was begun elsewhere. Begin again, and delete the account in the app.")]
    SetupUnknown,
    /// The name does not do.
    #[error(transparent)]
    Name(#[from] CeremonyError),
    /// The account has no such method.
    #[error("Your account has no such method any more. Look at the list again.")]
    MethodUnknown,
    /// The account has it already.
    #[error("It is on your account already.")]
    AlreadyThere,
    /// Nobody could sign in any more.
    #[error("This is the only way to sign in to your account. Add another method before you remove it.")]
    LastWayIn,
    /// There is no second step to ask for.
    #[error(
        "Two-step verification needs a second method: a security key, an authenticator app or a phone. Add one first."
    )]
    NoSecondStep,
    /// The administrator asks for two steps.
    #[error("Your administrator requires two-step verification. It cannot be switched off.")]
    TwoStepRequired,
    /// The new address could not be a second step, and two are asked for.
    #[error("Your account asks for two steps, and an e-mail address cannot be one of them. Use a phone number.")]
    ReplacementNeedsPhone,
    /// A replacement of everything waits already.
    #[error("A request to replace your security info is waiting already. Cancel it before you make another.")]
    ReplacementWaits,
    /// The administrator does not let devices be trusted.
    #[error("Your organisation may not allow trusted devices. Ask your administrator.")]
    TrustNotAllowed,
    /// The account trusts as many devices as it can.
    #[error("Your account trusts ten devices already. Remove one first.")]
    TooManyDevices,
    /// The account has no such trusted device.
    #[error("This device is not trusted any more. Look at the list again.")]
    DeviceUnknown,
    /// The account is locked until its person has looked their security info through (R3).
    #[error("You were asked to check your security info, and seven days are over. Confirm it first.")]
    ReviewOverdue,
    /// The sign-in under way is over.
    #[error("This took too long, or was gone on with elsewhere. Begin again.")]
    PendingOver,
    /// Somebody else changed the account all the time.
    #[error("Your security info is being changed somewhere else right now. Try again.")]
    Busy,
    /// The operator has locked the account.
    #[error("This account is locked. Ask the administrator.")]
    AccountLocked,
    /// The account is gone.
    #[error("This account does not exist any more. Create it again.")]
    AccountGone,
    /// No session could be made.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// Something sealed does not open, or could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A message cannot be written.
    #[error(transparent)]
    Outbox(#[from] OutboxError),
    /// A contact cannot be made or read.
    #[error(transparent)]
    Contact(#[from] ContactError),
    /// The store cannot serve.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

/// Which of name and secret is wrong is nobody's business.
fn wrong(kind: MethodKind) -> &'static str {
    match kind {
        MethodKind::Password => "The user name or the password is wrong. Check both, then try again.",
        MethodKind::Questions => "These answers are not all right. Try again.",
        MethodKind::App => {
            "This code is wrong, or has been used. Wait until the app shows the next one, then try that."
        }
        _ => "This code is wrong. Check it, then try again.",
    }
}

impl SecurityInfoError {
    /// How long to wait from `now` on, in whole seconds, where that is what is wrong.
    pub fn wait_at(&self, now: Timestamp) -> Option<Duration> {
        let (Self::TooSoon { until } | Self::Spent { until }) = self else { return None };
        let millis = u64::try_from(until.since(now).as_millis()).unwrap_or(u64::MAX);
        Some(Duration::from_secs(millis.div_ceil(1000).max(1)))
    }

    /// What a store's answer to a try by `kind` means.
    pub(super) fn of_guess(error: GuessError, kind: MethodKind) -> Self {
        match error {
            GuessError::Wrong => Self::Wrong(kind),
            GuessError::CodeOver => Self::CodeOver,
            GuessError::TooSoon { until } => Self::TooSoon { until },
            GuessError::Disabled => Self::Disabled,
            GuessError::Change(error) => error.into(),
        }
    }
}

impl From<ChangeSecurityInfoError> for SecurityInfoError {
    fn from(error: ChangeSecurityInfoError) -> Self {
        match error {
            ChangeSecurityInfoError::Conflict => Self::Busy,
            ChangeSecurityInfoError::PendingOver => Self::PendingOver,
            ChangeSecurityInfoError::AccountUnknown => Self::AccountGone,
            ChangeSecurityInfoError::AccountLocked => Self::AccountLocked,
            ChangeSecurityInfoError::MethodUnknown => Self::MethodUnknown,
            ChangeSecurityInfoError::AlreadyThere => Self::AlreadyThere,
            ChangeSecurityInfoError::LastWayIn => Self::LastWayIn,
            ChangeSecurityInfoError::Failed(failure) => Self::Store(failure),
        }
    }
}

impl From<RandomError> for SecurityInfoError {
    fn from(error: RandomError) -> Self {
        Self::Session(error.into())
    }
}
