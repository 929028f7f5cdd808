//! The least that the durable update of a sign-in costs in sled: many writers, one thread that makes what has queued up one
//! batch, makes that durable, and then answers all of them. Of rp-server nothing is in it but its durability barrier.
//!
//! An update writes what a sign-in has to leave behind, in keys and values of the lengths that rp-server's have:
//!
//! | what | key | value | why |
//! |---|---|---|---|
//! | the credential with its counter | the same each time | new | the next counter is compared with it (WebAuthn L3 §7.2 step 22) |
//! | the session | random | new | found by what the cookie says, which is random |
//! | the session under its account | account, random | none | people see their sessions, and end them |
//! | the audit entry | counts up | new | one chain over all accounts, in order |
//! | the audit entry under its account | account, counts up | none | people see what happened |
//!
//! Without an index, each of the two lists would read the records of all accounts. Values are new each time: sled writes
//! nothing at all for a value that is there already.

use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use rp_server::store::{Barrier as _, DirectoryBarrier};
use sled::Batch;

use crate::cpu;

/// As many as there are clients in the whole.
const WRITERS: u8 = 64;

/// Updates of each writer.
const UPDATES: u32 = 500;

/// How many are made durable together: as many as come together in rp-server, on average, while the whole is measured.
/// Without requests to answer between, all writers would come at once.
const GROUP: usize = 16;

/// In bytes, as rp-server stores them.
const CREDENTIAL: usize = 200;
const SESSION: usize = 140;
const AUDIT_ENTRY: usize = 110;
const ACCOUNT: usize = 16;

/// One update, and whom to tell that it is durable.
struct Update {
    account: [u8; ACCOUNT],
    count: u32,
    session: [u8; 32],
    done: Sender<()>,
}

/// The number of updates, and the CPU time they took.
pub(crate) fn updates() -> (usize, Duration) {
    // On the disk the workspace is built on: what is in memory needs no sync.
    let folder = tempfile::tempdir_in(std::env::current_dir().expect("a folder")).expect("a folder");
    let database = sled::Config::new().path(folder.path()).flush_every_ms(None).open().expect("an empty database");
    let (queue, waiting) = mpsc::channel();

    let before = cpu::of_ourselves();
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let queue = queue.clone();
            scope.spawn(move || write(writer, &queue));
        }
        drop(queue);
        commit(&database, folder.path(), &waiting);
    });
    (usize::from(WRITERS) * UPDATES as usize, cpu::of_ourselves() - before)
}

fn write(writer: u8, queue: &Sender<Update>) {
    let (done, durable) = mpsc::channel();
    for count in 0..UPDATES {
        let mut session = [0; 32];
        getrandom::fill(&mut session).expect("random bytes");
        let update = Update { account: [writer; ACCOUNT], count, session, done: done.clone() };
        queue.send(update).expect("the committer waits");
        durable.recv().expect("the committer answers");
    }
}

fn commit(database: &sled::Db, folder: &Path, waiting: &Receiver<Update>) {
    let mut barrier = DirectoryBarrier::new(folder);
    let mut sequence = 0;
    while let Ok(first) = waiting.recv() {
        // Whoever was slower than the others is waited for: at the end only are there fewer.
        let others = std::iter::from_fn(|| waiting.recv_timeout(Duration::from_millis(1)).ok());
        let group: Vec<Update> = std::iter::once(first).chain(others.take(GROUP - 1)).collect();
        let mut batch = Batch::default();
        for update in &group {
            sequence += 1;
            update.put_into(&mut batch, sequence);
        }
        database.apply_batch(batch).expect("sled takes it");
        database.flush().expect("sled writes it");
        barrier.make_durable().expect("the disk keeps it");
        for update in group {
            // A writer that has all it wanted no longer listens.
            let _ = update.done.send(());
        }
    }
}

impl Update {
    fn put_into(&self, batch: &mut Batch, sequence: u64) {
        let new = |length: usize| {
            let mut value = vec![7; length];
            value[..4].copy_from_slice(&self.count.to_be_bytes());
            value
        };
        let sequence = sequence.to_be_bytes();
        batch.insert(key(b'c', &[&self.account, &[0; 16]]), new(CREDENTIAL));
        batch.insert(key(b's', &[&self.session]), new(SESSION));
        batch.insert(key(b't', &[&self.account, &self.session]), Vec::new());
        batch.insert(key(b'l', &[&sequence]), new(AUDIT_ENTRY));
        batch.insert(key(b'j', &[&self.account, &sequence]), Vec::new());
    }
}

fn key(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
    [&[kind], parts.concat().as_slice()].concat()
}
