//! Where the socket is.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

/// The socket's name in the data directory.
const NAME: &str = "control";
/// A socket's address holds 107 bytes of path (unix(7)).
const LONGEST_PATH: usize = 107;

/// The socket of a data directory.
#[derive(Debug)]
pub(super) struct Place {
    /// What people call it.
    pub(super) path: PathBuf,
    /// The directory, kept open where its path is too long for an address.
    directory: Option<File>,
}

impl Place {
    /// The place in `directory`, which must exist where its path is long.
    pub(super) fn in_directory(directory: &Path) -> io::Result<Self> {
        let path = directory.join(NAME);
        let is_long = path.as_os_str().as_bytes().len() > LONGEST_PATH;
        Ok(Self { path, directory: if is_long { Some(File::open(directory)?) } else { None } })
    }

    /// The path as a socket's address takes it.
    pub(super) fn address(&self) -> PathBuf {
        match &self.directory {
            None => self.path.clone(),
            Some(directory) => Path::new("/proc/self/fd").join(directory.as_raw_fd().to_string()).join(NAME),
        }
    }
}
