//! Keys that come and go.
//!
//! The devices are listed again and again: that needs no permission, no daemon and no library, and costs a look into
//! `/sys/class/hidraw`. What comes and goes between two looks is not seen.

use std::path::Path;

use crate::discovery::{self, Device};
use crate::error::Error;
use crate::transport::DeviceName;

/// A key came or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is there now.
    Added(Device),
    /// It was.
    Removed(Device),
}

/// What is watched, and what was there at the last look.
#[derive(Debug, Default)]
pub struct Watch {
    places: Vec<DeviceName>,
    known: Vec<Device>,
}

impl Watch {
    /// Watches `places`; every key of this computer when there are none. Nothing is known yet: the first look finds all that
    /// is there added.
    pub fn new(places: Vec<DeviceName>) -> Self {
        Self { places, known: Vec::new() }
    }

    /// Looks again: what went, and then what came, since the last look.
    pub fn look(&mut self) -> Result<Vec<Change>, Error> {
        let now = if self.places.is_empty() { discovery::devices()? } else { self.places_that_are_there() };
        Ok(self.changes(now))
    }

    /// The changes from what is known to what is there `now`. A key that changed what it is was pulled out in between.
    fn changes(&mut self, now: Vec<Device>) -> Vec<Change> {
        let before = std::mem::replace(&mut self.known, now);
        let removed = before.iter().filter(|device| !self.known.contains(device)).cloned().map(Change::Removed);
        let added = self.known.iter().filter(|device| !before.contains(device)).cloned().map(Change::Added);
        removed.chain(added).collect()
    }

    fn places_that_are_there(&self) -> Vec<Device> {
        let here = |name: &&DeviceName| match name {
            DeviceName::Hidraw(path) | DeviceName::UnixSocket(path) => Path::exists(path),
        };
        let unknown = |name: &DeviceName| Device {
            name: name.clone(),
            vendor_id: 0,
            product_id: 0,
            manufacturer: None,
            product: None,
            serial_number: None,
        };
        self.places.iter().filter(here).map(unknown).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(path: &str, product: &str) -> Device {
        Device {
            name: DeviceName::Hidraw(path.into()),
            vendor_id: 1,
            product_id: 2,
            manufacturer: None,
            product: Some(product.into()),
            serial_number: None,
        }
    }

    #[test]
    fn what_came_and_went_is_told_once() {
        let mut watch = Watch::new(Vec::new());
        let (a, b) = (device("/dev/hidraw0", "A"), device("/dev/hidraw1", "B"));
        assert_eq!(watch.changes(vec![a.clone()]), [Change::Added(a.clone())]);
        assert_eq!(watch.changes(vec![a.clone()]), []);
        assert_eq!(watch.changes(vec![b.clone()]), [Change::Removed(a.clone()), Change::Added(b.clone())]);
        // Another key at the same node.
        let other = device("/dev/hidraw1", "C");
        assert_eq!(watch.changes(vec![other.clone()]), [Change::Removed(b), Change::Added(other.clone())]);
        assert_eq!(watch.changes(Vec::new()), [Change::Removed(other)]);
    }

    #[test]
    fn a_place_that_was_named_is_watched_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let mut watch = Watch::new(vec![DeviceName::UnixSocket(path.clone())]);
        assert_eq!(watch.look().unwrap(), []);
        std::fs::write(&path, "").unwrap();
        assert!(matches!(watch.look().unwrap().as_slice(), [Change::Added(_)]));
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(watch.look().unwrap().as_slice(), [Change::Removed(_)]));
    }
}
