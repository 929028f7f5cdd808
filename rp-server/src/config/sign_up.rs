//! Who may create an account.

use std::fmt;

/// Who may create an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUp {
    /// Anybody.
    Open,
    /// Whoever has an invitation of the operator's.
    Invitation,
    /// Nobody.
    Closed,
}

impl SignUp {
    /// Every policy.
    pub const ALL: [Self; 3] = [Self::Open, Self::Invitation, Self::Closed];

    /// Its word in settings and in the log.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Invitation => "invitation",
            Self::Closed => "closed",
        }
    }
}

impl fmt::Display for SignUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
