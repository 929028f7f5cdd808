//! One transaction at a time: messages put together, answered, kept alive, cancelled.

use std::time::{Duration, Instant};

use shared::ctap::commands::{HidCommand, HidError, KeepaliveStatus};
use shared::ctap::packet::{ChannelId, MAX_MESSAGE_SIZE, Packet, Report, fragment};

use super::channels::Channels;
use crate::protocols::Protocols;

/// How long the rest of a message may let wait for itself (§11.2.5.2: about half a second).
const TRANSACTION_TIMEOUT: Duration = Duration::from_millis(500);
/// The time between two keepalives (§11.2.9.1.7: at least every 100 ms).
const KEEPALIVE_INTERVAL: Duration = Duration::from_millis(100);
/// Version of the CTAPHID protocol (§11.2.9.1.3).
const PROTOCOL_VERSION: u8 = 2;
/// What CTAPHID_INIT tells (§11.2.9.1.3): it winks, it speaks CTAP2, it does *not* speak U2F.
const CAPABILITY_WINK: u8 = 0x01;
const CAPABILITY_CBOR: u8 = 0x04;
const CAPABILITY_NMSG: u8 = 0x08;
/// Major, minor and build number that CTAPHID_INIT tells.
const DEVICE_VERSION: [u8; 3] = [0, 1, 0];
const NONCE: usize = 8;

/// Names one request of this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestId(u64);

/// What a report led to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Reaction {
    /// Reports to send, in this order.
    pub reports: Vec<Report>,
    /// What the authenticator has to do.
    pub event: Option<Event>,
}

/// Something for the authenticator.
#[derive(Debug, PartialEq, Eq)]
pub enum Event {
    /// Carry out a command; the answer goes to [`Ctaphid::reply`].
    Request {
        /// Names the request in all that follows.
        id: RequestId,
        /// The channel it came on.
        channel: ChannelId,
        /// CBOR for a CTAP2 command, MSG for a U2F message.
        command: HidCommand,
        /// Of CTAP2, one command byte, then CBOR; of U2F, an APDU.
        message: Vec<u8>,
    },
    /// The host wants the request cancelled; it still wants an answer (§11.2.9.1.5).
    Cancel(RequestId),
    /// The host has forgotten the request; there is nobody to answer (§11.2.9.1.3, INIT on an allocated channel).
    Abort(RequestId),
    /// Say hello visibly (§11.2.9.2.1).
    Wink,
}

/// The device side of CTAPHID in one power cycle.
pub struct Ctaphid {
    channels: Channels,
    transaction: Transaction,
    requests: u64,
    protocols: Protocols,
}

enum Transaction {
    Idle,
    Receiving(Message),
    Working(Work),
}

/// A message that is not complete yet.
struct Message {
    channel: ChannelId,
    command: HidCommand,
    length: usize,
    data: Vec<u8>,
    next_sequence: u8,
    deadline: Instant,
}

/// A request that is with the authenticator.
struct Work {
    id: RequestId,
    channel: ChannelId,
    command: HidCommand,
    status: KeepaliveStatus,
    next_keepalive: Instant,
}

impl Ctaphid {
    /// A device that was just powered up. `first_channel` should differ from one power cycle to the next.
    pub fn new(first_channel: u32) -> Self {
        let protocols = Protocols::default();
        Self { channels: Channels::starting_at(first_channel), transaction: Transaction::Idle, requests: 0, protocols }
    }

    /// The same for a device that speaks these protocols; it speaks both when not said.
    #[must_use]
    pub fn speaking(self, protocols: Protocols) -> Self {
        Self { protocols, ..self }
    }

    /// Takes one report from a host.
    pub fn receive(&mut self, report: &Report, now: Instant) -> Reaction {
        let mut reaction = Reaction { reports: self.tick(now), event: None };
        let answer = match Packet::parse(report) {
            Packet::Initialization { channel, command, length, data } => {
                self.initialization(channel, command, usize::from(length), data, now)
            }
            Packet::Continuation { channel, sequence, data } => self.continuation(channel, sequence, data, now),
        };
        reaction.reports.extend(answer.reports);
        reaction.event = answer.event;
        reaction
    }

