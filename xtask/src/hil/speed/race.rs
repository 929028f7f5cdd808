//! Runs of a program, timed from its start to its end, and rounds of them.

use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

use super::bench::Bench;
use super::contestants::{Contestant, Work};
use super::series::Series;
use super::traffic::Traffic;
use super::typist::Typist;

/// Rounds that are not counted: files come into the cache, and the emulator translates the programs.
const WARM_UP: usize = 2;

/// Rounds that are.
const ROUNDS: usize = 25;

/// What the programs write.
const OUTPUT: &str = "/tmp/output";

/// What one run took.
pub(super) struct Sample {
    wall: Duration,
    cpu: Duration,
}

/// Both sides of `work` in turn, round by round.
pub(super) fn race(bench: &Bench, work: Work, traffic: &[Traffic]) -> Result<Vec<Series>> {
    let typist = bench.typist()?;
    let begun = |(contestant, traffic): (Contestant, &Traffic)| {
        let (side, program) = (contestant.side, contestant.title());
        let work = work.name().to_owned();
        (contestant, Series { work, side, program, traffic: *traffic, wall: Vec::new(), cpu: Vec::new() })
    };
    let mut sides: Vec<_> = work.sides().into_iter().zip(traffic).map(begun).collect();
    for round in 0..WARM_UP + ROUNDS {
        for (contestant, series) in &mut sides {
            let sample = run(contestant, typist)?;
            if round >= WARM_UP {
                series.wall.push(milliseconds(sample.wall));
                series.cpu.push(milliseconds(sample.cpu));
            }
        }
    }
    Ok(sides.into_iter().map(|(_, series)| series).collect())
}

/// One run; an error with all it wrote unless it succeeded and asked for the PIN as it should.
pub(super) fn run(contestant: &Contestant, typist: &Typist) -> Result<Sample> {
    let mut command = Command::new(contestant.program);
    command.args(&contestant.arguments).stdin(typist.line()?).stderr(typist.line()?);
    command.stdout(Stdio::from(File::create(OUTPUT).context("failed to make a file")?));
    typist.clear();

    let started = Instant::now();
    let mut child = command.spawn().with_context(|| format!("failed to start {}", contestant.program))?;
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw).context("a process without a number")?;
    // Without taking it away yet: what it used stands in /proc until then.
    waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT).context("failed to wait for a program")?;
    let took = started.elapsed();
    let cpu = cpu_time(child.id())?;
    let status = child.wait().context("failed to wait for a program")?;

    let title = contestant.title();
    if !status.success() {
        let written = fs::read_to_string(OUTPUT).unwrap_or_default();
        bail!("{title} ended with {status}: {} {}", typist.shown(), written.trim());
    }
    let typing = typist.typing();
    ensure!(typing.is_some() == contestant.asks, "{title} asked for the PIN when it should not, or the reverse");
    Ok(Sample { wall: took.saturating_sub(typing.unwrap_or_default()), cpu })
}

/// Nanoseconds that a process was on a processor: the first number of its schedstat.
fn cpu_time(pid: u32) -> Result<Duration> {
    let path = format!("/proc/{pid}/schedstat");
    let text = fs::read_to_string(&path).with_context(|| format!("failed to read {path}"))?;
    let first = text.split_whitespace().next().and_then(|word| word.parse().ok());
    Ok(Duration::from_nanos(first.with_context(|| format!("{path} says: {text}"))?))
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
