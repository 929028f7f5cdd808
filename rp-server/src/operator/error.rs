//! Why an operator is refused.

use serde::{Deserialize, Serialize};

use crate::records::UserNameError;
use crate::store::{InviteError, StoreFailure};
use crate::tokens::RandomError;

/// Why nothing was done, as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// A stable word for programs.
    pub code: String,
    /// What happened and what to do next.
    pub text: String,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// Not a user name.
    #[error("{0}. Look the name up: rp-server account list")]
    UserName(#[from] UserNameError),
    /// Nobody has the user name.
    #[error("there is no account {0:?}. Look the name up: rp-server account list")]
    AccountUnknown(String),
    /// Somebody has the user name that an invitation should be for.
    #[error(
        "the user name {0:?} is taken. Choose another; or, if its person lost their keys: rp-server account invite --for {0}"
    )]
    UserNameTaken(String),
    /// Invitations would open nothing.
    #[error("nobody may create an account while sign_up is closed. Set sign_up to invitation, and restart the server")]
    SignUpClosed,
    /// Invitations do not live so long, or so short.
    #[error("an invitation is good for 5m to 90d. Choose another time")]
    ValidFor,
    /// The account is locked, so nobody could use the invitation.
    #[error("the account {0:?} is locked. Unlock it first: rp-server account unlock {0}")]
    AccountLocked(String),
    /// The account has no such key.
    #[error("the account {account:?} has no key {key:?}. Look its keys up: rp-server account show {account}")]
    KeyUnknown {
        /// Its user name.
        account: String,
        /// What was asked for.
        key: String,
    },
    /// Several keys have the name.
    #[error(
        "several keys of the account {account:?} are called {key:?}. Name the one by its id: rp-server account show {account}"
    )]
    KeyAmbiguous {
        /// Its user name.
        account: String,
        /// What was asked for.
        key: String,
    },
    /// Nobody could sign in any more.
    #[error(
        "this is the only key that signs in to the account {0:?}. With --even-if-last it is removed, and the person can come back \
         by invitation alone: rp-server account invite --for {0}"
    )]
    LastKey(String),
    /// The account has no such app.
    #[error(
        "the account {account:?} has no authenticator app {app:?}. Look its apps up: rp-server account show {account}"
    )]
    AppUnknown {
        /// Its user name.
        account: String,
        /// What was asked for.
        app: String,
    },
    /// Several apps have the name.
    #[error(
        "several authenticator apps of the account {account:?} are called {app:?}. Name the one by its id: rp-server account show {account}"
    )]
    AppAmbiguous {
        /// Its user name.
        account: String,
        /// What was asked for.
        app: String,
    },
    /// Its person may have no second step left.
    #[error(
        "this is the only authenticator app of the account {0:?}, which has no key that signs in. With --even-if-last it is removed"
    )]
    LastApp(String),
    /// The account is changed all the time.
    #[error("the account {0:?} is being changed somewhere else right now. Try again")]
    AccountBusy(String),
    /// There is no such invitation.
    #[error("there is no open invitation {0:?}. Look it up: rp-server account invitations")]
    InvitationUnknown(String),
    /// There is no such message.
    #[error("there is no message {0:?}. Look it up: rp-server outbox list")]
    MessageUnknown(String),
    /// The message is not dead.
    #[error("the message {0:?} is not dead: it waits, was sent, or is over. Look it up: rp-server outbox show {0}")]
    MessageNotDead(String),
    /// No token could be made.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The store cannot serve.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

impl OperatorError {
    /// The stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UserName(_) => "user_name_invalid",
            Self::AccountUnknown(_) => "account_unknown",
            Self::UserNameTaken(_) => "user_name_taken",
            Self::SignUpClosed => "sign_up_closed",
            Self::ValidFor => "valid_for_invalid",
            Self::AccountLocked(_) => "account_locked",
            Self::KeyUnknown { .. } => "key_unknown",
            Self::KeyAmbiguous { .. } => "key_ambiguous",
            Self::LastKey(_) | Self::LastApp(_) => "last_way_in",
            Self::AppUnknown { .. } => "app_unknown",
            Self::AppAmbiguous { .. } => "app_ambiguous",
            Self::AccountBusy(_) => "account_busy",
            Self::InvitationUnknown(_) => "invitation_unknown",
            Self::MessageUnknown(_) => "message_unknown",
            Self::MessageNotDead(_) => "message_not_dead",
            Self::Random(_) | Self::Store(_) => "store_unavailable",
        }
    }
}

impl From<OperatorError> for Refusal {
    fn from(error: OperatorError) -> Self {
        Self { code: error.code().to_owned(), text: error.to_string() }
    }
}

/// An invitation that the store refused, by the name that it was for.
pub(super) fn of_invitation(error: InviteError, name: &str) -> OperatorError {
    match error {
        InviteError::UserNameTaken => OperatorError::UserNameTaken(name.to_owned()),
        InviteError::AccountUnknown => OperatorError::AccountUnknown(name.to_owned()),
        InviteError::Failed(failure) => failure.into(),
    }
}
