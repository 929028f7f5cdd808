//! A key behind the kernel's hidraw driver, by way of hidapi.

use std::ffi::CString;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Instant;

use hidapi::{HidApi, HidDevice, HidError};
use rustix::fs::{FlockOperation, OFlags, flock};
use shared::ctap::packet::{REPORT_SIZE, Report};

use super::{Holder, Transport};
use crate::error::{Action, Error, ErrorKind};

/// An open hidraw node that is locked against other programs of good will until it is dropped.
pub struct HidrawTransport {
    device: HidDevice,
    _lock: Option<File>,
}

impl HidrawTransport {
    /// Opens and locks a node such as `/dev/hidraw0`. An error names who holds it when somebody does.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let lock = Self::lock(path)?;
        Ok(Self { device: open_device(path)?, _lock: Some(lock) })
    }

    /// Opens a node without taking the lock: to send CANCEL beside another driver of this program that holds the key.
    #[cfg(feature = "ctap-hid-fido2")]
    pub(crate) fn open_beside(path: &Path) -> Result<Self, Error> {
        Ok(Self { device: open_device(path)?, _lock: None })
    }

    /// Locks the node at `path` against other programs until the file is dropped.
    pub(crate) fn lock(path: &Path) -> Result<File, Error> {
        let name = || path.display().to_string();
        // hidapi's own error is a text; this one tells a missing node from a forbidden one.
        let file =
            OpenOptions::new().read(true).write(true).custom_flags(OFlags::NONBLOCK.bits().cast_signed()).open(path);
        let file = file.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => ErrorKind::NoKey(Some(name())),
            io::ErrorKind::PermissionDenied => ErrorKind::NoPermission(name()),
            _ => ErrorKind::Io(Action::Open, error),
        })?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(file),
            Err(rustix::io::Errno::WOULDBLOCK) => {
                let holder = Holder::of(&file, path);
                Err(ErrorKind::KeyInUse { path: name(), holder }.into())
            }
            Err(error) => Err(ErrorKind::Io(Action::Lock, error.into()).into()),
        }
    }
}

fn open_device(path: &Path) -> Result<HidDevice, Error> {
    let failed = |error: HidError| ErrorKind::Io(Action::Open, io_error(error));
    let c_path = path.to_str().and_then(|path| CString::new(path).ok());
    let c_path = c_path.ok_or_else(|| ErrorKind::InvalidDevice(path.display().to_string()))?;
    let api = HidApi::new().map_err(failed)?;
    Ok(api.open_path(&c_path).map_err(failed)?)
}

impl Transport for HidrawTransport {
    fn write(&mut self, report: &Report) -> io::Result<()> {
        // hidraw wants the report's number in front; a FIDO key has the one report 0.
        let mut numbered = [0; REPORT_SIZE + 1];
        for (to, from) in numbered.iter_mut().skip(1).zip(report) {
            *to = *from;
        }
        self.device.write(&numbered).map_err(io_error)?;
        Ok(())
    }

    fn read(&mut self, report: &mut Report, deadline: Instant) -> io::Result<usize> {
        // Rounded up: a timeout of 0 does not wait, and one below 0 waits for ever.
        let left = deadline.saturating_duration_since(Instant::now()).as_millis().saturating_add(1);
        self.device.read_timeout(report, i32::try_from(left).unwrap_or(i32::MAX)).map_err(io_error)
    }
}

impl std::fmt::Debug for HidrawTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HidrawTransport").finish_non_exhaustive()
    }
}

fn io_error(error: HidError) -> io::Error {
    match error {
        HidError::IoError { error } => error,
        // Both backends have only this text for a key that was unplugged.
        HidError::HidApiError { message } if message.contains("disconnected") => {
            io::Error::new(io::ErrorKind::NotConnected, message)
        }
        other => io::Error::other(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edge16_the_second_program_is_told_that_the_key_is_in_use() {
        let node = tempfile::NamedTempFile::new().unwrap();
        let held = HidrawTransport::lock(node.path()).unwrap();
        let error = HidrawTransport::lock(node.path()).unwrap_err();
        let ErrorKind::KeyInUse { path, .. } = error.kind() else { panic!("{error:?}") };
        assert_eq!(*path, node.path().display().to_string());
        drop(held);
        assert!(HidrawTransport::lock(node.path()).is_ok());
    }

    #[test]
    fn a_missing_node_is_no_key() {
        let error = HidrawTransport::open(Path::new("/dev/hidraw-none")).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::NoKey(Some(_))), "{error:?}");
    }
}
