//! `virtual-key serve`.

use std::error::Error;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use tracing_subscriber::EnvFilter;
use virtual_key::{Attestation, FaultScript, KeyAlgorithm, Presence, Protocols, VirtualKey};

#[derive(Args)]
#[command(group(ArgGroup::new("transport").required(true).multiple(true).args(["socket", "uhid"])))]
#[command(group(ArgGroup::new("memory").required(true).args(["state", "in_memory"])))]
pub(super) struct Serve {
    /// Listen on a Unix stream socket: raw 64-byte reports, one connection is one host handle.
    #[arg(long, value_name = "PATH")]
    socket: Option<PathBuf>,
    /// Appear as a USB key through /dev/uhid.
    #[arg(long)]
    uhid: bool,
    /// The file that holds the key's state; created when it does not exist.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Forget everything at the end.
    #[arg(long)]
    in_memory: bool,
    /// Who touches the key.
    #[arg(long, value_enum, default_value_t = Touch::Auto)]
    presence: Touch,
    /// How the key attests new credentials.
    #[arg(long, value_enum, default_value_t = Statement::Batch)]
    attestation: Statement,
    /// Which protocols the key speaks.
    #[arg(long, value_enum, default_value_t = Speech::Both)]
    protocols: Speech,
    /// What the key makes credentials for, with commas between them, the most wanted first: ES256, EdDSA, ES384, RS256,
    /// ML-DSA-44, ML-DSA-65; all of these when left out.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    algorithms: Option<Vec<KeyAlgorithm>>,
    /// Require the PIN for everything.
    #[arg(long)]
    always_uv: bool,
    /// Be a key that cannot list or delete its credentials.
    #[arg(long)]
    no_credential_management: bool,
    /// Be a key with a fingerprint sensor; `virtual-key control finger` says which finger touches it.
    #[arg(long)]
    fingerprint: bool,
    /// Misbehave as this file says: a fault a line (docs/faults.md), with the number of the command if it is for one alone.
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// Listen here for `virtual-key control`.
    #[arg(long, value_name = "PATH")]
    control: Option<PathBuf>,
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
enum Statement {
    /// Packed, with a certificate that names the model.
    Batch,
    /// Packed, signed by the credential itself.
    #[value(name = "self")]
    SelfSigned,
    /// None.
    None,
}

#[derive(Clone, Copy, ValueEnum)]
enum Speech {
    /// FIDO2, and U2F for those who know nothing else.
    Both,
    /// FIDO2 alone.
    Fido2,
    /// U2F alone: a key from before there was FIDO2, without a PIN.
    U2f,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), Box<dyn Error>> {
        let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
        let colours = std::io::stderr().is_terminal();
        tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr).init();
        if matches!(self.presence, Touch::Manual) && self.control.is_none() {
            tracing::warn!("nobody can touch a key with --presence manual: give --control PATH too");
        }
        // Before there is anything to clean up, so that no signal can miss it.
        let mut signals = Signals::new([SIGTERM, SIGINT])?;

        let mut builder = VirtualKey::builder()
            .presence(match self.presence {
                Touch::Auto => Presence::Auto,
                Touch::Manual => Presence::Manual,
                Touch::Deny => Presence::Deny,
            })
            .attestation(match self.attestation {
                Statement::Batch => Attestation::Batch,
                Statement::SelfSigned => Attestation::SelfSigned,
                Statement::None => Attestation::None,
            })
            .protocols(match self.protocols {
                Speech::Both => Protocols::Both,
                Speech::Fido2 => Protocols::Fido2,
                Speech::U2f => Protocols::U2f,
            })
            .always_uv(self.always_uv)
            .credential_management(!self.no_credential_management)
            .fingerprint_sensor(self.fingerprint);
        if let Some(algorithms) = self.algorithms {
            builder = builder.algorithms(algorithms);
        }
        if let Some(path) = &self.faults {
            let named = |problem: &dyn std::fmt::Display| format!("faults file {}: {problem}", path.display());
            let text = std::fs::read_to_string(path).map_err(|error| named(&error))?;
            builder = builder.faults(text.parse::<FaultScript>().map_err(|error| named(&error))?);
        }
        if let Some(state) = self.state {
            builder = builder.state_file(state);
        }
        let key = builder.build()?;
        // Dropped at the end, in reverse: no new connections first, then the key.
        let _control = self.control.map(|path| key.serve_control(path)).transpose()?;
        let _socket = self.socket.map(|path| key.serve_unix(path)).transpose()?;
        if self.uhid {
            key.serve_uhid()?;
        }
        // Whoever started the key may not be reading.
        let _unread = writeln!(std::io::stdout(), "ready");
        if let Some(signal) = signals.forever().next() {
            tracing::info!(signal, "ending");
        }
        Ok(())
    }
}
