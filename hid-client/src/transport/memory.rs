//! A key in the same process: two channels of reports.

use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Instant;

use shared::ctap::packet::{REPORT_SIZE, Report};

use super::Transport;

/// The host's end of a pair of channels.
#[derive(Debug)]
pub struct MemoryTransport {
    to_key: Sender<Report>,
    from_key: Receiver<Report>,
}

impl MemoryTransport {
    /// Takes the channel to the key and the one from it.
    pub fn new(to_key: Sender<Report>, from_key: Receiver<Report>) -> Self {
        Self { to_key, from_key }
    }

    /// A transport, and the key's ends of it: what the host writes, and where replies go.
    pub fn pair() -> (Self, Receiver<Report>, Sender<Report>) {
        let (to_key, at_key) = mpsc::channel();
        let (reply, from_key) = mpsc::channel();
        (Self::new(to_key, from_key), at_key, reply)
    }
}

impl Transport for MemoryTransport {
    fn write(&mut self, report: &Report) -> io::Result<()> {
        self.to_key.send(*report).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn read(&mut self, report: &mut Report, deadline: Instant) -> io::Result<usize> {
        match self.from_key.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(received) => {
                *report = received;
                Ok(REPORT_SIZE)
            }
            Err(RecvTimeoutError::Timeout) => Ok(0),
            Err(RecvTimeoutError::Disconnected) => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}
