//! A key that answers as a test tells it, and a record of what it was asked.

#![allow(dead_code, unreachable_pub, reason = "every test file takes what it needs")]

pub mod pin_key;

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hid_client::error::Error;
use hid_client::events::Event;
use hid_client::operation::{Cancellation, Operation};
use hid_client::transport::{MemoryTransport, Transport};
use shared::cbor::{Map, Value};
use shared::ctap::commands::{Command, HidCommand};
use shared::ctap::get_info::GetInfo;
use shared::ctap::packet::{ChannelId, Packet, Report, fragment};

/// The channel that the key allocates.
pub const CHANNEL: ChannelId = ChannelId(0x0102_0304);

/// What the key was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub command: u8,
    pub payload: Vec<u8>,
}

impl Asked {
    pub fn is(&self, command: HidCommand) -> bool {
        self.command == command.code()
    }

    /// The CTAP2 command, when it is one.
    pub fn ctap2(&self) -> Option<Command> {
        if self.is(HidCommand::Cbor) { Command::from_code(*self.payload.first()?) } else { None }
    }

    /// The parameters of a CTAP2 command.
    pub fn parameters(&self) -> Map {
        Map::parse(&self.payload[1..]).unwrap().unwrap()
    }
}

/// One thing that the key sends.
pub enum Step {
    Report(Report),
    Message(HidCommand, Vec<u8>),
}

pub fn reply(status: u8, body: &[u8]) -> Vec<Step> {
    vec![Step::Message(HidCommand::Cbor, [&[status], body].concat())]
}

pub fn ok(map: Map) -> Vec<Step> {
    reply(0, &map.encode())
}

pub fn keepalive(status: u8) -> Step {
    Step::Message(HidCommand::Keepalive, vec![status])
}

pub type Log = Arc<Mutex<Vec<Asked>>>;

/// The CTAP2 commands of a log, in order.
pub fn commands(log: &Log) -> Vec<Command> {
    log.lock().unwrap().iter().filter_map(Asked::ctap2).collect()
}

pub fn asked(log: &Log, command: Command) -> Vec<Map> {
    let log = log.lock().unwrap();
    log.iter().filter(|asked| asked.ctap2() == Some(command)).map(Asked::parameters).collect()
}

pub fn was_cancelled(log: &Log) -> bool {
    log.lock().unwrap().iter().any(|asked| asked.is(HidCommand::Cancel))
}

/// Takes the host's reports and gives back the key's.
pub struct Scripted<F> {
    answer: F,
    log: Log,
    pending: Option<(Asked, usize)>,
}

impl<F: FnMut(&Asked) -> Vec<Step>> Scripted<F> {
    pub fn new(answer: F) -> Self {
        Self { answer, log: Log::default(), pending: None }
    }

    pub fn take(&mut self, report: &Report) -> Vec<Report> {
        match Packet::parse(report) {
            Packet::Initialization { command, length, data, .. } => {
                self.pending = Some((Asked { command, payload: data.to_vec() }, length.into()));
            }
            Packet::Continuation { data, .. } => {
                let (asked, length) = self.pending.as_mut().unwrap();
                let missing = *length - asked.payload.len();
                asked.payload.extend(data.iter().take(missing));
            }
        }
        let Some((asked, _)) = self.pending.take_if(|(asked, length)| asked.payload.len() == *length) else {
            return Vec::new();
        };
        self.log.lock().unwrap().push(asked.clone());
        if asked.is(HidCommand::Init) {
            let mut init = asked.payload;
            init.extend_from_slice(&CHANNEL.0.to_be_bytes());
            init.extend_from_slice(&[2, 1, 0, 0, 0x04]);
            return fragment(ChannelId::BROADCAST, HidCommand::Init.code(), &init).unwrap();
        }
        (self.answer)(&asked)
            .into_iter()
            .flat_map(|step| match step {
                Step::Report(report) => vec![report],
                Step::Message(command, payload) => fragment(CHANNEL, command.code(), &payload).unwrap(),
            })
            .collect()
    }
}

/// A key in memory that answers every message but INIT by `answer`.
pub fn key(answer: impl FnMut(&Asked) -> Vec<Step> + Send + 'static) -> (Box<dyn Transport>, Log) {
    let (transport, from_host, to_host) = MemoryTransport::pair();
    let mut scripted = Scripted::new(answer);
    let log = scripted.log.clone();
    std::thread::spawn(move || {
        while let Ok(report) = from_host.recv() {
            for report in scripted.take(&report) {
                if to_host.send(report).is_err() {
                    return;
                }
            }
        }
    });
    (Box::new(transport), log)
}

/// The same behind a Unix socket, for the program; every connection is served, one after the other.
pub fn key_on_socket(path: &Path, answer: impl FnMut(&Asked) -> Vec<Step> + Send + 'static) -> Log {
    let listener = UnixListener::bind(path).unwrap();
    let mut scripted = Scripted::new(answer);
    let log = scripted.log.clone();
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let mut report = [0; 64];
            while stream.read_exact(&mut report).is_ok() {
                for report in scripted.take(&report) {
                    let _ = stream.write_all(&report);
                }
            }
        }
    });
    log
}

/// The info of a key with these options.
pub fn info(options: &[(&str, bool)]) -> GetInfo {
    GetInfo {
        versions: vec!["FIDO_2_1".into()],
        options: Some(options.iter().map(|(name, on)| ((*name).to_owned(), *on)).collect()),
        pin_uv_auth_protocols: Some(vec![2, 1]),
        ..GetInfo::default()
    }
}

pub fn value(map: Map) -> Value {
    Value::Map(map)
}

/// Runs `work` with a deadline and gives back its result and the events.
pub fn within<T>(
    timeout: Duration,
    work: impl FnOnce(&mut Operation<'_>) -> Result<T, Error>,
) -> (Result<T, Error>, Vec<Event>) {
    within_unless(timeout, Cancellation::new(), work)
}

pub fn within_unless<T>(
    timeout: Duration,
    cancellation: Cancellation,
    work: impl FnOnce(&mut Operation<'_>) -> Result<T, Error>,
) -> (Result<T, Error>, Vec<Event>) {
    let mut events = Vec::new();
    let mut observer = |event| events.push(event);
    let result = work(&mut Operation::new(timeout, cancellation, &mut observer));
    (result, events)
}

/// Long enough for any machine; a test that needs it all has failed.
pub const PLENTY: Duration = Duration::from_secs(20);
