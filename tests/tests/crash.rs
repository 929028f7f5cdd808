//! `kill -9` in the middle of everything: nothing acknowledged is lost, nothing used comes back, it always starts again.

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use hid_client::relying_party::ServerError;
use rp_server::records::UserName;
use rp_server::store::{SledStore, Store, StoreFailure};
use shared::api::{FinishSignIn, SignedIn};
use shared::authenticator_data::AuthenticatorData;
use tests::bench::MemoryBench;
use tests::durability::{Promises, Subject, WriterProcess, check};
use tests::process::RelyingParty;
use tests::scenarios::Loop;

/// Kills in a row, on one growing store.
const KILLS: u64 = 50;

/// People with a key who sign in at the same time.
const PEOPLE: usize = 4;

const PIN: &str = "correct-horse-1";

#[test]
fn fifty_kills_of_a_writer_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut promises = Promises::default();
    for round in 0..KILLS {
        let before = promises.changes();
        let writer = WriterProcess::start(env!("CARGO_BIN_EXE_store-writer"), folder.path(), round, &[], promises);
        writer.wait_until_ready();
        // Now in the middle of the first changes, now after hundreds, however slow the machine is.
        writer.wait_until_acknowledged(round * 37 % 230);
        promises = writer.kill();
        println!("kill {round}: {} changes acknowledged", promises.changes() - before);
        // All that was ever promised every tenth time, the last rounds at the others: it is read in full each time.
        let first = if round % 10 == 9 { Subject(0) } else { Subject::first_of(round.saturating_sub(1)) };
        let verdict = check(folder.path(), &promises, first);
        assert!(verdict.is_good(), "after kill {round}: {verdict}");
    }
    assert!(promises.changes() > 100 * KILLS, "too little was written to show anything: {}", promises.changes());
    assert!(promises.used_ceremonies() > 10, "too few ceremonies were used to show anything");
}

#[test]
fn fifty_kills_of_the_server_lose_nothing() {
    let mut server = RelyingParty::start();
    let mut people: Vec<_> = (0..PEOPLE).map(|number| Somebody::with_a_new_key(number, &server.url)).collect();
    let mut sign_ins = 0;
    for round in 0..KILLS {
        thread::scope(|scope| {
            for person in &mut people {
                scope.spawn(|| person.live_until_the_server_is_gone(round));
            }
            thread::sleep(Duration::from_millis(60 + round * 53 % 400));
            kill(server.id());
        });
        compare(&open(server.data()), &people);
        server.restart();
        for person in &mut people {
            sign_ins += person.sign_ins;
            person.replay_everything();
        }
    }
    let accounts = people.iter().flat_map(Somebody::accounts).count();
    println!("{accounts} accounts, {sign_ins} sign-ins acknowledged in {KILLS} rounds");
    assert!(accounts > PEOPLE && sign_ins > KILLS, "too little happened to show anything");
}

/// A person with a key of their own, and what the server has acknowledged to them.
struct Somebody {
    key: MemoryBench,
    url: String,
    number: usize,
    /// Of the newest account, and older ones.
    account: Option<Acknowledged>,
    older: Vec<Acknowledged>,
    sign_ins: u64,
    /// What was posted since the last kill, whatever came of it.
    posted: Vec<FinishSignIn>,
}

/// An account whose creation was acknowledged.
struct Acknowledged {
    name: String,
    registered: SignedIn,
    /// The key's counter in the last acknowledged sign-in.
    counter: u32,
}

impl Somebody {
    fn with_a_new_key(number: usize, url: &str) -> Self {
        let key = MemoryBench::new();
        let it = Loop::new(&key, url, PIN);
        it.with_key(|key, operation| key.set_pin(&it.pin, operation)).expect("setPIN");
        Self { url: url.to_owned(), number, account: None, older: Vec::new(), sign_ins: 0, posted: Vec::new(), key }
    }

    /// Creates an account in every fifth round, and signs in to the newest again and again.
    fn live_until_the_server_is_gone(&mut self, round: u64) {
        self.sign_ins = 0;
        let it = Loop::new(&self.key, &self.url, PIN);
        // An error is the server's end: the sign-ins after the restart show that the key has none.
        if self.account.is_none() || round.is_multiple_of(5) {
            let name = format!("person-{}-{round}", self.number);
            let Ok(registered) = it.register(&name) else { return };
            self.older.extend(self.account.replace(Acknowledged { name, registered, counter: 0 }));
        }
        let Some(account) = &mut self.account else { return };
        while let Ok(answer) = it.sign_in_answer(Some(&account.name), &it.pin) {
            self.posted.push(answer.clone());
            let Ok(_) = it.server.finish_sign_in(&answer) else { return };
            account.counter = counter_of(&answer);
            self.sign_ins += 1;
        }
    }

    fn accounts(&self) -> impl Iterator<Item = &Acknowledged> {
        self.older.iter().chain(&self.account)
    }

    /// Posts everything once more: each was used or has died with the server. Then the key signs in as ever.
    fn replay_everything(&mut self) {
        let it = Loop::new(&self.key, &self.url, PIN);
        for answer in self.posted.drain(..) {
            match it.server.finish_sign_in(&answer) {
                Err(ServerError::Refused(problem)) => {
                    assert!(["ceremony_used", "ceremony_unknown"].contains(&problem.code.as_str()), "{problem:?}");
                }
                other => panic!("a used challenge came back: {other:?}"),
            }
        }
        if let Some(account) = &mut self.account {
            let answer = it.sign_in_answer(Some(&account.name), &it.pin).expect("the key answers as ever");
            it.server.finish_sign_in(&answer).expect("the server accepts the key as ever");
            account.counter = counter_of(&answer);
        }
    }
}

/// Everything that was acknowledged is in the store.
fn compare(store: &SledStore, people: &[Somebody]) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for account in people.iter().flat_map(Somebody::accounts) {
        runtime.block_on(async {
            let name = UserName::new(&account.name).unwrap();
            let stored = store.account_by_name(&name).await.unwrap();
            assert!(stored.is_some(), "the account {name} is gone");
            let credential = store.credential(&account.registered.key.id).await.unwrap();
            let counter = credential.expect("the key of an account is there").sign_count;
            assert!(counter >= account.counter, "{name}: the counter went back from {} to {counter}", account.counter);
        });
    }
}

/// The key's counter in an answer that the server accepted.
fn counter_of(answer: &FinishSignIn) -> u32 {
    let data = answer.credential.response.authenticator_data.as_bytes();
    AuthenticatorData::parse(data).expect("the server read it too").sign_count
}

fn kill(process: u32) {
    let status = Command::new("kill").arg("-9").arg(process.to_string()).status().expect("kill runs");
    assert!(status.success(), "the server was gone before it was killed");
}

/// The killed server's store; it is free once the kernel has cleared the process away.
fn open(directory: &std::path::Path) -> SledStore {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        match SledStore::open(directory) {
            Err(StoreFailure::InUse(_)) if Instant::now() < deadline => thread::sleep(Duration::from_millis(5)),
            opened => return opened.unwrap_or_else(|failure| panic!("the store does not open: {failure}")),
        }
    }
}
