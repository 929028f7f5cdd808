//! The power goes in the middle of writing: nothing acknowledged is lost. Needs root, a loop device and xfsprogs; run with
//! `cargo test -p tests --test power_cut -- --ignored --nocapture`.

use std::time::Duration;

use tests::durability::{Disk, Promises, Subject, Verdict, WriterProcess, check};

/// Cuts in a row, on one growing store.
const CUTS: u64 = 20;

/// Cuts without what makes them harmless: one that loses is enough.
const CUTS_WITHOUT_BARRIER: u64 = 4;

#[test]
#[ignore = "needs root for a loop device: `cargo xtask test` runs it"]
fn twenty_cuts_lose_nothing() {
    let Some(disk) = disk() else { return };
    let mut promises = Promises::default();
    for round in 0..CUTS {
        let verdict = write_and_cut(&disk, round, &[], &mut promises);
        assert!(verdict.is_good(), "after cut {round}: {verdict}");
    }
    assert!(promises.changes() > 50 * CUTS, "too little was written to show anything: {}", promises.changes());
}

/// Shows that the test above would notice: what it relies on is taken away, and records are lost. The database has grown
/// in good order before, so that it is not merely missing.
#[test]
#[ignore = "needs root for a loop device: `cargo xtask test` runs it"]
fn without_the_barrier_the_same_cuts_lose_records() {
    println!("whatever sled complains about from here on is expected: this test takes its barrier away");
    let (mut losing, mut unreadable, mut lost) = (0, 0, 0);
    for round in 0..CUTS_WITHOUT_BARRIER {
        // What one cut leaves is nothing to build on: each gets a disk of its own.
        let Some(disk) = disk() else { return };
        let mut promises = Promises::default();
        let grown = write_and_cut(&disk, 0, &[], &mut promises);
        assert!(grown.is_good(), "the database did not grow in good order: {grown}");
        let verdict = write_and_cut(&disk, 1 + round, &["--without-barrier"], &mut promises);
        losing += u64::from(!verdict.is_good());
        unreadable += u64::from(!verdict.is_readable);
        lost += verdict.broken.len();
    }
    println!(
        "without the barrier: {losing} of {CUTS_WITHOUT_BARRIER} cuts broke {lost} promises; {unreadable} of them left a store \
         that cannot be read"
    );
    assert!(losing > 0, "the check does not notice a missing barrier");
}

/// Lets a writer work on the disk, cuts the power under it, and checks what is left.
fn write_and_cut(disk: &Disk, round: u64, arguments: &[&str], promises: &mut Promises) -> Verdict {
    let before = promises.changes();
    let directory = disk.path().join("data");
    let program = env!("CARGO_BIN_EXE_store-writer");
    let writer = WriterProcess::start(program, &directory, round, arguments, std::mem::take(promises));
    writer.wait_until_ready();
    std::thread::sleep(Duration::from_millis(300 + round * 137 % 900));
    disk.cut_power();
    *promises = writer.kill();
    disk.restore_power();
    let verdict = check(&directory, promises, Subject(0));
    println!("cut {round}: {} changes acknowledged before it; afterwards {verdict}", promises.changes() - before);
    verdict
}

/// None, with the reason on standard error, where there can be no disk; in continuous integration that is a failure.
fn disk() -> Option<Disk> {
    match Disk::new() {
        Ok(disk) => Some(disk),
        Err(reason) if std::env::var_os("CI").is_some_and(|value| value == "true") => panic!("no power cut: {reason}"),
        Err(reason) => {
            eprintln!("skipped: no disk whose power can be cut: {reason}");
            None
        }
    }
}
