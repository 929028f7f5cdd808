//! A process that writes until it is ended.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rp_server::records::AuditKind;
use rp_server::store::{SledStore, Store};
use tokio::task::JoinSet;

use super::subject::NOW;
use super::{Line, Promises, Subject};

/// How many tasks write at the same time.
const WRITERS: u64 = 64;

/// Whatever ended the writing.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Numbers for each writer of a round.
const PEOPLE: u64 = 1 << 20;

impl Subject {
    /// The first person of a round.
    pub fn first_of(round: u64) -> Self {
        Self(round * WRITERS * PEOPLE)
    }
}

/// Writes with many tasks at once and prints a line for each acknowledgement, until the process is ended or the store fails.
/// Each round has people of its own.
pub async fn write_for_ever(store: SledStore, round: u64) -> Result<(), Failure> {
    let store = Arc::new(store);
    say(Line::Ready)?;
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let store = Arc::clone(&store);
        writers.spawn(async move {
            for number in 0..PEOPLE {
                live(&store, Subject(Subject::first_of(round).0 + writer * PEOPLE + number)).await?;
            }
            Ok::<(), Failure>(())
        });
    }
    // The first error ends all: a store that has failed stays so.
    while let Some(ended) = writers.join_next().await {
        ended??;
    }
    Ok(())
}

/// One person's life.
async fn live(store: &SledStore, subject: Subject) -> Result<(), Failure> {
    say(Line::Creating(subject))?;
    store.create_account(subject.new_account()).await?;
    say(Line::Created(subject))?;
    for counter in 1..=3 {
        let ceremony = subject.ceremony(counter);
        let id = ceremony.id;
        store.put_ceremony(ceremony).await?;
        store.consume_ceremony(&id, NOW).await?;
        say(Line::Used(subject, counter))?;
        store.sign_in(subject.sign_in(counter)).await?;
        say(Line::SignedIn(subject, counter))?;
    }
    if subject.0.is_multiple_of(2) {
        say(Line::Ending(subject, 1))?;
        store.end_session(&subject.session_id(1), subject.event(AuditKind::SignedOut)).await?;
        say(Line::Ended(subject, 1))?;
        store.add_credential(subject.second_key()).await?;
        say(Line::Added(subject))?;
    }
    if subject.0.is_multiple_of(4) {
        say(Line::Removing(subject))?;
        store.remove_credential(subject.without_second_key()).await?;
        say(Line::Removed(subject))?;
    }
    Ok(())
}

/// One write for each line: what the kernel has taken is read even if the process ends right after.
fn say(line: Line) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(format!("{line}\n").as_bytes())?;
    stdout.flush()
}

/// The writer's process, as its parent sees it.
#[derive(Debug)]
pub struct WriterProcess {
    child: Child,
    ready: Receiver<()>,
    acknowledged: Arc<AtomicU64>,
    promises: Option<JoinHandle<Promises>>,
}

impl WriterProcess {
    /// Starts `program` (the binary `store-writer`) on a directory. What it says is added to `promises`.
    pub fn start(program: &str, directory: &Path, round: u64, arguments: &[&str], mut promises: Promises) -> Self {
        let mut command = Command::new(program);
        command.arg(directory).arg(round.to_string()).args(arguments);
        // A store that fails says so on stderr: that is what a power cut is for.
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the writer starts");
        let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let (tell, ready) = mpsc::channel();
        let acknowledged = Arc::new(AtomicU64::new(0));
        let (counter, before) = (Arc::clone(&acknowledged), promises.changes());
        let reader = std::thread::spawn(move || {
            for text in stdout.lines() {
                // The last line may have been cut off.
                let Ok(line) = text.expect("the writer's lines are text").parse() else { break };
                if line == Line::Ready {
                    let _ = tell.send(());
                }
                promises.add(line);
                counter.store(promises.changes() - before, Ordering::Relaxed);
            }
            promises
        });
        Self { child, ready, acknowledged, promises: Some(reader) }
    }

    /// Waits until the store is open in the process; panics when it does not open within a minute.
    pub fn wait_until_ready(&self) {
        self.ready.recv_timeout(Duration::from_secs(60)).expect("the writer opens its store");
    }

    /// Waits until it has said of so many changes that they were acknowledged; panics when that takes more than a minute.
    pub fn wait_until_acknowledged(&self, changes: u64) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while self.acknowledged.load(Ordering::Relaxed) < changes {
            assert!(Instant::now() < deadline, "the writer writes too slowly");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Ends it as `kill -9` does, and gives back what was acknowledged before.
    pub fn kill(mut self) -> Promises {
        self.child.kill().expect("the writer is ours to kill");
        self.child.wait().expect("the writer is ours to wait for");
        self.promises.take().expect("it is killed once").join().expect("the writer says what it should")
    }
}

impl Drop for WriterProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
