//! The least that a durable update costs in sled: many writers, one thread that applies what has queued up, makes it durable
//! by one flush and one fdatasync, and then answers all of them. Nothing of rp-server is in it.

use std::fs::File;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use crate::cpu;

/// As many as there are clients in the whole.
const WRITERS: u32 = 64;

/// Updates of each writer.
const UPDATES: u32 = 1000;

/// About as long as a stored credential.
const RECORD: usize = 200;

/// One update, and whom to tell that it is durable.
struct Update {
    key: [u8; 8],
    done: Sender<()>,
}

/// The number of updates, and the CPU time they took.
pub(crate) fn updates() -> (usize, Duration) {
    // On the disk the workspace is built on: what is in memory needs no sync.
    let folder = tempfile::tempdir_in(std::env::current_dir().expect("a folder")).expect("a folder");
    let database = sled::Config::new().path(folder.path()).flush_every_ms(None).open().expect("an empty database");
    let file = File::open(folder.path().join("db")).expect("sled's one file");
    let (queue, waiting) = mpsc::channel();

    let before = cpu::of_ourselves();
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let queue = queue.clone();
            scope.spawn(move || write(writer, &queue));
        }
        drop(queue);
        commit(&database, &file, &waiting);
    });
    ((WRITERS * UPDATES) as usize, cpu::of_ourselves() - before)
}

fn write(writer: u32, queue: &Sender<Update>) {
    let (done, durable) = mpsc::channel();
    for _ in 0..UPDATES {
        // The same record again and again, as a counter is.
        let key = u64::from(writer).to_be_bytes();
        queue.send(Update { key, done: done.clone() }).expect("the committer waits");
        durable.recv().expect("the committer answers");
    }
}

fn commit(database: &sled::Db, file: &File, waiting: &Receiver<Update>) {
    let record = vec![7; RECORD];
    while let Ok(first) = waiting.recv() {
        let group: Vec<Update> = std::iter::once(first).chain(waiting.try_iter()).collect();
        for update in &group {
            database.insert(update.key, record.as_slice()).expect("sled takes it");
        }
        database.flush().expect("sled writes it");
        file.sync_data().expect("the disk keeps it");
        for update in group {
            // A writer that has all it wanted no longer listens.
            let _ = update.done.send(());
        }
    }
}