    /// The reply to a request. Nothing is sent when the host no longer waits for it.
    pub fn reply(&mut self, id: RequestId, message: &[u8]) -> Vec<Report> {
        let Transaction::Working(work) = &self.transaction else { return Vec::new() };
        if work.id != id {
            return Vec::new();
        }
        let (channel, command) = (work.channel, work.command);
        self.transaction = Transaction::Idle;
        // A reply that does not fit into a message would be a mistake of the authenticator; the host must not wait for it.
        fragment(channel, command.code(), message).unwrap_or_else(|_| error(channel, HidError::Other).reports)
    }

    /// The request now waits for the user's touch: said at once, so that the host can ask for it.
    pub fn await_touch(&mut self, id: RequestId, now: Instant) -> Vec<Report> {
        match &mut self.transaction {
            Transaction::Working(work) if work.id == id => {
                work.status = KeepaliveStatus::UpNeeded;
                work.next_keepalive = now;
                self.tick(now)
            }
            _ => Vec::new(),
        }
    }

    /// The request no longer waits for a touch.
    pub fn resume(&mut self, id: RequestId) {
        if let Transaction::Working(work) = &mut self.transaction
            && work.id == id
        {
            work.status = KeepaliveStatus::Processing;
        }
    }

    /// True while a host waits for the reply to this request.
    pub fn is_working_on(&self, id: RequestId) -> bool {
        matches!(&self.transaction, Transaction::Working(work) if work.id == id)
    }

    /// When [`Self::tick`] has something to do.
    pub fn deadline(&self) -> Option<Instant> {
        match &self.transaction {
            Transaction::Idle => None,
            Transaction::Receiving(message) => Some(message.deadline),
            Transaction::Working(work) => Some(work.next_keepalive),
        }
    }

    /// Does what is due at `now`: a keepalive, or the end of a message that stalls.
    pub fn tick(&mut self, now: Instant) -> Vec<Report> {
        match &mut self.transaction {
            Transaction::Receiving(message) if message.deadline <= now => {
                let channel = message.channel;
                self.transaction = Transaction::Idle;
                error(channel, HidError::MessageTimeout).reports
            }
            Transaction::Working(work) if work.next_keepalive <= now => {
                work.next_keepalive = now + KEEPALIVE_INTERVAL;
                send(work.channel, HidCommand::Keepalive, &[work.status.code()]).reports
            }
            _ => Vec::new(),
        }
    }

    fn initialization(&mut self, channel: ChannelId, code: u8, length: usize, data: &[u8], now: Instant) -> Reaction {
        let command = HidCommand::from_code(code);
        // §11.2.9.1.3: INIT is answered whatever else goes on; a host that lost its place gets it back that way.
        if command == Some(HidCommand::Init) {
            return self.init(channel, length, data);
        }
        if !self.channels.contains(channel) {
            return error(channel, HidError::InvalidChannel);
        }
        // §11.2.9.1.5: never answered, and outside the order of transactions.
        if command == Some(HidCommand::Cancel) {
            return self.cancel(channel);
        }
        match &self.transaction {
            // §11.2.5.2: a message that breaks into its own predecessor ends it.
            Transaction::Receiving(message) if message.channel == channel => {
                self.transaction = Transaction::Idle;
                return error(channel, HidError::InvalidSequence);
            }
            Transaction::Receiving(_) | Transaction::Working(_) => return error(channel, HidError::ChannelBusy),
            Transaction::Idle => {}
        }
        if length > MAX_MESSAGE_SIZE {
            return error(channel, HidError::InvalidLength);
        }
        let command = match command {
            Some(command @ (HidCommand::Ping | HidCommand::Wink)) => command,
            Some(command @ HidCommand::Cbor) if self.protocols.ctap2() => command,
            Some(command @ HidCommand::Msg) if self.protocols.u2f() => command,
            // No channel lock, and nothing that only devices send.
            _ => return error(channel, HidError::InvalidCommand),
        };
        let message = Message {
            channel,
            command,
            length,
            data: data.to_vec(),
            next_sequence: 0,
            deadline: now + TRANSACTION_TIMEOUT,
        };
        self.received(message, now)
    }

