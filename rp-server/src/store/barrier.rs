//! The durability barrier: what was written survives the loss of power once it has been passed.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{DirEntryExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Makes everything durable that was handed to the operating system before.
///
/// [`DirectoryBarrier`] is the one to use. Tests put another in its place: one that fails, or one that does nothing, to show
/// that the check which relies on it notices.
pub trait Barrier: Send {
    /// Returns once all that was written before is on stable storage. After an error nobody knows what is: the kernel may
    /// have dropped the dirty pages, and a second call may succeed without having written them. Never retry.
    fn make_durable(&mut self) -> io::Result<()>;
}

/// `fdatasync` on every regular file below a directory, and `fsync` on each directory where a file has appeared or gone.
///
/// It knows no file of the database by name, so a release that adds one is covered. A file that has been quiet since it was
/// last synced is passed over: each `fdatasync` costs a cache flush of the disk even when there is nothing to write.
#[derive(Debug)]
pub struct DirectoryBarrier {
    directory: PathBuf,
    known: BTreeMap<PathBuf, KnownFile>,
}

#[derive(Debug)]
struct KnownFile {
    inode: u64,
    handle: File,
    quiet_since: Option<Stamp>,
}

/// Changes with every write to a file, as long as the writes are further apart than the file system's clock ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

/// Longer than a tick of any file system's clock.
const TICK: Duration = Duration::from_secs(3);

impl DirectoryBarrier {
    /// A barrier over all files in `directory` and below it. The first passage syncs everything there.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into(), known: BTreeMap::new() }
    }

    /// Finds the files as they are now; opens new ones. Returns the directories whose list of files has changed.
    fn look(&mut self) -> io::Result<Vec<PathBuf>> {
        let mut present = Vec::with_capacity(self.known.len() + 1);
        let mut changed = Vec::new();
        let mut to_visit = vec![self.directory.clone()];
        while let Some(directory) = to_visit.pop() {
            if self.visit(&directory, &mut to_visit, &mut present)? {
                changed.push(directory);
            }
        }
        if present.len() != self.known.len() {
            self.known.retain(|path, _| {
                let stays = present.binary_search(path).is_ok();
                let parent = path.parent().unwrap_or(path).to_path_buf();
                if !stays && !changed.contains(&parent) && parent.exists() {
                    changed.push(parent);
                }
                stays
            });
        }
        Ok(changed)
    }

    /// Lists one directory; true when a file has appeared in it.
    fn visit(&mut self, directory: &Path, to_visit: &mut Vec<PathBuf>, present: &mut Vec<PathBuf>) -> io::Result<bool> {
        let mut appeared = false;
        for entry in fs::read_dir(directory)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            if kind.is_dir() {
                to_visit.push(path);
                continue;
            }
            if !kind.is_file() {
                continue;
            }
            if self.known.get(&path).is_none_or(|known| known.inode != entry.ino()) {
                let handle = match File::open(&path) {
                    // It went between the listing and now: a temporary file that nothing relies on.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    opened => opened?,
                };
                let inode = handle.metadata()?.ino();
                self.known.insert(path.clone(), KnownFile { inode, handle, quiet_since: None });
                appeared = true;
            }
            let at = present.binary_search(&path).unwrap_or_else(|at| at);
            present.insert(at, path);
        }
        Ok(appeared)
    }
}

impl Barrier for DirectoryBarrier {
    fn make_durable(&mut self) -> io::Result<()> {
        let changed = self.look()?;
        self.known.values_mut().try_for_each(KnownFile::sync)?;
        changed.iter().try_for_each(|directory| sync_directory(directory))
    }
}

impl KnownFile {
    fn sync(&mut self) -> io::Result<()> {
        let before = self.handle.metadata()?;
        let stamp = Stamp {
            size: before.size(),
            modified: (before.mtime(), before.mtime_nsec()),
            changed: (before.ctime(), before.ctime_nsec()),
        };
        if self.quiet_since == Some(stamp) {
            return Ok(());
        }
        // Taken before the sync: a write that comes later changes it. Not trusted while the last write is so fresh that
        // another one could carry the same time.
        let is_settled = stamp.newest().is_some_and(|newest| newest + TICK < SystemTime::now());
        self.handle.sync_data()?;
        self.quiet_since = is_settled.then_some(stamp);
        Ok(())
    }
}

impl Stamp {
    fn newest(&self) -> Option<SystemTime> {
        let seconds = u64::try_from(self.modified.0.max(self.changed.0)).ok()?;
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds + 1))
    }
}

/// Makes the names in a directory durable.
pub(super) fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_folders_that_come_and_go_are_followed() {
        let folder = tempfile::tempdir().unwrap();
        let mut barrier = DirectoryBarrier::new(folder.path());
        let inside = folder.path().join("blobs");
        fs::create_dir(&inside).unwrap();
        fs::write(folder.path().join("db"), "1").unwrap();
        assert_eq!(barrier.look().unwrap(), [folder.path()]);
        assert_eq!(barrier.look().unwrap(), [] as [PathBuf; 0]);

        fs::write(inside.join("1"), "x").unwrap();
        assert_eq!(barrier.look().unwrap(), std::slice::from_ref(&inside));
        assert_eq!(barrier.known.len(), 2);

        // Replaced by another file of the same name: the old handle would sync the wrong one.
        let was = barrier.known[&folder.path().join("db")].inode;
        fs::write(folder.path().join("new"), "2").unwrap();
        fs::rename(folder.path().join("new"), folder.path().join("db")).unwrap();
        assert_eq!(barrier.look().unwrap(), [folder.path()]);
        assert_ne!(barrier.known[&folder.path().join("db")].inode, was);

        fs::remove_file(inside.join("1")).unwrap();
        assert_eq!(barrier.look().unwrap(), std::slice::from_ref(&inside));
        fs::remove_dir(&inside).unwrap();
        assert_eq!(barrier.look().unwrap(), [] as [PathBuf; 0]);
        assert_eq!(barrier.known.len(), 1);
        barrier.make_durable().unwrap();
    }

    #[test]
    fn a_file_is_passed_over_only_while_nothing_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("db");
        fs::write(&path, "1").unwrap();
        let mut barrier = DirectoryBarrier::new(folder.path());
        barrier.make_durable().unwrap();
        assert_eq!(barrier.known[&path].quiet_since, None, "the last write is too fresh to be told from the next");

        let stamp = |at: i64| Stamp { size: 1, modified: (at, 0), changed: (at, 0) };
        let now = i64::try_from(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()).unwrap();
        assert!(stamp(now).newest().unwrap() + TICK > SystemTime::now());
        assert!(stamp(now - 60).newest().unwrap() + TICK < SystemTime::now());

        let known = barrier.known.get_mut(&path).unwrap();
        known.quiet_since = Some(stamp(now - 60));
        barrier.make_durable().unwrap();
        assert_eq!(barrier.known[&path].quiet_since, None, "the file has changed since: it must be synced again");
    }

    #[test]
    fn a_directory_that_is_gone_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let mut barrier = DirectoryBarrier::new(folder.path().join("missing"));
        assert_eq!(barrier.make_durable().unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
