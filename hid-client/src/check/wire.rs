//! Reports to and from the key, with nothing smoothed over.

use std::time::{Duration, Instant};

use shared::ctap::packet::{ChannelId, Packet, REPORT_SIZE, Report, fragment};

use super::trouble::Trouble;
use crate::ctaphid::{Assembler, Message, transport_error};
use crate::error::{Action, Error, ErrorKind, ProtocolError};
use crate::operation::Cancellation;
use crate::transport::Transport;

/// How often a waiting read looks at the cancel flag.
const SLICE: Duration = Duration::from_millis(50);
/// How long to wait after a read that came back early with nothing.
const IDLE_PAUSE: Duration = Duration::from_millis(2);

/// An open transport.
pub(super) struct Wire {
    transport: Box<dyn Transport>,
    cancellation: Cancellation,
}

impl Wire {
    pub(super) fn new(transport: Box<dyn Transport>, cancellation: Cancellation) -> Self {
        Self { transport, cancellation }
    }

    /// From now on this flag stops it.
    pub(super) fn cancel_by(&mut self, cancellation: Cancellation) {
        self.cancellation = cancellation;
    }

    /// Sends one report.
    pub(super) fn send(&mut self, report: &Report) -> Result<(), Trouble> {
        Ok(self.transport.write(report).map_err(|error| transport_error(Action::Write, error))?)
    }

    /// Sends a whole message.
    pub(super) fn send_message(&mut self, channel: ChannelId, command: u8, message: &[u8]) -> Result<(), Trouble> {
        let reports = fragment(channel, command, message).map_err(|error| Error::from(ErrorKind::from(error)))?;
        reports.iter().try_for_each(|report| self.send(report))
    }

    /// The next report until `until`; `None` when none comes.
    pub(super) fn next(&mut self, until: Instant) -> Result<Option<Report>, Trouble> {
        loop {
            if self.cancellation.is_cancelled() {
                return Err(Trouble::Ended(ErrorKind::Cancelled.into()));
            }
            let mut report = [0; REPORT_SIZE];
            match self.transport.read(&mut report, until.min(Instant::now() + SLICE)) {
                Ok(REPORT_SIZE) => return Ok(Some(report)),
                Ok(0) if Instant::now() >= until => return Ok(None),
                Ok(0) => std::thread::sleep(IDLE_PAUSE.min(until.saturating_duration_since(Instant::now()))),
                Ok(length) => return Err(ProtocolError::ReportLength(length).into()),
                Err(error) => return Err(transport_error(Action::Read, error).into()),
            }
        }
    }

    /// The next whole message on `channel` until `until`; `None` when none begins. Other channels are other programs'.
    pub(super) fn message(&mut self, channel: ChannelId, until: Instant) -> Result<Option<Message>, Trouble> {
        let (mut assembler, mut begun) = (Assembler::new(channel), false);
        while let Some(report) = self.next(until)? {
            let packet = Packet::parse(&report);
            begun |= packet.channel() == channel;
            if let Some(message) = assembler.push(packet)? {
                return Ok(Some(message));
            }
        }
        if begun {
            return Err(Trouble::OffTheRails("a message ends in the middle".into()));
        }
        Ok(None)
    }

    /// Nothing comes on `channel` until `until`.
    pub(super) fn stays_quiet(&mut self, channel: ChannelId, until: Instant) -> Result<(), Trouble> {
        while let Some(report) = self.next(until)? {
            if Packet::parse(&report).channel() == channel {
                return Err(Trouble::OffTheRails("a report that nobody asked for".into()));
            }
        }
        Ok(())
    }

    /// Takes whatever comes until nothing has for `pause`.
    pub(super) fn drain(&mut self, pause: Duration) -> Result<(), Trouble> {
        // A key that never stops is not waited for.
        let limit = Instant::now() + 20 * pause;
        while Instant::now() < limit && self.next(Instant::now() + pause)?.is_some() {}
        Ok(())
    }
}
