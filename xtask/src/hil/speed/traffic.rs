//! What goes over the wire, by virtual-key's own trace.

use std::fs;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// Where the key's trace is.
pub(super) const TRACE: &str = "/tmp/key.trace";
/// What makes the key write it.
pub(super) const FILTER: &str = "virtual_key=trace";

/// The highest bit of a report's fifth byte: it begins a message (CTAP 2.1 §11.2.4).
const BEGINS: u8 = 0x80;

/// What one run sends to the key and gets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Traffic {
    /// CTAPHID commands.
    pub(crate) commands: usize,
    /// Reports of 64 bytes to the key.
    pub(crate) sent: usize,
    /// Reports of 64 bytes from it.
    pub(crate) received: usize,
}

/// What the key has written in its trace so far.
pub(super) fn trace() -> Result<String> {
    fs::read_to_string(TRACE).context("failed to read the key's trace")
}

impl Traffic {
    /// What `trace` tells of.
    pub(super) fn of(trace: &str) -> Self {
        let mut traffic = Self::default();
        for line in trace.lines() {
            if line.contains("report from a host") {
                traffic.sent += 1;
                traffic.commands += usize::from(kind(line).is_some_and(|kind| kind & BEGINS != 0));
            } else if line.contains("report to the hosts") {
                traffic.received += 1;
            }
        }
        traffic
    }
}

fn kind(line: &str) -> Option<u8> {
    line.split("kind=").nth(1)?.split_whitespace().next()?.parse().ok()
}

/// The CTAP2 commands in `trace`, in their order.
pub(super) fn commands(trace: &str) -> Vec<&str> {
    trace.lines().filter_map(|line| line.split(": command command=").nth(1)?.split_whitespace().next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_reports_are_counted() {
        let trace = "\
            2026-01-01T00:00:00Z TRACE virtual_key::transport::uhid: report from a host kind=134\n\
            2026-01-01T00:00:00Z TRACE virtual_key::transport::uhid: report to the hosts kind=134\n\
            2026-01-01T00:00:00Z TRACE virtual_key::transport::uhid: report from a host kind=144\n\
            2026-01-01T00:00:00Z TRACE virtual_key::transport::uhid: report from a host kind=0\n\
            2026-01-01T00:00:00Z DEBUG virtual_key::authenticator::core: command command=ClientPin bytes=80\n\
            2026-01-01T00:00:00Z TRACE virtual_key::transport::uhid: report to the hosts kind=144\n";
        assert_eq!(Traffic::of(trace), Traffic { commands: 2, sent: 3, received: 2 });
        assert_eq!(commands(trace), ["ClientPin"]);
    }
}
