//! A virtual key in the same process.

use std::io;
use std::time::Instant;

use hid_client::transport::Transport;
use shared::ctap::packet::{REPORT_SIZE, Report};
use virtual_key::{Presence, VirtualKey};

use super::Bench;
use crate::engine::Engine;

/// A virtual key in memory that waits for its touches.
pub struct MemoryBench(VirtualKey);

impl MemoryBench {
    /// Plugs in a new key.
    pub fn new() -> Self {
        Self::with(Engine::Own)
    }

    /// Plugs in a new key with this engine.
    pub fn with(engine: Engine) -> Self {
        Self(engine.build(VirtualKey::builder().in_memory().presence(Presence::Manual)))
    }

    /// Plugs in this key.
    pub fn of(key: VirtualKey) -> Self {
        Self(key)
    }

    /// The key.
    pub fn key(&self) -> &VirtualKey {
        &self.0
    }
}

impl Default for MemoryBench {
    fn default() -> Self {
        Self::new()
    }
}

impl Bench for MemoryBench {
    fn open(&self) -> Box<dyn Transport> {
        Box::new(Handle(self.0.connect()))
    }

    fn touch(&self) {
        self.0.touch().expect("the key said that it waits");
    }

    fn power_cycle(&self) -> bool {
        self.0.power_cycle();
        true
    }
}

/// The host's end of a handle, as hid-client wants it.
struct Handle(virtual_key::transport::MemoryHost);

impl Transport for Handle {
    fn write(&mut self, report: &Report) -> io::Result<()> {
        self.0.send(report).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn read(&mut self, report: &mut Report, deadline: Instant) -> io::Result<usize> {
        match self.0.recv(deadline.saturating_duration_since(Instant::now())) {
            Ok(Some(received)) => {
                *report = received;
                Ok(REPORT_SIZE)
            }
            Ok(None) => Ok(0),
            Err(_) => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}
