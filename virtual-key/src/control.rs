//! The control socket: what a person would do to a key, line by line.
//!
//! Each line is one of `touch`, `deny`, `unplug`, `plug`, `status`, `finger N [WORD]`, `fault NAME [N]` and `fault clear`; each answer is one
//! line: `ok`, `error` and why, or for `status` a JSON object.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};
use std::{fmt, thread};

use crate::faults::{Fault, FaultScript, FaultScriptError, When};
use crate::finger::{Finger, FingerError};
use crate::presence::UserAction;
use crate::virtual_key::Hand;

/// How long the key may take to answer a line.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
/// The longest line that is read; the longest command is far shorter.
const MAX_LINE: u64 = 64;
/// The time between two tries of a touch that nothing waits for yet.
const RETRY_INTERVAL: Duration = Duration::from_millis(20);

/// A command of the control socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Touch the key.
    Touch,
    /// Decline what the key asks for.
    Deny,
    /// Pull the key out.
    Unplug,
    /// Plug the key in.
    Plug,
    /// Tell what the key is doing.
    Status,
    /// Touch the fingerprint sensor like this when the key next looks at a finger.
    Finger(Finger),
    /// Misbehave from now on.
    Fault(Fault, When),
    /// Behave again.
    Behave,
}

/// The control socket gave no good answer.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// Nobody answers at the path.
    #[error("cannot reach the key at {path}: {error}; is `virtual-key serve --control {path}` running?")]
    Unreachable {
        /// The socket's path.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// The key said no.
    #[error("{0}")]
    Refused(String),
}

impl Command {
    const PLAIN: [Self; 6] = [Self::Touch, Self::Deny, Self::Unplug, Self::Plug, Self::Status, Self::Behave];

    fn parse(line: &str) -> Result<Self, String> {
        if let Some(plain) = Self::PLAIN.into_iter().find(|command| command.to_string() == line) {
            return Ok(plain);
        }
        if let Some(finger) = line.strip_prefix("finger ") {
            return finger.parse().map(Self::Finger).map_err(|error: FingerError| error.to_string());
        }
        let Some(fault) = line.strip_prefix("fault ") else {
            return Err("unknown command: send touch, deny, unplug, plug, status, finger N or fault NAME".to_owned());
        };
        let script: FaultScript = fault.parse().map_err(|error: FaultScriptError| error.to_string())?;
        let (fault, when) = script.only().ok_or("name one fault")?;
        Ok(Self::Fault(fault, when))
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Touch => "touch",
            Self::Deny => "deny",
            Self::Unplug => "unplug",
            Self::Plug => "plug",
            Self::Status => "status",
            Self::Behave => "fault clear",
            Self::Finger(finger) => return write!(f, "finger {finger}"),
            Self::Fault(fault, When::Always) => return write!(f, "fault {fault}"),
            Self::Fault(fault, When::Command(n)) => return write!(f, "fault {fault} {n}"),
        })
    }
}

/// Sends one command to the control socket at `path`: the answer, `ok` or JSON.
///
/// A touch or a refusal that nothing waits for is tried again until `patience` is over, so that a script need not guess
/// when the key will ask.
pub fn send(path: &Path, command: Command, patience: Duration) -> Result<String, ControlError> {
    let unreachable = |error| ControlError::Unreachable { path: path.display().to_string(), error };
    let give_up = Instant::now() + patience;
    loop {
        let answer = exchange(path, command).map_err(unreachable)?;
        let Some(reason) = answer.strip_prefix("error ") else { return Ok(answer) };
        if !matches!(command, Command::Touch | Command::Deny) || Instant::now() >= give_up {
            return Err(ControlError::Refused(reason.to_owned()));
        }
        thread::sleep(RETRY_INTERVAL);
    }
}

fn exchange(path: &Path, command: Command) -> io::Result<String> {
    let mut connection = UnixStream::connect(path)?;
    connection.set_read_timeout(Some(ANSWER_TIMEOUT))?;
    writeln!(connection, "{command}")?;
    let mut answer = String::new();
    BufReader::new(connection).read_line(&mut answer)?;
    match answer.trim_end() {
        "" => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "no answer")),
        answer => Ok(answer.to_owned()),
    }
}

/// Serves one connection on a thread of its own.
pub(crate) fn serve(connection: UnixStream, hand: Hand) {
    let served = thread::Builder::new().name("vk-control".to_owned()).spawn(move || {
        if let Err(error) = answer_lines(connection, &hand) {
            tracing::debug!(%error, "control connection ended");
        }
    });
    if let Err(error) = served {
        tracing::warn!(%error, "control connection not served");
    }
}

fn answer_lines(connection: UnixStream, hand: &Hand) -> io::Result<()> {
    let mut writer = connection.try_clone()?;
    let mut reader = BufReader::new(connection);
    loop {
        let mut line = String::new();
        if io::Read::take(&mut reader, MAX_LINE).read_line(&mut line)? == 0 {
            return Ok(());
        }
        let answer = match Command::parse(line.trim_end()) {
            Ok(command) => carry_out(command, hand),
            Err(problem) => format!("error {problem}"),
        };
        writeln!(writer, "{answer}")?;
    }
}

fn carry_out(command: Command, hand: &Hand) -> String {
    let told = |result: Result<(), String>| result.map_or_else(|error| format!("error {error}"), |()| "ok".to_owned());
    match command {
        Command::Touch => told(hand.act(UserAction::Touched).map_err(|error| error.to_string())),
        Command::Deny => told(hand.act(UserAction::Declined).map_err(|error| error.to_string())),
        Command::Unplug => {
            hand.unplug();
            told(Ok(()))
        }
        Command::Plug => {
            hand.plug();
            told(Ok(()))
        }
        Command::Finger(finger) => {
            hand.present(finger);
            told(Ok(()))
        }
        Command::Fault(fault, when) => {
            let mut script = FaultScript::new();
            script.add(fault, when);
            hand.misbehave(Some(script));
            told(Ok(()))
        }
        Command::Behave => {
            hand.misbehave(None);
            told(Ok(()))
        }
        Command::Status => {
            let status = hand.status().map_err(|error| error.to_string());
            let json = status.and_then(|status| serde_json::to_string(&status).map_err(|error| error.to_string()));
            json.unwrap_or_else(|error| format!("error {error}"))
        }
    }
}
