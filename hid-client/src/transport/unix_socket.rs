//! A key behind a Unix stream socket: reports are raw 64-byte blocks in both directions.

use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

use shared::ctap::packet::{REPORT_SIZE, Report};

use super::Transport;

/// How long the other side may take to make room for one report.
const WRITE_TIMEOUT: Duration = Duration::from_secs(3);

/// One connection, which is one host handle of the key.
#[derive(Debug)]
pub struct UnixSocketTransport {
    stream: UnixStream,
    // A stream may cut a report in two: what came of it so far.
    partial: Report,
    filled: usize,
}

impl UnixSocketTransport {
    /// Connects to the socket at `path`.
    pub fn connect(path: &Path) -> io::Result<Self> {
        Self::new(UnixStream::connect(path)?)
    }

    /// Takes a connected stream.
    pub fn new(stream: UnixStream) -> io::Result<Self> {
        stream.set_write_timeout(Some(WRITE_TIMEOUT))?;
        Ok(Self { stream, partial: [0; REPORT_SIZE], filled: 0 })
    }
}

impl Transport for UnixSocketTransport {
    fn write(&mut self, report: &Report) -> io::Result<()> {
        self.stream.write_all(report)
    }

    fn read(&mut self, report: &mut Report, deadline: Instant) -> io::Result<usize> {
        while let Some(room) = self.partial.get_mut(self.filled..).filter(|room| !room.is_empty()) {
            // A timeout of zero would mean none at all.
            let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
            self.stream.set_read_timeout(Some(left))?;
            match self.stream.read(room) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(length) => self.filled += length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                    return Ok(0);
                }
                Err(error) => return Err(error),
            }
            if self.filled < REPORT_SIZE && Instant::now() >= deadline {
                return Ok(0);
            }
        }
        self.filled = 0;
        *report = self.partial;
        Ok(REPORT_SIZE)
    }
}
