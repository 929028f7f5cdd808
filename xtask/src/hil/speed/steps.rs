//! The steps in their order.

use std::fs::File;
use std::process::Command;

use anyhow::{Context, Result};

use super::bench::Bench;
use super::contestants::{MADE, Work, write_create, write_get};
use super::race::{race, run};
use super::traffic::{self, Traffic};
use super::typist::Typist;
use crate::hil::scenario::{DEVICE, machine};
use crate::hil::step::{Step, essential};
use crate::report::Verdict;

/// Every step, in order.
pub(in crate::hil) const STEPS: &[Step<Bench>] = &[
    essential("the machine boots and has /dev/uhid", |bench| machine::boots(&mut bench.machine)),
    essential("a key with a PIN, and somebody to type it", key_with_pin),
    essential("what info sends", |bench| count(bench, Work::Info)),
    essential("what register sends", |bench| count(bench, Work::Register)),
    essential("what sign-in sends", |bench| count(bench, Work::SignIn)),
    essential("the same key without a trace", key_without_trace),
    essential("info is measured", |bench| measure(bench, Work::Info)),
    essential("register is measured", |bench| measure(bench, Work::Register)),
    essential("sign-in is measured", |bench| measure(bench, Work::SignIn)),
];

const PIN: &str = "4711-bench";

/// Where the key keeps what it keeps: memory, as all of the machine's files.
const STATE: [&str; 2] = ["--state", "/tmp/key"];

fn key_with_pin(bench: &mut Bench) -> Result<Verdict> {
    let mut command = serve();
    command.env("RUST_LOG", traffic::FILTER);
    command.stderr(File::create(traffic::TRACE).context("failed to make a file for the trace")?);
    machine::plug_in_by(&mut bench.machine, command)?;
    let pin = bench.machine.file("pin", &[PIN])?;
    bench.machine.succeed("hid-client", &["--device", DEVICE, "pin", "set", "--pin-file", &pin])?;
    bench.seat(Typist::sit_down(PIN)?);
    write_create(bench)?;
    Ok(Verdict::Passed(String::new()))
}

/// The trace costs time: it is written before anything is measured.
fn count(bench: &mut Bench, work: Work) -> Result<Verdict> {
    let (mut counted, mut told) = (Vec::new(), Vec::new());
    for contestant in &work.sides() {
        let before = traffic::trace()?.len();
        run(contestant, bench.typist()?)?;
        let trace = traffic::trace()?;
        let fresh = trace.get(before..).context("the trace became shorter")?;
        counted.push(Traffic::of(fresh));
        told.push(format!("{}: {}", contestant.title(), traffic::commands(fresh).join(", ")));
    }
    bench.traffic.push(counted);
    if work == Work::Register {
        // Line 5 of what fido2-cred writes: the credential's id.
        bench.credential = bench.machine.line_of(MADE, 4)?;
        write_get(bench)?;
    }
    Ok(Verdict::Passed(told.join("; ")))
}

fn key_without_trace(bench: &mut Bench) -> Result<Verdict> {
    machine::plug_in_by(&mut bench.machine, serve())?;
    Ok(Verdict::Passed(String::new()))
}

fn measure(bench: &mut Bench, work: Work) -> Result<Verdict> {
    let counted = Work::ALL.iter().zip(&bench.traffic).find(|(of, _)| **of == work);
    let (_, counted) = counted.context("nobody counted what it sends")?;
    for series in race(bench, work, counted)? {
        println!("{}", series.to_line());
    }
    Ok(Verdict::Passed(String::new()))
}

fn serve() -> Command {
    let mut command = Command::new("/bin/virtual-key");
    command.args(["serve", "--uhid", "--presence", "auto"]).args(STATE);
    command
}
