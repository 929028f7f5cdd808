//! CPU time of one verified assertion: ours, the floor under it, and peers, on one corpus made by the virtual key.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::figure::Figure;
use super::peers::Peer;
use crate::cargo::Programs;
use crate::processes::capture;

/// How many assertions a pass over the corpus has: more than fit a branch predictor's memory.
const CORPUS: &str = "512";

/// At least five for a median; interleaved, so that a busy minute of the machine hits all alike.
const RUNS: usize = 7;

/// A run takes a second of CPU time, and waits for its turn on a busy machine.
const LIMIT: Duration = Duration::from_secs(120);

/// The floor: nothing can verify an assertion without this.
const FLOOR: &str = "floor (aws-lc-rs: P-256 and SHA-256 alone)";
const OURS: &str = "rp-server's assertion check";

/// Ours may cost this much more than the floor.
const GOAL: f64 = 1.15;

/// What one run of one contestant tells.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Measured {
    version: String,
    verified: u64,
    cpu_nanoseconds: u64,
}

/// One row of the table in the making.
struct Contestant {
    name: String,
    command: Box<dyn Fn() -> Command>,
    version: String,
    microseconds: Vec<f64>,
}

/// Measures all of them in turn.
pub(super) fn measure(programs: &Programs, peers: Vec<Peer>, folder: &Path) -> Result<Vec<Figure>> {
    let corpus = folder.join("assertions.jsonl");
    let made = capture(Command::new(programs.path("bench-corpus")?).args(["--count", CORPUS]).arg(&corpus), LIMIT)?;
    if !made.status.success() {
        bail!("the corpus could not be made: {}", made.everything());
    }
    let bench = programs.path("bench-assertion")?;
    let mut contestants: Vec<Contestant> = [(FLOOR, "floor"), (OURS, "ours"), ("webauthn-rs-core", "webauthn-rs-core")]
        .map(|(name, mode)| {
            let (bench, corpus) = (bench.to_path_buf(), corpus.clone());
            Contestant::new(name, move || {
                let mut command = Command::new(&bench);
                command.args(["--mode", mode]).arg(&corpus);
                command
            })
        })
        .into();
    for peer in peers {
        let corpus = corpus.clone();
        contestants.push(Contestant::new(peer.name, move || peer.command(&corpus)));
    }
    for run in 1..=RUNS {
        eprintln!("assertions, run {run} of {RUNS}");
        for contestant in &mut contestants {
            contestant.run()?;
        }
    }
    figures(&contestants)
}

impl Contestant {
    fn new(name: &str, command: impl Fn() -> Command + 'static) -> Self {
        Self { name: name.to_owned(), command: Box::new(command), version: String::new(), microseconds: Vec::new() }
    }

    fn run(&mut self) -> Result<()> {
        let finished = capture(&mut (self.command)(), LIMIT)?;
        if !finished.status.success() {
            bail!("{} failed: {}", self.name, finished.everything());
        }
        let measured: Measured = serde_json::from_str(finished.stdout.trim())
            .with_context(|| format!("{} said: {}", self.name, finished.everything()))?;
        if measured.verified == 0 {
            bail!("{} verified nothing", self.name);
        }
        self.version = measured.version;
        self.microseconds.push(measured.cpu_nanoseconds as f64 / measured.verified as f64 / 1000.0);
        Ok(())
    }
}

fn figures(contestants: &[Contestant]) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    let mut floor = None;
    for contestant in contestants {
        let name = match contestant.version.as_str() {
            "" => contestant.name.clone(),
            version => format!("{} {version}", contestant.name),
        };
        let figure = Figure::of(name, "µs CPU", &contestant.microseconds)
            .with_context(|| format!("{} was never run", contestant.name))?;
        let Some(floor) = floor else {
            floor = Some(figure.value);
            figures.push(figure);
            continue;
        };
        let figure = figure.relative_to("floor", floor);
        figures.push(if contestant.name == OURS { figure.with_goal(GOAL) } else { figure });
    }
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(name: &str, json: &'static str) -> Contestant {
        Contestant::new(name, move || {
            let mut command = Command::new("echo");
            command.arg(json);
            command
        })
    }

    #[test]
    fn the_first_is_the_floor_and_ours_has_the_goal() {
        let mut contestants = [
            says(FLOOR, r#"{"version":"1.19","verified":100,"cpuNanoseconds":4000000}"#),
            says(OURS, r#"{"version":"","verified":100,"cpuNanoseconds":4400000}"#),
            says("peer", r#"{"version":"3","verified":10,"cpuNanoseconds":4000000}"#),
        ];
        for contestant in &mut contestants {
            contestant.run().unwrap();
        }
        let figures = figures(&contestants).unwrap();
        let rows: Vec<_> = figures.iter().map(|f| (f.name.as_str(), f.value, f.ratio, f.goal)).collect();
        assert_eq!(
            rows,
            [
                ("floor (aws-lc-rs: P-256 and SHA-256 alone) 1.19", 40.0, None, None),
                (OURS, 44.0, Some(1.1), Some(GOAL)),
                ("peer 3", 400.0, Some(10.0), None),
            ]
        );
    }

    #[test]
    fn a_contestant_that_verified_nothing_or_speaks_nonsense_is_an_error() {
        let nothing = says("peer", r#"{"version":"3","verified":0,"cpuNanoseconds":1}"#).run().unwrap_err();
        assert_eq!(nothing.to_string(), "peer verified nothing");
        assert!(says("peer", "hello").run().is_err());
    }
}
