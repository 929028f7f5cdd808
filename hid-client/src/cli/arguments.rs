//! What may be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::blobs::BlobVerb;
use super::check::CheckArguments;
use super::config::ConfigVerb;
use super::credentials::CredentialVerb;
use super::doctor::DoctorArguments;
use super::fingerprints::FingerprintVerb;
use super::pin_source::PinSource;
use super::prf::Prf;
use super::select::SelectArguments;
use super::watch::WatchArguments;
use crate::driver::DriverName;

/// Use a security key from the command line: see what it is, set its PIN and its settings, manage its credentials,
/// register it with a server, sign in with it.
///
/// Data goes to stdout, everything else to stderr. A PIN is never taken from arguments or the environment.
#[derive(Debug, Parser)]
#[command(version, after_help = super::messages::EXIT_CODES)]
pub(super) struct Arguments {
    /// The key: /dev/hidrawN, unix:PATH for a key behind a socket, its serial number, or its place in `list`, from 1. When
    /// several are plugged in and none is named, the one that is touched.
    #[arg(long, global = true, env = "HID_CLIENT_DEVICE")]
    pub(super) device: Option<String>,
    /// Print one JSON object with a `schema_version` instead of text.
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// What speaks to the key.
    #[arg(long, global = true, value_enum, default_value_t)]
    pub(super) driver: Driver,
    /// How many seconds the key and its person may take. Time spent typing a PIN does not count.
    #[arg(long, global = true, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(super) timeout: u64,
    #[command(subcommand)]
    pub(super) verb: Verb,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum Driver {
    /// This program's own driver.
    #[default]
    Own,
    /// The crate ctap-hid-fido2, for info, register and sign-in; needs a build with that feature.
    CtapHidFido2,
}

impl From<Driver> for DriverName {
    fn from(driver: Driver) -> Self {
        match driver {
            Driver::Own => Self::Own,
            Driver::CtapHidFido2 => Self::CtapHidFido2,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// List the security keys that are plugged in.
    List,
    /// Name the key that is touched, where several are plugged in.
    Select(SelectArguments),
    /// Tell which keys come and go, until it is stopped.
    Watch(WatchArguments),
    /// Find out why a key cannot be used on this computer, and what helps.
    Doctor(DoctorArguments),
    /// Show what a key is and what it can do.
    Info,
    /// Set, change or inspect the key's PIN.
    #[command(subcommand)]
    Pin(PinVerb),
    /// Change the key's settings.
    #[command(subcommand)]
    Config(ConfigVerb),
    /// List, rename or delete the credentials that the key keeps.
    #[command(subcommand)]
    Credential(CredentialVerb),
    /// See, add or remove the fingers that the key knows.
    #[command(subcommand)]
    Fingerprint(FingerprintVerb),
    /// Keep data on the key, sealed for one of its credentials each.
    #[command(subcommand)]
    Blob(BlobVerb),
    /// Check whether the key does what the standard says.
    Check(CheckArguments),
    /// Have the key show where it is.
    Wink,
    /// Erase everything on the key.
    Reset {
        /// Do not ask whether it is meant.
        #[arg(long)]
        yes: bool,
    },
    /// Create an account at a server with this key.
    Register(RegisterArguments),
    /// Sign in at a server with this key.
    SignIn(SignInArguments),
    /// Print a script that completes these arguments in a shell.
    Completions {
        /// Which shell.
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Print the man page.
    Man {
        /// Write a page for each verb into this folder instead.
        #[arg(long, value_name = "FOLDER")]
        dir: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum PinVerb {
    /// Give a key its first PIN.
    Set(NewPinOnly),
    /// Change the key's PIN.
    Change {
        #[command(flatten)]
        current: CurrentPin,
        #[command(flatten)]
        new: NewPin,
    },
    /// See whether a PIN is the right one; a wrong one costs a try.
    Verify {
        #[command(flatten)]
        pin: CurrentPin,
    },
    /// Show how many tries are left before the key locks itself.
    Retries,
}

/// Where the key's PIN comes from; the terminal when nothing is given.
#[derive(Debug, Args)]
pub(super) struct CurrentPin {
    /// Read the PIN from the first line of this file.
    #[arg(long, value_name = "FILE", conflicts_with = "pin_fd")]
    pin_file: Option<PathBuf>,
    /// Read the PIN from the first line that this file descriptor gives.
    #[arg(long, value_name = "N")]
    pin_fd: Option<u32>,
}

/// Where a new PIN comes from; the terminal when nothing is given.
#[derive(Debug, Args)]
pub(super) struct NewPin {
    /// Read the new PIN from the first line of this file.
    #[arg(long, value_name = "FILE", conflicts_with = "new_pin_fd")]
    new_pin_file: Option<PathBuf>,
    /// Read the new PIN from the first line that this file descriptor gives.
    #[arg(long, value_name = "N")]
    new_pin_fd: Option<u32>,
}

/// As [`NewPin`]; where there is no other PIN, the short names will do.
#[derive(Debug, Args)]
pub(super) struct NewPinOnly {
    /// Read the new PIN from the first line of this file.
    #[arg(long, visible_alias = "pin-file", value_name = "FILE", conflicts_with = "new_pin_fd")]
    new_pin_file: Option<PathBuf>,
    /// Read the new PIN from the first line that this file descriptor gives.
    #[arg(long, visible_alias = "pin-fd", value_name = "N")]
    new_pin_fd: Option<u32>,
}

impl CurrentPin {
    pub(super) fn source(self) -> PinSource {
        PinSource::new(self.pin_file, self.pin_fd)
    }
}

impl NewPin {
    pub(super) fn source(self) -> PinSource {
        PinSource::new(self.new_pin_file, self.new_pin_fd)
    }
}

impl NewPinOnly {
    pub(super) fn source(self) -> PinSource {
        PinSource::new(self.new_pin_file, self.new_pin_fd)
    }
}

#[derive(Debug, Args)]
pub(super) struct RegisterArguments {
    /// The server's address, such as https://example.org or http://localhost:8080.
    #[arg(long, value_name = "URL")]
    pub(super) server: String,
    /// The name to sign in with.
    #[arg(long, value_name = "NAME")]
    pub(super) user: String,
    /// The name to be called by; the user name when left out.
    #[arg(long, value_name = "NAME")]
    pub(super) display_name: Option<String>,
    /// What to call the key.
    #[arg(long, value_name = "NAME")]
    pub(super) key_name: Option<String>,
    /// Read the invitation, where the server wants one, from the first line of this file: its link, or what follows the # in
    /// it. `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub(super) invitation_file: Option<PathBuf>,
    /// Make a credential that has room for data on the key: see `blob`.
    #[arg(long)]
    pub(super) large_blob: bool,
    #[command(flatten)]
    pub(super) prf: Prf,
    #[command(flatten)]
    pub(super) pin: CurrentPin,
}

#[derive(Debug, Args)]
pub(super) struct SignInArguments {
    /// The server's address, such as https://example.org or http://localhost:8080.
    #[arg(long, value_name = "URL")]
    pub(super) server: String,
    /// The name to sign in with; the key says who when left out.
    #[arg(long, value_name = "NAME")]
    pub(super) user: Option<String>,
    /// Also write the data that the key keeps for the credential to this file.
    #[arg(long, value_name = "FILE")]
    pub(super) large_blob: Option<PathBuf>,
    #[command(flatten)]
    pub(super) prf: Prf,
    #[command(flatten)]
    pub(super) pin: CurrentPin,
    /// Diagnostic: also write the request that signs in to this file, to show that the server refuses it a second time.
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    pub(super) save_response: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory as _;
        Arguments::command().debug_assert();
    }
}
