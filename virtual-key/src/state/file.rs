//! One file, replaced as a whole: after a crash at any moment it holds the old state or the new one.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::encoding::DecodeError;
use super::record::State;

/// The state file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("state file {path}: {problem}", path = path.display())]
pub struct StateFileError {
    path: PathBuf,
    problem: Problem,
}

#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("it is in use by another virtual-key: stop that one, or give another --state")]
    InUse,
    #[error("its folder does not exist: create it first")]
    NoFolder,
    #[error("{0}; move the file away to start with a new key")]
    Content(DecodeError),
    #[error("cannot {0}: {1}")]
    Io(&'static str, io::Error),
}

/// The file, held by one process at a time.
pub(super) struct StateFile {
    path: PathBuf,
    /// Held, not read: the lock goes when the process does, however it ends.
    _lock: File,
}

impl StateFile {
    /// Takes the file for this process and reads what is in it; `None` when there is none yet.
    pub(super) fn open(path: &Path) -> Result<(Self, Option<State>), StateFileError> {
        let fail = |problem| StateFileError { path: path.to_owned(), problem };
        // The lock has a file of its own: the state file is replaced at every change, and a lock would stay on the old one.
        let lock = private().create(true).truncate(false).open(with_suffix(path, "lock")).map_err(|error| {
            fail(match error.kind() {
                io::ErrorKind::NotFound => Problem::NoFolder,
                _ => Problem::Io("create its lock file", error),
            })
        })?;
        lock.try_lock().map_err(|error| {
            fail(match error {
                TryLockError::WouldBlock => Problem::InUse,
                TryLockError::Error(error) => Problem::Io("lock it", error),
            })
        })?;
        let state = match File::open(path) {
            Ok(file) => Some(read(file).map_err(fail)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(fail(Problem::Io("open it", error))),
        };
        Ok((Self { path: path.to_owned(), _lock: lock }, state))
    }

    /// Replaces the content. When this returns, the new state survives a crash and a power cut.
    pub(super) fn save(&self, state: &State) -> Result<(), StateFileError> {
        self.replace(&state.encode())
            .map_err(|error| StateFileError { path: self.path.clone(), problem: Problem::Io("write it", error) })
    }

    fn replace(&self, content: &[u8]) -> io::Result<()> {
        let temporary = with_suffix(&self.path, "new");
        // One that a crash left behind may have another owner or mode.
        match fs::remove_file(&temporary) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = private().create_new(true).open(&temporary)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&temporary, &self.path)?;
        // The rename lasts only once the folder is on the disk too.
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()
    }
}

fn read(mut file: File) -> Result<State, Problem> {
    let mut content = Zeroizing::new(Vec::new());
    file.read_to_end(&mut content).map_err(|error| Problem::Io("read it", error))?;
    State::decode(&content).map_err(Problem::Content)
}

/// Options for a file that only its owner may read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).mode(0o600);
    options
}

/// `path` with `.suffix` after its whole name, in the same folder.
fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}
