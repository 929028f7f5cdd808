//! Why nobody got in, or no code was made.

use std::time::Duration;

use crate::records::Timestamp;
use crate::security_info::SecurityInfoError;
use crate::sessions::SessionError;
use crate::store::StoreFailure;

/// Why nobody got in, or no code was made.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryCodeError {
    /// Name and code do not go together. Which of the two is wrong is nobody's business.
    #[error("The user name or the recovery code is wrong. Check both, then try again.")]
    Wrong,
    /// Too many failures in a row.
    #[error("There were too many wrong tries. Try again after {until}, or use a security key now.")]
    TooSoon {
        /// When the next try is let through.
        until: Timestamp,
    },
    /// So many that the code is not accepted any more.
    #[error(
        "After too many wrong tries this account's recovery code is no longer accepted. Sign in with a security key and make a new \
         one, or ask your administrator."
    )]
    Disabled,
    /// The operator has locked the account.
    #[error("This account is locked. Ask the administrator.")]
    AccountLocked,
    /// Somebody else changed the account all the time.
    #[error("Your security info is being changed somewhere else right now. Try again.")]
    Busy,
    /// The account is gone.
    #[error("This account does not exist any more. Create it again.")]
    AccountGone,
    /// What the account has could not be read.
    #[error(transparent)]
    SecurityInfo(#[from] SecurityInfoError),
    /// No session could be made.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The store cannot serve.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

impl RecoveryCodeError {
    /// How long to wait from `now` on, in whole seconds, where that is what is wrong.
    pub fn wait_at(&self, now: Timestamp) -> Option<Duration> {
        let Self::TooSoon { until } = self else { return None };
        let millis = u64::try_from(until.since(now).as_millis()).unwrap_or(u64::MAX);
        Some(Duration::from_secs(millis.div_ceil(1000).max(1)))
    }
}
