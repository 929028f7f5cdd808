//! A key at a device of the kernel: a virtual one behind /dev/uhid, or a person's own.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use hid_client::transport::{self, Transport};

use super::Bench;
use super::unix::control;

/// How long the kernel may take to bring a key's device back after it was plugged in again.
const REAPPEARS: Duration = Duration::from_secs(10);

/// A device, and how its key is touched.
pub struct DeviceBench {
    device: String,
    control: Option<PathBuf>,
}

impl DeviceBench {
    /// A key at `device`: by the socket `control` where it is a virtual one, by the person where there is none.
    pub fn new(device: impl Into<String>, control: Option<PathBuf>) -> Self {
        Self { device: device.into(), control }
    }
}

impl Bench for DeviceBench {
    fn open(&self) -> Box<dyn Transport> {
        let device = self.device.parse().expect("a device's name");
        let started = Instant::now();
        loop {
            match transport::open(&device) {
                Ok(transport) => return transport,
                // Only after a power cycle; anything else fails ten seconds later with the same words.
                Err(_) if self.control.is_some() && started.elapsed() < REAPPEARS => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(error) => panic!("{}: {error}", self.device),
            }
        }
    }

    fn touch(&self) {
        match &self.control {
            Some(socket) => control(socket, "touch"),
            None => eprintln!("    Touch the key now."),
        }
    }

    fn power_cycle(&self) -> bool {
        let Some(socket) = &self.control else { return false };
        control(socket, "unplug");
        control(socket, "plug");
        true
    }

    fn is_own_key(&self) -> bool {
        self.control.is_none()
    }
}
