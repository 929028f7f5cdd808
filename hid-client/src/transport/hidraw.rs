//! A key behind the kernel's hidraw driver.
//!
//! Without hidapi, which looks through every device of the system before it opens one (`HidApi::new`): that is for
//! [`crate::discovery`]. The node takes and gives whole reports, and has a poll.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{FlockOperation, OFlags, flock, major, minor};
use shared::ctap::packet::{REPORT_SIZE, Report};

use super::{Holder, Transport};
use crate::error::{Action, Error, ErrorKind};

/// An open hidraw node that is locked against other programs of good will until it is dropped.
pub struct HidrawTransport {
    node: File,
}

impl HidrawTransport {
    /// Opens and locks a node such as `/dev/hidraw0`. An error names who holds it when somebody does.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let node = Self::lock(path)?;
        check_is_hidraw(&node, path)?;
        Ok(Self { node })
    }

    /// Opens a node without taking the lock: to send CANCEL beside another driver of this program that holds the key.
    #[cfg(feature = "ctap-hid-fido2")]
    pub(crate) fn open_beside(path: &Path) -> Result<Self, Error> {
        let node = open_node(path)?;
        check_is_hidraw(&node, path)?;
        Ok(Self { node })
    }

    /// Locks the node at `path` against other programs until the file is dropped.
    pub(crate) fn lock(path: &Path) -> Result<File, Error> {
        let file = open_node(path)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(file),
            Err(rustix::io::Errno::WOULDBLOCK) => {
                let holder = Holder::of(&file, path);
                Err(ErrorKind::KeyInUse { path: path.display().to_string(), holder }.into())
            }
            Err(error) => Err(ErrorKind::Io(Action::Lock, error.into()).into()),
        }
    }
}

fn open_node(path: &Path) -> Result<File, Error> {
    let name = || path.display().to_string();
    let file = OpenOptions::new().read(true).write(true).custom_flags(OFlags::NONBLOCK.bits().cast_signed()).open(path);
    Ok(file.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => ErrorKind::NoKey(Some(name())),
        io::ErrorKind::PermissionDenied => ErrorKind::NoPermission(name()),
        _ => ErrorKind::Io(Action::Open, error),
    })?)
}

/// Nothing is written to what is something else: a file, a terminal, a disk. Where there is no sysfs to ask, any character
/// device is believed.
fn check_is_hidraw(node: &File, path: &Path) -> Result<(), Error> {
    let metadata = node.metadata().map_err(|error| ErrorKind::Io(Action::Open, error))?;
    let number = metadata.rdev();
    let subsystem = fs::read_link(format!("/sys/dev/char/{}:{}/subsystem", major(number), minor(number)));
    let other = subsystem.is_ok_and(|subsystem| !subsystem.ends_with("hidraw"));
    if !metadata.file_type().is_char_device() || other {
        return Err(ErrorKind::InvalidDevice(path.display().to_string()).into());
    }
    Ok(())
}

impl Transport for HidrawTransport {
    fn write(&mut self, report: &Report) -> io::Result<()> {
        // hidraw wants the report's number in front; a FIDO key has the one report 0.
        let mut numbered = [0; REPORT_SIZE + 1];
        for (to, from) in numbered.iter_mut().skip(1).zip(report) {
            *to = *from;
        }
        let written = self.node.write(&numbered)?;
        if written != numbered.len() { Err(io::ErrorKind::WriteZero.into()) } else { Ok(()) }
    }

    fn read(&mut self, report: &mut Report, deadline: Instant) -> io::Result<usize> {
        let left = deadline.saturating_duration_since(Instant::now());
        let mut ready = [PollFd::new(&self.node, PollFlags::IN)];
        let left = Timespec::try_from(left).unwrap_or_default();
        match poll(&mut ready, Some(&left)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => return Ok(0),
            Ok(_) => {}
            Err(error) => return Err(error.into()),
        }
        let [node] = &ready;
        // A key that was unplugged: the node stays as long as it is open.
        if node.revents().intersects(PollFlags::ERR | PollFlags::HUP | PollFlags::NVAL) {
            return Err(io::ErrorKind::NotConnected.into());
        }
        match self.node.read(report) {
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => Ok(0),
            read => read,
        }
    }
}

impl std::fmt::Debug for HidrawTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HidrawTransport").finish_non_exhaustive()
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
    #[test]
    fn what_is_no_hidraw_node_is_refused_before_anything_is_written_to_it() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for path in [file.path(), Path::new("/dev/null")] {
            let error = HidrawTransport::open(path).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::InvalidDevice(_)), "{error:?}");
        }
        assert_eq!(file.as_file().metadata().unwrap().len(), 0);
    }
}
