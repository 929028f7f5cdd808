//! Reports over whatever carries them.

use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use shared::ctap::packet::Report;
use virtual_key::transport::MemoryHost;

/// Sends and receives reports.
pub(crate) trait Link {
    fn send(&mut self, report: &Report);
    /// The next report; `None` when there is none in time or ever again.
    fn recv(&mut self, timeout: Duration) -> Option<Report>;
}

impl Link for MemoryHost {
    fn send(&mut self, report: &Report) {
        MemoryHost::send(self, report).unwrap();
    }

    fn recv(&mut self, timeout: Duration) -> Option<Report> {
        MemoryHost::recv(self, timeout).ok().flatten()
    }
}

impl Link for UnixStream {
    fn send(&mut self, report: &Report) {
        self.write_all(report).unwrap();
    }

    fn recv(&mut self, timeout: Duration) -> Option<Report> {
        self.set_read_timeout(Some(timeout)).unwrap();
        let mut report = [0; 64];
        match self.read_exact(&mut report) {
            Ok(()) => Some(report),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::UnexpectedEof) => None,
            Err(error) => panic!("{error}"),
        }
    }
}

/// Connects as one host handle.
pub(crate) fn connect_unix(path: &Path) -> UnixStream {
    UnixStream::connect(path).unwrap()
}
