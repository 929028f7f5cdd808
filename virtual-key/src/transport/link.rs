//! What the device knows of its hosts.

use std::sync::mpsc::{SyncSender, TrySendError};

use shared::ctap::packet::Report;

/// Names one host handle for as long as it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct HostId(pub(crate) u64);

/// Reports that wait for a host handle to read them.
///
/// As with hidraw, every handle gets every input report, and one that does not read loses reports instead of holding up
/// the key. The kernel keeps 64 reports; here it is enough for several of the longest messages.
pub(crate) struct Outbox(SyncSender<Report>);

/// Reports that an [`Outbox`] holds.
pub(crate) const OUTBOX_REPORTS: usize = 1024;

impl Outbox {
    pub(crate) fn new() -> (Self, std::sync::mpsc::Receiver<Report>) {
        let (sender, receiver) = std::sync::mpsc::sync_channel(OUTBOX_REPORTS);
        (Self(sender), receiver)
    }

    /// Puts a report in; false when nobody will ever take it out.
    pub(crate) fn put(&self, report: &Report) -> bool {
        match self.0.try_send(*report) {
            Ok(()) => true,
            Err(TrySendError::Full(_)) => {
                tracing::debug!("a host does not read its reports: one dropped");
                true
            }
            Err(TrySendError::Disconnected(_)) => false,
        }
    }
}

/// A transport that carries the key itself, plugged in and out, rather than one connection.
pub(crate) trait Bus: Send {
    /// The key is plugged in.
    fn plug(&mut self);
    /// The key is pulled out.
    fn unplug(&mut self);
    /// The key sends a report.
    fn send(&mut self, report: &Report);
}
