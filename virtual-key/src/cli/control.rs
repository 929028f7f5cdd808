//! `virtual-key control`.

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use virtual_key::When;
use virtual_key::control::{self, Command};

#[derive(Args)]
pub(super) struct Control {
    /// The socket that `serve --control` listens on.
    #[arg(long, value_name = "PATH")]
    control: PathBuf,
    /// How long touch and deny wait for the key to ask, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    wait: u64,
    /// What to do.
    what: What,
    /// For fault: its name (docs/faults.md), or clear.
    #[arg(required_if_eq("what", "fault"))]
    fault: Option<String>,
    /// For fault: the one command it is for, the next being 1; every one when left out.
    #[arg(value_name = "N")]
    command: Option<u64>,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// Touch the key.
    Touch,
    /// Decline what the key asks for.
    Deny,
    /// Pull the key out.
    Unplug,
    /// Plug the key in.
    Plug,
    /// Print what the key is doing, as JSON.
    Status,
    /// Have the key misbehave.
    Fault,
}

impl Control {
    pub(super) fn run(self) -> Result<(), Box<dyn Error>> {
        if !matches!(self.what, What::Fault) && self.fault.is_some() {
            return Err("only fault takes a name".into());
        }
        let command = match self.what {
            What::Touch => Command::Touch,
            What::Deny => Command::Deny,
            What::Unplug => Command::Unplug,
            What::Plug => Command::Plug,
            What::Status => Command::Status,
            What::Fault => match (self.fault.as_deref().unwrap_or_default(), self.command) {
                ("clear", None) => Command::Behave,
                (name, None) => Command::Fault(name.parse()?, When::Always),
                (_, Some(0)) => return Err("commands are counted from 1, the next one".into()),
                (name, Some(n)) => Command::Fault(name.parse()?, When::Command(n)),
            },
        };
        let answer = control::send(&self.control, command, Duration::from_secs(self.wait))?;
        if command == Command::Status {
            println!("{answer}");
        }
        Ok(())
    }
}
