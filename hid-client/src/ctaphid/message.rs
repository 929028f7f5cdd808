//! Putting a message together from its packets (CTAP 2.1 §11.2.4).

use shared::ctap::packet::{ChannelId, MAX_MESSAGE_SIZE, Packet};

use crate::error::ProtocolError;

/// A whole message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// The CTAPHID command's code.
    pub(crate) command: u8,
    /// What it carries.
    pub(crate) payload: Vec<u8>,
}

/// Takes the packets of one channel and gives back whole messages.
#[derive(Debug)]
pub(crate) struct Assembler {
    channel: ChannelId,
    pending: Option<Pending>,
}

#[derive(Debug)]
struct Pending {
    message: Message,
    length: usize,
    next_sequence: u8,
}

impl Assembler {
    pub(crate) fn new(channel: ChannelId) -> Self {
        Self { channel, pending: None }
    }

    /// The message that `packet` completes; packets of other channels are not ours to judge and change nothing.
    pub(crate) fn push(&mut self, packet: Packet<'_>) -> Result<Option<Message>, ProtocolError> {
        if packet.channel() != self.channel {
            return Ok(None);
        }
        match packet {
            Packet::Initialization { command, length, data, .. } => self.begin(command, length, data),
            Packet::Continuation { sequence, data, .. } => self.go_on(sequence, data),
        }
    }

    fn begin(&mut self, command: u8, length: u16, data: &[u8]) -> Result<Option<Message>, ProtocolError> {
        if self.pending.is_some() {
            return Err(ProtocolError::Interrupted);
        }
        if usize::from(length) > MAX_MESSAGE_SIZE {
            return Err(ProtocolError::Length(length));
        }
        let message = Message { command, payload: data.to_vec() };
        self.pending = Some(Pending { message, length: length.into(), next_sequence: 0 });
        Ok(self.take_complete())
    }

    fn go_on(&mut self, sequence: u8, data: &[u8]) -> Result<Option<Message>, ProtocolError> {
        let pending = self.pending.as_mut().ok_or(ProtocolError::StrayContinuation)?;
        if sequence != pending.next_sequence {
            return Err(ProtocolError::Sequence { expected: pending.next_sequence, found: sequence });
        }
        pending.next_sequence += 1;
        let missing = pending.length.saturating_sub(pending.message.payload.len());
        pending.message.payload.extend(data.iter().take(missing));
        Ok(self.take_complete())
    }

    fn take_complete(&mut self) -> Option<Message> {
        let complete = self.pending.take_if(|pending| pending.message.payload.len() >= pending.length);
        complete.map(|pending| pending.message)
    }
}
