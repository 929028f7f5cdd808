//! Writes to a store until it is ended, and prints what was acknowledged: see `tests::durability`.
//!
//! `store-writer DIRECTORY ROUND [--without-barrier]`. Without the barrier, acknowledgements are worth nothing in a power cut:
//! that is how the power-cut test shows that it would notice.

use std::error::Error;
use std::io;

use rp_server::store::{Barrier, SledStore};
use tests::durability::write_for_ever;

/// Leaves everything to sled's own flush.
struct NoBarrier;

impl Barrier for NoBarrier {
    fn make_durable(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (directory, round, store) = match words[..] {
        [directory, round] => (directory, round, SledStore::open(directory)),
        [directory, round, "--without-barrier"] => {
            (directory, round, SledStore::open_with_barrier(directory, Box::new(NoBarrier)))
        }
        _ => return Err("usage: store-writer DIRECTORY ROUND [--without-barrier]".into()),
    };
    let store = store.map_err(|error| format!("{directory}: {error}"))?;
    write_for_ever(store, round.parse()?).await
}
