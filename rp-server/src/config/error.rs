//! Settings that do not hold, and where each came from.

use std::fmt;
use std::path::PathBuf;

/// Where a setting came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Nobody set it.
    Default,
    /// The TOML file.
    File(PathBuf),
    /// An environment variable, by its name.
    Environment(String),
    /// A flag of the command line, by its name.
    Flag(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("the default"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Environment(name) => write!(f, "environment variable {name}"),
            Self::Flag(name) => write!(f, "flag {name}"),
        }
    }
}

/// Why the server does not start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration file {}: {problem}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system or the TOML parser said.
        problem: String,
    },
    /// A key that does not exist.
    #[error("{key} ({source_of_it}): there is no such setting. Settings are: {known}")]
    UnknownKey {
        /// What was given.
        key: String,
        /// Where.
        source_of_it: Source,
        /// Every key there is.
        known: String,
    },
    /// A value that is not allowed.
    #[error("{key} ({source_of_it}): {problem}. Allowed: {allowed}")]
    Value {
        /// The key.
        key: &'static str,
        /// Where the value came from.
        source_of_it: Source,
        /// What is wrong.
        problem: String,
        /// What would be right.
        allowed: &'static str,
    },
}
