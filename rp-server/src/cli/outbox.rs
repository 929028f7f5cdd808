//! `rp-server outbox`: messages on their way, whether the server runs or not.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::account;
use crate::config::{ConfigError, Layers};
use crate::operator::Request;

/// Which server, how to print, and what to do.
#[derive(Debug, Args)]
pub(super) struct OutboxArguments {
    /// TOML file with the server's settings
    #[arg(long, value_name = "FILE", env = "NYCKEL_CONFIG", global = true)]
    config: Option<PathBuf>,
    /// The server's data directory [default: nyckel-data]
    #[arg(long, value_name = "DIR", global = true)]
    data: Option<String>,
    /// Print one JSON object with a `schema_version` instead of text
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// The messages that could not be sent, and those that wait
    List,
    /// One message: how far it has come, never what it says
    Show {
        /// Its id, as `list` prints it
        #[arg(value_name = "ID", allow_hyphen_values = true)]
        message: String,
    },
    /// Try a dead message again
    Retry {
        /// Its id, as `list` prints it
        #[arg(value_name = "ID", allow_hyphen_values = true)]
        message: String,
    },
    /// Forget a message: it is not sent any more
    Drop {
        /// Its id, as `list` prints it
        #[arg(value_name = "ID", allow_hyphen_values = true)]
        message: String,
    },
}

/// Does what was typed. Exit code 2 for settings that do not hold, 1 for anything else that fails.
pub(super) fn run(arguments: &OutboxArguments) -> ExitCode {
    account::ask(arguments.layers(), &arguments.verb.request(), arguments.json)
}

impl OutboxArguments {
    fn layers(&self) -> Result<Layers, ConfigError> {
        let mut layers = Layers::new();
        if let Some(path) = &self.config {
            layers = layers.with_file(path)?;
        }
        layers = layers.with_environment(super::arguments::variables())?;
        layers.with_flag("data", "--data", self.data.iter().cloned().collect())
    }
}

impl Verb {
    fn request(&self) -> Request {
        match self {
            Self::List => Request::Outbox,
            Self::Show { message } => Request::ShowMessage { message: message.clone() },
            Self::Retry { message } => Request::RetryMessage { message: message.clone() },
            Self::Drop { message } => Request::DropMessage { message: message.clone() },
        }
    }
}
