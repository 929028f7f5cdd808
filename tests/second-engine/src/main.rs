//! `second-engine`: the key of the virtual key's command line, with another authenticator in it.

use std::error::Error;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use second_engine::SecondEngine;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use tracing_subscriber::EnvFilter;
use virtual_key::{Presence, Protocols, VirtualKey};

/// A security key in software with fido-authenticator in it, for testing clients with two implementations of the standard.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Be a key until a signal ends it; `virtual-key control` touches it.
    Serve {
        /// Listen on a Unix stream socket: raw 64-byte reports, one connection is one host handle.
        #[arg(long, value_name = "PATH")]
        socket: PathBuf,
        /// Forget everything at the end: it cannot do otherwise, and says so where virtual-key does.
        #[arg(long, required = true)]
        in_memory: bool,
        /// Who touches the key.
        #[arg(long, value_enum, default_value_t = Touch::Auto)]
        presence: Touch,
        /// Which protocols the key speaks.
        #[arg(long, value_enum, default_value_t = Speech::Both)]
        protocols: Speech,
        /// Listen here for `virtual-key control`.
        #[arg(long, value_name = "PATH")]
        control: Option<PathBuf>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Touch {
    /// Every touch is given at once.
    Auto,
    /// `virtual-key control touch` or `deny`.
    Manual,
    /// Every touch is declined.
    Deny,
}

#[derive(Clone, Copy, ValueEnum)]
enum Speech {
    /// FIDO2, and U2F for those who know nothing else.
    Both,
    /// FIDO2 alone.
    Fido2,
    /// U2F alone.
    U2f,
}

fn main() -> ExitCode {
    match run(Arguments::parse().verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("second-engine: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(Verb::Serve { socket, in_memory: _, presence, protocols, control }: Verb) -> Result<(), Box<dyn Error>> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr).init();
    // Before there is anything to clean up, so that no signal can miss it.
    let mut signals = Signals::new([SIGTERM, SIGINT])?;
    let presence = match presence {
        Touch::Auto => Presence::Auto,
        Touch::Manual => Presence::Manual,
        Touch::Deny => Presence::Deny,
    };
    let protocols = match protocols {
        Speech::Both => Protocols::Both,
        Speech::Fido2 => Protocols::Fido2,
        Speech::U2f => Protocols::U2f,
    };
    let key = VirtualKey::builder().presence(presence).protocols(protocols).build_on(SecondEngine::start()?)?;
    // Dropped at the end, in reverse: no new connections first, then the key.
    let _control = control.map(|path| key.serve_control(path)).transpose()?;
    let _socket = key.serve_unix(socket)?;
    // Whoever started the key may not be reading.
    let _unread = writeln!(std::io::stdout(), "ready");
    if let Some(signal) = signals.forever().next() {
        tracing::info!(signal, "ending");
    }
    Ok(())
}
