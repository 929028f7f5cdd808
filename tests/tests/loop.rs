//! Every scenario over memory and over a Unix socket, against a real server process. The third transport, hidraw, is the
//! HID machine's: it runs the same functions by `loop-scenario`.

use tests::bench::{Bench, MemoryBench, UnixBench};
use tests::engine::Engine;
use tests::on_both_engines;
use tests::process::RelyingParty;
use tests::scenarios::{GENTLE, Loop, ROUGH};

const PIN: &str = "correct-horse-1";

/// The steps in their order: the rough ones begin, because the first of them sets the PIN.
fn run(bench: &dyn Bench) {
    let server = RelyingParty::start();
    let mut it = Loop::new(bench, &server.url, PIN);
    for (name, scenario) in ROUGH.iter().chain(GENTLE) {
        println!("{name}");
        scenario(&mut it);
    }
}

fn every_scenario_over_memory(engine: Engine) {
    run(&MemoryBench::with(engine));
}

fn every_scenario_over_a_unix_socket(engine: Engine) {
    run(&UnixBench::with(engine));
}

on_both_engines!(every_scenario_over_memory, every_scenario_over_a_unix_socket,);
