//! What a whole sign-in costs a server, and what the parts of it cost that cannot be left out.
//!
//! Each verb prints one line of JSON with the number of operations and the CPU time that the server took for them; what the
//! clients take is not counted. `cargo xtask bench` runs them in turn.

mod bare;
mod clients;
mod cpu;
mod durable;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Sign in at a running rp-server: two requests, the check, the durable counter
    Whole {
        /// The folder of rp-server
        #[arg(long)]
        bin_dir: PathBuf,
    },
    /// Two requests of the same size at a server that does nothing
    Bare,
    /// The durable update of a sign-in, of many at the same time, in sled: five keys, as its source says and why
    DurableUpdate,
    /// The server that does nothing
    #[command(hide = true)]
    BareServer,
}

fn main() {
    let (count, cpu) = match Arguments::parse().verb {
        Verb::Whole { bin_dir } => clients::whole(bin_dir),
        Verb::Bare => clients::bare(),
        Verb::DurableUpdate => durable::updates(),
        Verb::BareServer => return bare::serve(),
    };
    report(count, cpu);
}

fn report(count: usize, cpu: Duration) {
    println!(r#"{{"count":{count},"cpuNanoseconds":{}}}"#, cpu.as_nanos());
}
