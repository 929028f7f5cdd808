//! What may be typed after `account`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};

use crate::config::{ConfigError, Layers, duration_text};
use crate::operator::Request;

/// Which server, how to print, and what to do.
#[derive(Debug, Args)]
pub(crate) struct AccountArguments {
    /// TOML file with the server's settings
    #[arg(long, value_name = "FILE", env = "NYCKEL_CONFIG", global = true)]
    pub(super) config: Option<PathBuf>,
    /// The server's data directory [default: nyckel-data]
    #[arg(long, value_name = "DIR", global = true)]
    data: Option<String>,
    /// Where invitations lead while the server is stopped; one that runs knows it [default: as for serve]
    #[arg(long, value_name = "ORIGIN", global = true)]
    origin: Vec<String>,
    /// Print one JSON object with a `schema_version` instead of text
    #[arg(long, global = true)]
    pub(super) json: bool,
    #[command(subcommand)]
    pub(super) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Every account
    List,
    /// One account: its keys, where it is signed in, what happened last
    Show {
        /// The user name
        #[arg(value_name = "NAME")]
        account: String,
    },
    /// Print a link by which somebody can create an account, or come back to theirs. It works once
    Invite {
        /// The only user name that the account may have, kept free for it [default: any that is free]
        #[arg(value_name = "NAME", conflicts_with = "account")]
        user_name: Option<String>,
        /// The account of somebody who lost their keys: the link adds a new key to it and signs out everywhere else
        #[arg(long = "for", value_name = "NAME")]
        account: Option<String>,
        /// How long the link is good for: 5m to 90d [default: 7d; with --for 1d]
        #[arg(long, value_name = "TIME", value_parser = duration_text)]
        valid_for: Option<Duration>,
    },
    /// Sign an account out everywhere, withdraw links back to it, and refuse its sign-ins until it is unlocked
    Lock {
        /// The user name
        #[arg(value_name = "NAME")]
        account: String,
    },
    /// Let a locked account sign in again
    Unlock {
        /// The user name
        #[arg(value_name = "NAME")]
        account: String,
    },
    /// Remove a security key, and sign out where it was used
    RemoveKey {
        /// The user name
        #[arg(value_name = "NAME")]
        account: String,
        /// The key's id or its name, as `show` prints them
        #[arg(value_name = "KEY", allow_hyphen_values = true)]
        key: String,
        /// Remove it even if it is the last one that signs in: the person can then come back by invitation alone
        #[arg(long)]
        even_if_last: bool,
    },
    /// Remove an authenticator app: somebody has five, which is as many as there may be, or has lost one
    RemoveApp {
        /// The user name
        #[arg(value_name = "NAME")]
        account: String,
        /// The app's id or its name, as `show` prints them
        #[arg(value_name = "APP", allow_hyphen_values = true)]
        app: String,
        /// Remove it even if it is the last one of an account without a key that signs in
        #[arg(long)]
        even_if_last: bool,
    },
    /// Every invitation that is open
    Invitations,
    /// Withdraw an invitation
    RevokeInvitation {
        /// Its id, as `invitations` prints it
        #[arg(value_name = "ID")]
        invitation: String,
    },
}

impl AccountArguments {
    /// The settings: the file, the environment, and the flags over both.
    pub(super) fn layers(&self) -> Result<Layers, ConfigError> {
        let mut layers = Layers::new();
        if let Some(path) = &self.config {
            layers = layers.with_file(path)?;
        }
        layers = layers.with_environment(super::super::arguments::variables())?;
        layers = layers.with_flag("data", "--data", self.data.iter().cloned().collect())?;
        layers.with_flag("origins", "--origin", self.origin.clone())
    }
}

impl Verb {
    /// What the server is asked.
    pub(super) fn request(&self) -> Request {
        match self {
            Self::List => Request::List { after: None },
            Self::Show { account } => Request::Show { account: account.clone() },
            Self::Invite { user_name, account, valid_for } => {
                let valid_for_seconds = valid_for.map(|time| time.as_secs());
                match account {
                    Some(account) => Request::InviteBack { account: account.clone(), valid_for_seconds },
                    None => Request::Invite { user_name: user_name.clone(), valid_for_seconds },
                }
            }
            Self::Lock { account } => Request::Lock { account: account.clone() },
            Self::Unlock { account } => Request::Unlock { account: account.clone() },
            Self::RemoveKey { account, key, even_if_last } => {
                Request::RemoveKey { account: account.clone(), key: key.clone(), even_if_last: *even_if_last }
            }
            Self::RemoveApp { account, app, even_if_last } => {
                Request::RemoveApp { account: account.clone(), app: app.clone(), even_if_last: *even_if_last }
            }
            Self::Invitations => Request::Invitations,
            Self::RevokeInvitation { invitation } => Request::RevokeInvitation { invitation: invitation.clone() },
        }
    }
}
