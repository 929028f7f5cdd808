//! Files in memory. Folders are what the paths say.

use std::collections::BTreeMap;

use littlefs2_core::{DirEntry, FileType, Metadata, PathBuf};
use trussed_core::Error;
use trussed_core::types::{Location, NotBefore};

/// Every file by where it is kept and its path.
#[derive(Default)]
pub(super) struct Files {
    content: BTreeMap<(u8, String), Vec<u8>>,
    /// What a listing that was begun has still to tell, the next one last.
    listing: Vec<DirEntry>,
}

impl Files {
    pub(super) fn read(&self, location: Location, path: &PathBuf) -> Result<&[u8], Error> {
        self.content.get(&key(location, path)).map(Vec::as_slice).ok_or(Error::FilesystemReadFailure)
    }

    pub(super) fn write(&mut self, location: Location, path: &PathBuf, data: &[u8]) {
        self.content.insert(key(location, path), data.to_vec());
    }

    pub(super) fn metadata(&self, location: Location, path: &PathBuf) -> Option<Metadata> {
        self.read(location, path).ok().map(|data| Metadata::new(FileType::File, data.len()))
    }

    pub(super) fn remove(&mut self, location: Location, path: &PathBuf) -> Result<(), Error> {
        self.content.remove(&key(location, path)).map(drop).ok_or(Error::InternalError)
    }

    /// Removes all that is below a folder: how many files that were.
    pub(super) fn remove_below(&mut self, location: Location, folder: &PathBuf) -> usize {
        let before = self.content.len();
        let (place, prefix) = (place(location), folder_prefix(folder));
        self.content.retain(|(at, path), _| *at != place || !path.starts_with(&prefix));
        before - self.content.len()
    }

    /// Forgets what does not outlive a power cycle.
    pub(super) fn power_cycle(&mut self) {
        self.content.retain(|(at, _), _| *at != place(Location::Volatile));
        self.listing.clear();
    }

    /// Begins to list a folder, in the order of the names.
    pub(super) fn list(&mut self, location: Location, folder: &PathBuf, from: &NotBefore) -> Option<DirEntry> {
        self.listing = self.entries(location, &folder_prefix(folder));
        let skipped = |name: &str| match from {
            NotBefore::None => false,
            NotBefore::Filename(wanted) => name != wanted.as_str(),
            NotBefore::FilenamePart(part) => name < part.as_str(),
        };
        let first = self.listing.iter().position(|entry| !skipped(entry.file_name().as_str()));
        self.listing.drain(..first.unwrap_or(self.listing.len()));
        self.listing.reverse();
        self.next()
    }

    /// Goes on with the listing.
    pub(super) fn next(&mut self) -> Option<DirEntry> {
        self.listing.pop()
    }

    /// How many files there are that outlive a power cycle.
    pub(super) fn kept(&self) -> usize {
        self.content.keys().filter(|(at, _)| *at != place(Location::Volatile)).count()
    }

    fn entries(&self, location: Location, prefix: &str) -> Vec<DirEntry> {
        let place = place(location);
        let mut named: BTreeMap<&str, Metadata> = BTreeMap::new();
        for ((_, path), data) in self.content.iter().filter(|((at, _), _)| *at == place) {
            match path.strip_prefix(prefix).map(|below| below.split_once('/').ok_or(below)) {
                Some(Ok((folder, _))) => drop(named.insert(folder, Metadata::new(FileType::Dir, 0))),
                Some(Err(file)) => drop(named.insert(file, Metadata::new(FileType::File, data.len()))),
                None => {}
            }
        }
        let entry = |(name, metadata): (&str, Metadata)| {
            let path = PathBuf::try_from(format!("{prefix}{name}").as_str()).ok()?;
            Some(DirEntry::new(PathBuf::try_from(name).ok()?, metadata, path))
        };
        named.into_iter().filter_map(entry).collect()
    }
}

fn key(location: Location, path: &PathBuf) -> (u8, String) {
    (place(location), path.as_str().to_owned())
}

fn place(location: Location) -> u8 {
    match location {
        Location::Volatile => 0,
        Location::Internal => 1,
        Location::External => 2,
    }
}

fn folder_prefix(folder: &PathBuf) -> String {
    match folder.as_str() {
        "" => String::new(),
        folder => format!("{}/", folder.trim_end_matches('/')),
    }
}
