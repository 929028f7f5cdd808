//! Opening the database: locked, complete, and with the ceremonies that the last close left.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::ceremonies::Ceremonies;
use super::failure::unwritable;
use super::reader::{Reader, Records};
use super::writer::Writer;
use super::{audit_trail, keys};
use crate::store::barrier::sync_directory;
use crate::store::{Barrier, StoreFailure};

/// The version of the layout of keys that this release writes and reads.
const LAYOUT: u8 = 1;

/// How much of the database sled may keep in memory.
const CACHE_BYTES: u64 = 128 << 20;

/// A database that is open for this process alone.
pub(super) struct Opened {
    pub(super) reader: Reader,
    pub(super) ceremonies: Arc<Ceremonies>,
    pub(super) writer: Writer,
    /// Held as long as the database is open.
    pub(super) lock: File,
}

/// The folder of the database inside the data directory.
pub(super) fn database_in(directory: &Path) -> PathBuf {
    directory.join("sled")
}

/// Opens or creates the database in a data directory.
pub(super) fn open(directory: &Path, barrier: Box<dyn Barrier>) -> Result<Opened, StoreFailure> {
    let failed = |reason: String| StoreFailure::Open { directory: directory.to_path_buf(), reason };
    let io_failed =
        |error: io::Error| failed(format!("{error}. Check that it is a directory that rp-server may write to"));
    create(directory).map_err(io_failed)?;
    let lock = lock(directory)?;
    let db = open_sled(&database_in(directory)).map_err(failed)?;
    sync_directory(directory).map_err(io_failed)?;

    let reader = Reader::new(db);
    check_layout(&reader, directory)?;
    let ceremonies = Arc::new(Ceremonies::take_from(&reader)?);
    let mut writer = Writer::new(reader.clone(), Arc::clone(&ceremonies), barrier, audit_trail::last(&reader)?);
    writer.make_durable().map_err(io_failed)?;
    Ok(Opened { reader, ceremonies, writer, lock })
}

/// Creates the data directory, readable by its owner alone, so that its name survives too.
fn create(directory: &Path) -> io::Result<()> {
    if directory.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    let directory = fs::canonicalize(directory)?;
    directory.parent().map_or(Ok(()), sync_directory)
}

/// The lock goes with the process, however it ends.
fn lock(directory: &Path) -> Result<File, StoreFailure> {
    let path = directory.join("lock");
    let failed = |error: io::Error| StoreFailure::Open {
        directory: directory.to_path_buf(),
        reason: format!("cannot lock {}: {error}", path.display()),
    };
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreFailure::InUse(directory.to_path_buf())),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

fn open_sled(path: &Path) -> Result<sled::Db, String> {
    // The committer decides when to flush; sled's own timer would only add syncs that nobody waits for.
    let config = sled::Config::new().path(path).cache_capacity(CACHE_BYTES).flush_every_ms(None);
    let deadline = Instant::now() + Duration::from_secs(5);
    loop {
        // sled panics on some damaged files where it should return an error.
        let opened = catch_unwind(AssertUnwindSafe(|| config.open()))
            .map_err(|_| "the database is damaged. Restore it from a backup".to_owned())?;
        match opened {
            Ok(db) => return Ok(db),
            // Our own lock is held, so this is sled's: a background task of a store that this process has just closed.
            Err(sled::Error::Io(error)) if error.to_string().contains("lock") && Instant::now() < deadline => {
                thread::sleep(Duration::from_millis(5));
            }
            Err(sled::Error::Corruption { .. }) => {
                return Err("the database is damaged. Restore it from a backup".into());
            }
            Err(error) => return Err(error.to_string()),
        }
    }
}

fn check_layout(reader: &Reader, directory: &Path) -> Result<(), StoreFailure> {
    let Some(found) = reader.value(keys::LAYOUT)? else {
        reader.db().insert(keys::LAYOUT, &[LAYOUT]).map_err(unwritable)?;
        return Ok(());
    };
    if *found == [LAYOUT] {
        return Ok(());
    }
    Err(StoreFailure::Open {
        directory: directory.to_path_buf(),
        reason: "it was written by a newer release of rp-server. Start that release again, or restore a backup made \
                 before the upgrade"
            .into(),
    })
}
