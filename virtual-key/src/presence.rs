//! The user's part: touching the key, or not.

use std::fmt;

/// Who answers when the key asks for a touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Presence {
    /// A finger that always rests on the key: every touch is given at once.
    #[default]
    Auto,
    /// A person or a test, through [`crate::VirtualKey::touch`] or the control socket, within the time that a touch may take.
    Manual,
    /// Somebody who declines every time.
    Deny,
}

impl fmt::Display for Presence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Manual => "manual",
            Self::Deny => "deny",
        })
    }
}

/// How the wait for a touch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserAction {
    /// The user touched the key.
    Touched,
    /// The user declined.
    Declined,
    /// The user did nothing in time.
    TimedOut,
    /// The host cancelled the command (CTAPHID_CANCEL, CTAP 2.1 §11.2.9.1.5).
    Cancelled,
}
