//! A channel to a key: commands, keepalives, cancel (CTAP 2.1 §11.2.5, §11.2.9).

use std::io;
use std::time::{Duration, Instant};

use shared::ctap::commands::{HidCommand, HidError, KeepaliveStatus};
use shared::ctap::packet::{ChannelId, Packet, REPORT_SIZE, fragment};

use super::message::{Assembler, Message};
use crate::error::{Action, Error, ErrorKind, Lacking, ProtocolError};
use crate::events::Event;
use crate::operation::Operation;
use crate::random;
use crate::transport::Transport;

/// How often a waiting read looks at the cancel flag.
const SLICE: Duration = Duration::from_millis(50);
/// How long a key may take for what needs no person. PIN checks are slow on purpose in some.
const QUICK: Duration = Duration::from_secs(10);
/// How long a key may take to allocate a channel.
const INIT: Duration = Duration::from_secs(3);
/// How long a cancelled command may take to end.
const CANCEL_GRACE: Duration = Duration::from_millis(500);
/// How long to leave a key alone that is busy with another program's command.
const BUSY_PAUSE: Duration = Duration::from_millis(100);
/// How long to wait after a read that came back early with nothing.
const IDLE_PAUSE: Duration = Duration::from_millis(2);

/// How long a command may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// No person is involved: ten seconds, or the operation's deadline when that is sooner.
    Quick,
    /// It may need a touch: until the operation's deadline.
    Person,
}

/// What a key says about its transport (CTAP 2.1 §11.2.9.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// It implements CTAPHID_WINK.
    pub wink: bool,
    /// It implements CTAPHID_CBOR: it speaks CTAP2.
    pub cbor: bool,
    /// It implements CTAPHID_MSG: it speaks CTAP1/U2F.
    pub msg: bool,
    /// Major, minor and build number of the device.
    pub device_version: [u8; 3],
}

/// An allocated channel.
pub struct CtapHid {
    transport: Box<dyn Transport>,
    channel: ChannelId,
    capabilities: Capabilities,
}

impl CtapHid {
    /// Allocates a channel on `transport` (CTAPHID_INIT).
    pub fn open(transport: Box<dyn Transport>, operation: &mut Operation<'_>) -> Result<Self, Error> {
        const NONE: Capabilities = Capabilities { wink: false, cbor: false, msg: false, device_version: [0; 3] };
        let mut hid = Self { transport, channel: ChannelId::BROADCAST, capabilities: NONE };
        let nonce: [u8; 8] = random::bytes()?;
        let deadline = operation.deadline().min(Instant::now() + INIT);
        let reply = hid.exchange(HidCommand::Init, &nonce, &nonce, deadline, operation)?;
        (hid.channel, hid.capabilities) = parse_init(&reply)?;
        Ok(hid)
    }

    /// What the key's transport can do.
    pub fn capabilities(&self) -> Capabilities {
        self.capabilities
    }

    /// Sends a CTAP2 request (command byte and CBOR) and gives back the reply (status byte and CBOR).
    ///
    /// When the operation is cancelled or its deadline passes, the command is cancelled and its end awaited, so that the
    /// key is quiet afterwards.
    pub fn cbor(
        &mut self,
        request: &[u8],
        patience: Patience,
        operation: &mut Operation<'_>,
    ) -> Result<Vec<u8>, Error> {
        let deadline = self.deadline(patience, operation);
        self.exchange(HidCommand::Cbor, request, &[], deadline, operation)
    }

    /// Sends a U2F message and gives back the reply (CTAPHID_MSG): the key answers at once, whether it was touched or not.
    pub fn msg(&mut self, message: &[u8], operation: &mut Operation<'_>) -> Result<Vec<u8>, Error> {
        let deadline = self.deadline(Patience::Quick, operation);
        self.exchange(HidCommand::Msg, message, &[], deadline, operation)
    }

    /// Has the key echo `data` (CTAPHID_PING).
    pub fn ping(&mut self, data: &[u8], operation: &mut Operation<'_>) -> Result<Vec<u8>, Error> {
        let deadline = self.deadline(Patience::Quick, operation);
        self.exchange(HidCommand::Ping, data, &[], deadline, operation)
    }

    /// Has the key show where it is (CTAPHID_WINK).
    pub fn wink(&mut self, operation: &mut Operation<'_>) -> Result<(), Error> {
        if !self.capabilities.wink {
            return Err(ErrorKind::NotSupported(Lacking::Wink).into());
        }
        let deadline = self.deadline(Patience::Quick, operation);
        self.exchange(HidCommand::Wink, &[], &[], deadline, operation).map(drop)
    }

    fn deadline(&self, patience: Patience, operation: &Operation<'_>) -> Instant {
        match patience {
            Patience::Quick => operation.deadline().min(Instant::now() + QUICK),
            Patience::Person => operation.deadline(),
        }
    }

    /// Sends until the key is not busy with somebody else. A reply that does not begin with `echo` is somebody else's.
    fn exchange(
        &mut self,
        command: HidCommand,
        request: &[u8],
        echo: &[u8],
        deadline: Instant,
        operation: &mut Operation<'_>,
    ) -> Result<Vec<u8>, Error> {
        let reports = fragment(self.channel, command.code(), request)?;
        let mut told_busy = false;
        loop {
            operation.check()?;
            for report in &reports {
                self.transport.write(report).map_err(|error| transport_error(Action::Write, error))?;
            }
            match self.receive(command, echo, deadline, operation) {
                Err(error) if matches!(error.kind(), ErrorKind::Hid(HidError::ChannelBusy)) => {}
                result => return result,
            }
            if !std::mem::replace(&mut told_busy, true) {
                operation.report(Event::KeyBusy);
            }
            if Instant::now() + BUSY_PAUSE >= deadline {
                return Err(ErrorKind::Hid(HidError::ChannelBusy).into());
            }
            std::thread::sleep(BUSY_PAUSE);
        }
    }

