//! `virtual-key control`.

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
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
}

impl Control {
    pub(super) fn run(self) -> Result<(), Box<dyn Error>> {
        let command = match self.what {
            What::Touch => Command::Touch,
            What::Deny => Command::Deny,
            What::Unplug => Command::Unplug,
            What::Plug => Command::Plug,
            What::Status => Command::Status,
        };
        let answer = control::send(&self.control, command, Duration::from_secs(self.wait))?;
        if command == Command::Status {
            println!("{answer}");
        }
        Ok(())
    }
}