    fn continuation(&mut self, channel: ChannelId, sequence: u8, data: &[u8], now: Instant) -> Reaction {
        let message = match std::mem::replace(&mut self.transaction, Transaction::Idle) {
            Transaction::Receiving(message) if message.channel == channel => message,
            // §11.2.4: a continuation that belongs to no message is ignored.
            other => {
                self.transaction = other;
                return Reaction::default();
            }
        };
        if sequence != message.next_sequence {
            return error(channel, HidError::InvalidSequence);
        }
        let missing = message.length.saturating_sub(message.data.len());
        let mut message = message;
        message.data.extend(data.iter().take(missing));
        // At most 128 continuations fit below the longest message, so this stays a sequence number.
        message.next_sequence = message.next_sequence.saturating_add(1);
        message.deadline = now + TRANSACTION_TIMEOUT;
        self.received(message, now)
    }

    /// Waits for more of the message, or acts on it.
    fn received(&mut self, message: Message, now: Instant) -> Reaction {
        if message.data.len() < message.length {
            self.transaction = Transaction::Receiving(message);
            return Reaction::default();
        }
        let Message { channel, command, data, .. } = message;
        match command {
            HidCommand::Cbor | HidCommand::Msg if data.is_empty() => error(channel, HidError::InvalidLength),
            HidCommand::Cbor | HidCommand::Msg => {
                self.requests += 1;
                let id = RequestId(self.requests);
                self.transaction = Transaction::Working(Work {
                    id,
                    channel,
                    command,
                    status: KeepaliveStatus::Processing,
                    next_keepalive: now + KEEPALIVE_INTERVAL,
                });
                Reaction { reports: Vec::new(), event: Some(Event::Request { id, channel, command, message: data }) }
            }
            HidCommand::Wink if data.is_empty() => {
                Reaction { event: Some(Event::Wink), ..send(channel, HidCommand::Wink, &[]) }
            }
            HidCommand::Wink => error(channel, HidError::InvalidLength),
            // Only PING is left.
            _ => send(channel, HidCommand::Ping, &data),
        }
    }

    /// CTAPHID_INIT: a new channel for whoever asks on the broadcast channel; a fresh start on an allocated one.
    fn init(&mut self, channel: ChannelId, length: usize, data: &[u8]) -> Reaction {
        let broadcast = channel == ChannelId::BROADCAST;
        if !broadcast && !self.channels.contains(channel) {
            return error(channel, HidError::InvalidChannel);
        }
        let Some(nonce) = data.first_chunk::<NONCE>().filter(|_| length == NONCE) else {
            return error(channel, HidError::InvalidLength);
        };
        let mut event = None;
        let told = if broadcast {
            match self.channels.allocate() {
                Some(allocated) => allocated,
                None => return error(channel, HidError::ChannelBusy),
            }
        } else {
            event = self.forget(channel);
            channel
        };
        let mut answer = nonce.to_vec();
        answer.extend_from_slice(&told.0.to_be_bytes());
        answer.push(PROTOCOL_VERSION);
        answer.extend_from_slice(&DEVICE_VERSION);
        answer.push(self.capabilities());
        Reaction { event, ..send(channel, HidCommand::Init, &answer) }
    }

    fn capabilities(&self) -> u8 {
        let cbor = if self.protocols.ctap2() { CAPABILITY_CBOR } else { 0 };
        let nmsg = if self.protocols.u2f() { 0 } else { CAPABILITY_NMSG };
        CAPABILITY_WINK | cbor | nmsg
    }

    /// Drops the transaction of `channel`, if it is the current one.
    fn forget(&mut self, channel: ChannelId) -> Option<Event> {
        let event = match &self.transaction {
            Transaction::Receiving(message) if message.channel == channel => None,
            Transaction::Working(work) if work.channel == channel => Some(Event::Abort(work.id)),
            _ => return None,
        };
        self.transaction = Transaction::Idle;
        event
    }

    fn cancel(&self, channel: ChannelId) -> Reaction {
        let event = match &self.transaction {
            Transaction::Working(work) if work.channel == channel => Some(Event::Cancel(work.id)),
            _ => None,
        };
        Reaction { reports: Vec::new(), event }
    }
}

fn send(channel: ChannelId, command: HidCommand, message: &[u8]) -> Reaction {
    // Answers of the transport itself are no longer than the request they answer.
    Reaction { reports: fragment(channel, command.code(), message).unwrap_or_default(), event: None }
}

fn error(channel: ChannelId, error: HidError) -> Reaction {
    send(channel, HidCommand::Error, &[error.code()])
}
