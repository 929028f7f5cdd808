//! Who holds a lock on a device node.

use std::fs::{self, File};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// A program that holds a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its process id.
    pub process: u32,
    /// Its name, as `ps` shows it.
    pub name: String,
}

impl Holder {
    /// The program that holds a `flock` on `file`; `None` where the system does not say.
    pub(super) fn of(file: &File, path: &Path) -> Option<Self> {
        let process = lock_owner(file).or_else(|| opener(path))?;
        let name = fs::read_to_string(format!("/proc/{process}/comm")).ok()?;
        Some(Self { process, name: name.trim_end().to_owned() })
    }
}

/// From `/proc/locks`: `1: FLOCK  ADVISORY  WRITE 1234 00:05:678 0 EOF`, device numbers in hex, the inode in decimal.
fn lock_owner(file: &File) -> Option<u32> {
    let metadata = file.metadata().ok()?;
    let (major, minor) = (rustix::fs::major(metadata.dev()), rustix::fs::minor(metadata.dev()));
    let wanted = format!("{major:02x}:{minor:02x}:{}", metadata.ino());
    let locks = fs::read_to_string("/proc/locks").ok()?;
    locks.lines().find_map(|line| {
        let mut fields = line.split_whitespace().skip(1);
        let (kind, owner) = (fields.next()?, fields.nth(2)?);
        let place = fields.next()?;
        (kind == "FLOCK" && place == wanted).then(|| owner.parse().ok()).flatten().filter(|process| *process != 0)
    })
}

/// Another process that has `path` open: a guess for file systems whose device number `/proc/locks` does not show.
fn opener(path: &Path) -> Option<u32> {
    let processes = fs::read_dir("/proc").ok()?.flatten();
    processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).find(|process: &u32| {
        *process != std::process::id()
            && fs::read_dir(format!("/proc/{process}/fd"))
                .is_ok_and(|files| files.flatten().any(|file| fs::read_link(file.path()).is_ok_and(|to| to == path)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edge16_the_holder_of_a_lock_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let locked = File::open(file.path()).unwrap();
        rustix::fs::flock(&locked, rustix::fs::FlockOperation::NonBlockingLockExclusive).unwrap();
        let second = File::open(file.path()).unwrap();
        assert!(rustix::fs::flock(&second, rustix::fs::FlockOperation::NonBlockingLockExclusive).is_err());
        // Some containers hide the owners of locks; where they are shown, it is this process.
        if let Some(holder) = Holder::of(&second, file.path()) {
            assert_eq!(holder.process, std::process::id());
        }
    }
}
