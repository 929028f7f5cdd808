//! A store in which many sequences live, each with an account of its own.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rp_server::store::{Barrier, SledStore};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

/// After so many sequences the next ones move: what a store does by itself it does for every account.
const SEQUENCES: u32 = 64;

const MEMORY: &str = "/dev/shm";

/// No power is cut here: what is written is read from memory.
struct NoBarrier;

impl Barrier for NoBarrier {
    fn make_durable(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(crate) struct House {
    // The store is dropped before its folder.
    pub(crate) store: Arc<SledStore>,
    _folder: TempDir,
    pub(crate) runtime: Runtime,
    lived: u32,
}

/// Numbers of sequences, so that no two have one name or number.
static NEXT: AtomicU32 = AtomicU32::new(0);

impl House {
    pub(crate) fn new() -> Self {
        // In memory, where the machine has a folder for that.
        let folder = tempfile::tempdir_in(MEMORY).or_else(|_| tempfile::tempdir()).unwrap();
        let store = SledStore::open_with_barrier(folder.path(), Box::new(NoBarrier)).unwrap();
        let runtime = Builder::new_current_thread().build().unwrap();
        Self { store: Arc::new(store), _folder: folder, runtime, lived: 0 }
    }

    /// The number of the next sequence, in this house or in a new one.
    pub(crate) fn next(&mut self) -> u32 {
        if self.lived >= SEQUENCES {
            *self = Self::new();
        }
        self.lived += 1;
        NEXT.fetch_add(1, Ordering::Relaxed)
    }
}
