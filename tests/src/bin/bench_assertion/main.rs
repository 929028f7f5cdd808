//! What one verified assertion costs: ours, the floor under it, and webauthn-rs-core, on a corpus that the virtual key made.
//!
//! `make` writes the corpus, one assertion a line; `measure` prints one line of JSON with the number of assertions verified and
//! the CPU time that took. Peers in other languages read the same corpus and print the same line: `cargo xtask bench`.

mod contestants;
mod corpus;
mod make;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use rustix::time::{ClockId, clock_gettime};

use crate::contestants::{Core, Floor, Ours, Verifier};
use crate::corpus::Line;

/// A run measures at least so much CPU time.
const ENOUGH: Duration = Duration::from_secs(1);

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Have a virtual key sign, and write the corpus
    Make {
        /// How many assertions
        #[arg(long)]
        count: usize,
        /// Where to
        file: PathBuf,
    },
    /// Verify the corpus over and over, and print the CPU time
    Measure {
        /// Whose check
        #[arg(long)]
        mode: Mode,
        /// The corpus
        file: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Mode {
    /// aws-lc-rs alone: the signature and the hashes under it
    Floor,
    /// The check of rp-server
    Ours,
    /// The check of webauthn-rs-core
    WebauthnRsCore,
}

fn main() {
    match Arguments::parse().verb {
        Verb::Make { count, file } => corpus::write(&file, &make::assertions(count)),
        Verb::Measure { mode: Mode::Floor, file } => measure::<Floor>(&corpus::read(&file)),
        Verb::Measure { mode: Mode::Ours, file } => measure::<Ours>(&corpus::read(&file)),
        Verb::Measure { mode: Mode::WebauthnRsCore, file } => measure::<Core>(&corpus::read(&file)),
    }
}

fn measure<V: Verifier>(corpus: &[Line]) {
    // A check that lets a damaged signature pass would be quick and worthless.
    let damaged = corpus.first().expect("a corpus has lines").with_damaged_signature();
    assert!(!V::prepare(&damaged).verify(), "{} accepted a damaged signature", V::NAME);

    let prepared: Vec<V> = corpus.iter().map(V::prepare).collect();
    let pass = || assert!(prepared.iter().all(V::verify), "{} refused an assertion of the corpus", V::NAME);
    pass();
    let (mut count, started) = (0, cpu_time());
    while cpu_time() - started < ENOUGH {
        pass();
        count += prepared.len();
    }
    let nanoseconds = (cpu_time() - started).as_nanos();
    println!(r#"{{"version":"{}","count":{count},"cpuNanoseconds":{nanoseconds}}}"#, V::VERSION);
}

/// CPU time of this process, all threads.
fn cpu_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).expect("a clock does not run backwards")
}
