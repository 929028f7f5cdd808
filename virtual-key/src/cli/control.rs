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
    /// For fault: its name (docs/faults.md), or clear. For finger: its number.
    #[arg(value_name = "FAULT|N", required_if_eq_any([("what", "fault"), ("what", "finger")]))]
    which: Option<String>,
    /// For fault: the one command it is for, the next being 1; every one when left out. For finger: how it is laid on, such
    /// as too-left or poor-quality; well when left out.
    detail: Option<String>,
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
    /// Lay a finger on the fingerprint sensor when the key next looks at one.
    Finger,
    /// Have the key misbehave.
    Fault,
}

impl Control {
    pub(super) fn run(self) -> Result<(), Box<dyn Error>> {
        if !matches!(self.what, What::Fault | What::Finger) && self.which.is_some() {
            return Err("only fault and finger take a name".into());
        }
        let (which, detail) = (self.which.as_deref().unwrap_or_default(), self.detail.as_deref());
        let command = match self.what {
            What::Touch => Command::Touch,
            What::Deny => Command::Deny,
            What::Unplug => Command::Unplug,
            What::Plug => Command::Plug,
            What::Status => Command::Status,
            What::Finger => Command::Finger([which, detail.unwrap_or_default()].join(" ").parse()?),
            What::Fault => fault(which, detail)?,
        };
        let answer = control::send(&self.control, command, Duration::from_secs(self.wait))?;
        if command == Command::Status {
            println!("{answer}");
        }
        Ok(())
    }
}

fn fault(name: &str, number: Option<&str>) -> Result<Command, Box<dyn Error>> {
    let Some(number) = number else {
        return Ok(if name == "clear" { Command::Behave } else { Command::Fault(name.parse()?, When::Always) });
    };
    match number.parse() {
        Ok(n @ 1..) => Ok(Command::Fault(name.parse()?, When::Command(n))),
        _ => Err("commands are counted from 1, the next one".into()),
    }
}
