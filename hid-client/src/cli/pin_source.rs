//! Where a PIN comes from: a file, a file descriptor or the terminal. Never arguments, never the environment.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;

use zeroize::Zeroizing;

use super::failure::Failure;
use super::message::Message;
use super::messages::pins;
use super::output;
use crate::error::{ErrorKind, Question};
use crate::pin::{Pin, PinError};

/// A first line longer than this is no PIN, and the file is probably the wrong one.
const LONGEST_LINE: usize = 1024;

/// Where a PIN comes from.
#[derive(Debug)]
pub(super) enum PinSource {
    File(PathBuf),
    Terminal,
}

impl PinSource {
    pub(super) fn new(file: Option<PathBuf>, descriptor: Option<u32>) -> Self {
        // Opening /dev/fd/N anew needs no unsafe code, and no descriptor is closed that others may use.
        let descriptor = descriptor.map(|number| PathBuf::from(format!("/dev/fd/{number}")));
        file.or(descriptor).map_or(Self::Terminal, Self::File)
    }

    /// Reads the PIN; `prompt` is for the terminal.
    pub(super) fn read(&self, prompt: &Message) -> Result<Pin, Failure> {
        match self {
            Self::File(path) => {
                let line = File::open(path).and_then(first_line);
                let line = line.map_err(|error| Failure::File { path: path.display().to_string(), error })?;
                let text = std::str::from_utf8(&line).map_err(|_| ErrorKind::from(PinError::NotText))?;
                Ok(Pin::new(text)?)
            }
            Self::Terminal => ask(prompt),
        }
    }

    /// Reads a new PIN; from the terminal twice, because nobody sees what they type.
    pub(super) fn read_new(&self) -> Result<Pin, Failure> {
        let pin = self.read(&pins::ask_new_pin())?;
        if matches!(self, Self::Terminal) && *ask(&pins::ask_new_pin_again())?.hash() != *pin.hash() {
            return Err(Failure::PinsDiffer);
        }
        Ok(pin)
    }
}

/// The first line without its end. Byte by byte: what follows in a pipe is for others.
pub(super) fn first_line(mut file: File) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST_LINE));
    let mut byte = Zeroizing::new([0]);
    while line.len() < LONGEST_LINE && file.read(&mut *byte)? == 1 && *byte != *b"\n" {
        line.extend_from_slice(&*byte);
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(line)
}

fn ask(prompt: &Message) -> Result<Pin, Failure> {
    output::question(prompt);
    let config = rpassword::ConfigBuilder::new().output_discard().build();
    let typed = rpassword::read_password_with_config(config).map(Zeroizing::new);
    output::end_line();
    match typed {
        Ok(text) => Ok(Pin::new(&text)?),
        Err(error) if matches!(error.kind(), io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof) => {
            Err(ErrorKind::Cancelled.into())
        }
        Err(_) => Err(ErrorKind::NobodyToAsk(Question::Pin).into()),
    }
}
