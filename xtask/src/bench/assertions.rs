//! CPU time of one verified assertion: ours, the floor under it, and peers, on one corpus made by the virtual key.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::figure::Figure;
use super::measured::Measured;
use super::peers::Peer;
use crate::cargo::{self, Programs};
use crate::processes::capture;

/// How many assertions a pass over the corpus has: more than a branch predictor remembers.
const CORPUS: &str = "512";

/// At least five for a median; interleaved, so that a busy minute of the machine hits all alike.
const RUNS: usize = 7;

/// Making the corpus: the virtual key signs every line.
const LIMIT: Duration = Duration::from_secs(120);

/// The floor: nothing can verify an assertion without this.
const FLOOR: &str = "floor: P-256 and SHA-256 alone, aws-lc-rs";
const OURS: &str = "rp-server's assertion check";

/// Ours may cost this much more than the floor.
const GOAL: f64 = 1.15;

/// One row of the table in the making.
struct Contestant {
    name: &'static str,
    command: Box<dyn Fn() -> Command>,
    version: String,
    microseconds: Vec<f64>,
}

/// The figures of one assertion.
pub(super) struct Assertions {
    /// All rows, the floor first.
    pub(super) figures: Vec<Figure>,
    /// Ours again: part of what a sign-in costs.
    pub(super) ours: f64,
}

impl Assertions {
    /// Measures all of them in turn.
    pub(super) fn measure(programs: &Programs, peers: Vec<Peer>, folder: &Path) -> Result<Self> {
        let corpus = folder.join("assertions.jsonl");
        let bench = programs.path("bench-assertion")?.to_path_buf();
        let made = capture(Command::new(&bench).args(["make", "--count", CORPUS]).arg(&corpus), LIMIT)?;
        if !made.status.success() {
            bail!("the corpus could not be made: {}", made.everything());
        }
        let mut contestants = Vec::new();
        for (name, mode, dependency) in [
            (FLOOR, "floor", Some("aws-lc-rs")),
            (OURS, "ours", None),
            ("webauthn-rs-core", "webauthn-rs-core", Some("webauthn-rs-core")),
        ] {
            let (bench, corpus) = (bench.clone(), corpus.clone());
            let mut contestant = Contestant::new(name, move || {
                let mut command = Command::new(&bench);
                command.args(["measure", "--mode", mode]).arg(&corpus);
                command
            });
            contestant.version = dependency.and_then(cargo::locked_version).unwrap_or_default();
            contestants.push(contestant);
        }
        for peer in peers {
            let corpus = corpus.clone();
            contestants.push(Contestant::new(peer.name, move || peer.command(&corpus)));
        }
        for run in 1..=RUNS {
            eprintln!("one assertion: run {run} of {RUNS}");
            for contestant in &mut contestants {
                contestant.run()?;
            }
        }
        Self::of(&contestants)
    }

    fn of(contestants: &[Contestant]) -> Result<Self> {
        let figure_of = |name: &str| {
            let contestant = contestants.iter().find(|contestant| contestant.name == name);
            contestant.and_then(Contestant::figure).with_context(|| format!("{name} was not measured"))
        };
        let (floor, ours) = (figure_of(FLOOR)?.value, figure_of(OURS)?.value);
        let compared = |contestant: &Contestant| {
            let figure = contestant.figure()?;
            Some(match contestant.name {
                FLOOR => figure,
                OURS => figure.relative_to("the floor", floor).with_goal(GOAL),
                _ => figure.relative_to("the floor", floor),
            })
        };
        Ok(Self { figures: contestants.iter().filter_map(compared).collect(), ours })
    }
}

impl Contestant {
    fn new(name: &'static str, command: impl Fn() -> Command + 'static) -> Self {
        Self { name, command: Box::new(command), version: String::new(), microseconds: Vec::new() }
    }

    fn run(&mut self) -> Result<()> {
        let measured = Measured::by(self.name, &mut (self.command)())?;
        self.microseconds.push(measured.microseconds());
        if !measured.version.is_empty() {
            self.version = measured.version;
        }
        Ok(())
    }

    fn figure(&self) -> Option<Figure> {
        let name = format!("{} {}", self.name, self.version);
        Figure::of(name.trim_end(), "µs CPU", &self.microseconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(name: &'static str, json: &'static str) -> Contestant {
        let mut contestant = Contestant::new(name, move || {
            let mut command = Command::new("echo");
            command.arg(json);
            command
        });
        contestant.run().unwrap();
        contestant
    }

    #[test]
    fn every_row_is_relative_to_the_floor_and_ours_has_the_goal() {
        let assertions = Assertions::of(&[
            says(FLOOR, r#"{"version":"1.19","count":100,"cpuNanoseconds":4000000}"#),
            says(OURS, r#"{"version":"","count":100,"cpuNanoseconds":4400000}"#),
            says("peer", r#"{"version":"3","count":10,"cpuNanoseconds":4000000}"#),
        ])
        .unwrap();
        let rows: Vec<_> = assertions.figures.iter().map(|f| (f.name.as_str(), f.value, f.ratio, f.goal)).collect();
        assert_eq!(
            rows,
            [
                ("floor: P-256 and SHA-256 alone, aws-lc-rs 1.19", 40.0, None, None),
                (OURS, 44.0, Some(1.1), Some(GOAL)),
                ("peer 3", 400.0, Some(10.0), None),
            ]
        );
        assert_eq!(assertions.ours, 44.0);
    }
}