    fn receive(
        &mut self,
        command: HidCommand,
        echo: &[u8],
        deadline: Instant,
        operation: &mut Operation<'_>,
    ) -> Result<Vec<u8>, Error> {
        let mut assembler = Assembler::new(self.channel);
        let mut touch_told = false;
        loop {
            let ended = if operation.is_cancelled() { Some(ErrorKind::Cancelled) } else { None };
            let ended = ended.or_else(|| (Instant::now() >= deadline).then_some(ErrorKind::TimedOut));
            if let Some(reason) = ended {
                if command == HidCommand::Cbor {
                    self.cancel(&mut assembler);
                }
                return Err(reason.into());
            }
            let Some(message) = self.next_message(&mut assembler, deadline.min(Instant::now() + SLICE))? else {
                continue;
            };
            match HidCommand::from_code(message.command) {
                Some(HidCommand::Keepalive) => {
                    let status = message.payload.first().copied().and_then(KeepaliveStatus::from_code);
                    if status == Some(KeepaliveStatus::UpNeeded) && !std::mem::replace(&mut touch_told, true) {
                        operation.report(Event::TouchNeeded);
                    }
                }
                Some(HidCommand::Error) => return Err(hid_error(&message.payload)),
                Some(found) if found == command => {
                    if message.payload.starts_with(echo) {
                        return Ok(message.payload);
                    }
                }
                // Somebody else's INIT is answered on the broadcast channel too.
                _ if self.channel == ChannelId::BROADCAST => {}
                _ => {
                    let (expected, found) = (command.code(), message.command);
                    return Err(ErrorKind::from(ProtocolError::UnexpectedCommand { expected, found }).into());
                }
            }
        }
    }

    /// The message that the next report completes, if one comes until `deadline` and does.
    fn next_message(&mut self, assembler: &mut Assembler, deadline: Instant) -> Result<Option<Message>, Error> {
        let mut report = [0; REPORT_SIZE];
        match self.transport.read(&mut report, deadline) {
            Ok(REPORT_SIZE) => Ok(assembler.push(Packet::parse(&report)).map_err(ErrorKind::from)?),
            Ok(0) => {
                let left = deadline.saturating_duration_since(Instant::now());
                std::thread::sleep(left.min(IDLE_PAUSE));
                Ok(None)
            }
            Ok(length) => Err(ErrorKind::from(ProtocolError::ReportLength(length)).into()),
            Err(error) => Err(transport_error(Action::Read, error)),
        }
    }

    /// Ends the pending command (CTAP 2.1 §11.2.9.1.5) and waits for its reply, whatever that is.
    fn cancel(&mut self, assembler: &mut Assembler) {
        let Ok(reports) = fragment(self.channel, HidCommand::Cancel.code(), &[]) else { return };
        if reports.iter().any(|report| self.transport.write(report).is_err()) {
            return;
        }
        let deadline = Instant::now() + CANCEL_GRACE;
        while Instant::now() < deadline {
            match self.next_message(assembler, deadline) {
                Ok(Some(message)) if message.command != HidCommand::Keepalive.code() => return,
                Ok(_) => {}
                Err(error) if matches!(error.kind(), ErrorKind::Protocol(_)) => {}
                Err(_) => return,
            }
        }
    }
}

impl std::fmt::Debug for CtapHid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { channel, capabilities, .. } = self;
        f.debug_struct("CtapHid").field("channel", channel).field("capabilities", capabilities).finish_non_exhaustive()
    }
}

/// CTAP 2.1 §11.2.9.1.3: nonce, channel, CTAPHID version, device version, capabilities; more may follow.
pub(crate) fn parse_init(reply: &[u8]) -> Result<(ChannelId, Capabilities), Error> {
    let [_, _, _, _, _, _, _, _, c0, c1, c2, c3, _version, major, minor, build, flags, ..] = *reply else {
        return Err(ErrorKind::from(ProtocolError::Init("reply shorter than 17 bytes")).into());
    };
    let channel = ChannelId(u32::from_be_bytes([c0, c1, c2, c3]));
    if channel == ChannelId::BROADCAST || channel == ChannelId::RESERVED {
        return Err(ErrorKind::from(ProtocolError::Init("reply without a channel")).into());
    }
    let capabilities = Capabilities {
        wink: flags & 0x01 != 0,
        cbor: flags & 0x04 != 0,
        // The bit says NMSG: not implemented.
        msg: flags & 0x08 == 0,
        device_version: [major, minor, build],
    };
    Ok((channel, capabilities))
}

fn hid_error(payload: &[u8]) -> Error {
    let code = payload.first().copied();
    match code.and_then(HidError::from_code) {
        Some(error) => ErrorKind::Hid(error).into(),
        None => ErrorKind::from(ProtocolError::UnknownHidError(code)).into(),
    }
}

/// An error of the transport: whether the key is gone, or the operating system failed.
pub(crate) fn transport_error(action: Action, error: io::Error) -> Error {
    use io::ErrorKind::{BrokenPipe, ConnectionReset, NotConnected, NotFound, UnexpectedEof};
    let gone = matches!(error.kind(), BrokenPipe | ConnectionReset | NotConnected | NotFound | UnexpectedEof)
        || error.raw_os_error() == Some(rustix::io::Errno::NODEV.raw_os_error())
        || error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error());
    if gone { ErrorKind::Disconnected.into() } else { ErrorKind::Io(action, error).into() }
}
