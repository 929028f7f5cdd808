//! `kill -9` in the middle of everything: nothing acknowledged is lost, nothing used comes back, it always starts again.

use std::time::Duration;

use tests::durability::{Promises, Subject, WriterProcess, check};

/// Kills in a row, on one growing store.
const KILLS: u64 = 50;

#[test]
fn fifty_kills_of_a_writer_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut promises = Promises::default();
    for round in 0..KILLS {
        let before = promises.changes();
        let writer = WriterProcess::start(env!("CARGO_BIN_EXE_store-writer"), folder.path(), round, &[], promises);
        writer.wait_until_ready();
        // Now in the middle of the first changes, now after hundreds.
        std::thread::sleep(Duration::from_millis(20 + round * 37 % 230));
        promises = writer.kill();
        println!("kill {round}: {} changes acknowledged", promises.changes() - before);
        // All that was ever promised every tenth time, the last rounds at the others: it is read in full each time.
        let first = if round % 10 == 9 { Subject(0) } else { Subject::first_of(round.saturating_sub(1)) };
        let verdict = check(folder.path(), &promises, first);
        assert!(verdict.is_good(), "after kill {round}: {verdict}");
    }
    assert!(promises.changes() > 50 * KILLS, "too little was written to show anything: {}", promises.changes());
    assert!(promises.used_ceremonies() > 10, "too few ceremonies were used to show anything");
}
