//! What may be typed.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use super::account::{self, AccountArguments};
use super::outbox::{self, OutboxArguments};
use super::{check_config, policy, serve};
use crate::config::{Config, ConfigError, Layers};

/// A WebAuthn relying party for security keys with PIN.
#[derive(Debug, Parser)]
#[command(name = "rp-server", version, about, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until SIGTERM or SIGINT
    Serve(Settings),
    /// Check the settings, print them, and end
    Config(Settings),
    /// Show which methods are allowed here, and what each is good for
    Policy(PolicyArguments),
    /// See and change accounts, and invite people: while the server runs, or when it is stopped
    Account(Box<AccountArguments>),
    /// See messages that could not be sent, and try them again: while the server runs, or when it is stopped
    Outbox(Box<OutboxArguments>),
}

#[derive(Debug, Args)]
struct PolicyArguments {
    #[command(subcommand)]
    verb: PolicyVerb,
}

#[derive(Debug, Subcommand)]
enum PolicyVerb {
    /// Print the table of methods, and what else the policy says
    Show {
        #[command(flatten)]
        settings: Box<Settings>,
        /// Print JSON, for programs
        #[arg(long)]
        json: bool,
    },
}

/// Settings that have a flag. Each is also an environment variable (NYCKEL_...) and a key of the file; a flag wins over the
/// environment, and the environment over the file.
#[derive(Debug, Args)]
struct Settings {
    /// TOML file with settings
    #[arg(long, value_name = "FILE", env = "NYCKEL_CONFIG")]
    config: Option<PathBuf>,
    /// Where to accept connections; port 0 takes any free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Vec<String>,
    /// The address that browsers show for this service; may be repeated [default: http://localhost:PORT, https with a certificate]
    #[arg(long, value_name = "ORIGIN")]
    origin: Vec<String>,
    /// PEM file with the server's certificate, for TLS without a proxy
    #[arg(long, value_name = "FILE")]
    tls_certificate: Vec<String>,
    /// PEM file with the certificate's private key
    #[arg(long, value_name = "FILE")]
    tls_key: Vec<String>,
    /// The domain that keys are bound to [default: the origin's host]
    #[arg(long, value_name = "DOMAIN")]
    rp_id: Vec<String>,
    /// The service's name for people [default: Nyckel]
    #[arg(long, value_name = "NAME")]
    rp_name: Vec<String>,
    /// Where accounts and keys are stored [default: nyckel-data]
    #[arg(long, value_name = "DIR")]
    data: Vec<String>,
    /// Who may create an account: open, invitation, closed [default: open on localhost, else invitation]
    #[arg(long, value_name = "POLICY")]
    sign_up: Vec<String>,
    /// How the log is written: text, json [default: text]
    #[arg(long, value_name = "FORMAT")]
    log_format: Vec<String>,
    /// How much is logged: error, warn, info, debug [default: info]
    #[arg(long, value_name = "LEVEL")]
    log_level: Vec<String>,
}

impl Settings {
    fn read(self) -> Result<Config, ConfigError> {
        let mut layers = Layers::new();
        if let Some(path) = &self.config {
            layers = layers.with_file(path)?;
        }
        layers = layers.with_environment(variables())?;
        let flags = [
            ("listen", "--listen", self.listen),
            ("origins", "--origin", self.origin),
            ("tls_certificate", "--tls-certificate", self.tls_certificate),
            ("tls_key", "--tls-key", self.tls_key),
            ("rp_id", "--rp-id", self.rp_id),
            ("rp_name", "--rp-name", self.rp_name),
            ("data", "--data", self.data),
            ("sign_up", "--sign-up", self.sign_up),
            ("log.format", "--log-format", self.log_format),
            ("log.level", "--log-level", self.log_level),
        ];
        for (key, flag, values) in flags {
            layers = layers.with_flag(key, flag, values)?;
        }
        Config::from_layers(&layers)
    }
}

/// The environment. A variable that is not Unicode is none of ours.
pub(super) fn variables() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| name.into_string().ok().map(|name| (name, value.to_string_lossy().into_owned())))
}

/// Does what was typed. Exit code 2 for settings that do not hold, 1 for anything else that fails.
pub fn run(cli: Cli) -> ExitCode {
    let (settings, act): (_, fn(Config) -> ExitCode) = match cli.command {
        Command::Serve(settings) => (settings, serve::run),
        Command::Config(settings) => (settings, check_config::run),
        Command::Policy(PolicyArguments { verb: PolicyVerb::Show { settings, json } }) => {
            return match settings.read() {
                Ok(config) => policy::run(&config, json),
                Err(error) => refused(&error),
            };
        }
        Command::Account(arguments) => return account::run(&arguments),
        Command::Outbox(arguments) => return outbox::run(&arguments),
    };
    match settings.read() {
        Ok(config) => act(config),
        Err(error) => refused(&error),
    }
}

fn refused(error: &ConfigError) -> ExitCode {
    eprintln!("rp-server: {error}");
    ExitCode::from(2)
}
