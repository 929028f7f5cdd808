//! What the operating system was asked for.

use std::fmt;

/// What the operating system was asked for, and did not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// List the HID devices.
    ListDevices,
    /// Open a key's node.
    Open,
    /// Lock a key's node.
    Lock,
    /// Connect to a key's socket.
    Connect,
    /// Write a report to a key.
    Write,
    /// Read a report from a key.
    Read,
    /// Give random bytes.
    Random,
    /// Listen for signals.
    Signals,
    /// Start a thread.
    Thread,
}

impl fmt::Display for Action {
    /// Words that fit "could not ...".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ListDevices => "list the devices",
            Self::Open => "open the key",
            Self::Lock => "lock the key",
            Self::Connect => "connect to the key",
            Self::Write => "write to the key",
            Self::Read => "read from the key",
            Self::Random => "get random bytes",
            Self::Signals => "listen for signals",
            Self::Thread => "start a thread",
        })
    }
}
