//! Host handles inside the same process.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use shared::ctap::packet::Report;

use super::link::HostId;
use crate::device::Signal;

/// One host handle on the key: what a file descriptor of /dev/hidraw is to a program.
pub struct MemoryHost {
    id: HostId,
    device: Sender<Signal>,
    inbox: Receiver<Report>,
}

/// The key was unplugged, or is gone: this handle is of no use any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key was unplugged: connect again once it is plugged in")]
pub struct Unplugged;

impl MemoryHost {
    pub(crate) fn new(id: HostId, device: Sender<Signal>, inbox: Receiver<Report>) -> Self {
        Self { id, device, inbox }
    }

    /// Sends one output report to the key.
    pub fn send(&self, report: &Report) -> Result<(), Unplugged> {
        self.device.send(Signal::Report(self.id, *report)).map_err(|_| Unplugged)
    }

    /// The next input report; `None` inside `Ok` when there is none within `timeout`.
    ///
    /// The timeout is real time, whatever clock the key has.
    pub fn recv(&self, timeout: Duration) -> Result<Option<Report>, Unplugged> {
        match self.inbox.recv_timeout(timeout) {
            Ok(report) => Ok(Some(report)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(Unplugged),
        }
    }
}

impl Drop for MemoryHost {
    fn drop(&mut self) {
        // A device that is gone needs no farewell.
        let _gone = self.device.send(Signal::Detach(self.id));
    }
}
