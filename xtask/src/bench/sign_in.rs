//! CPU time of one whole sign-in at a running server, beside the sum of what cannot be left out of it.

use std::process::Command;

use anyhow::{Context, Result};

use super::figure::Figure;
use super::measured::Measured;
use crate::cargo::Programs;

/// Each run starts a server of its own and takes some seconds.
const RUNS: usize = 5;

/// A sign-in may cost this much more than the sum.
const GOAL: f64 = 1.5;

/// Measures all parts in turn. `check` is the cost of our assertion check in microseconds.
pub(super) fn measure(programs: &Programs, check: f64) -> Result<Vec<Figure>> {
    let (bench, server) = (programs.path("bench-sign-in")?, programs.path("rp-server")?);
    let (mut bare, mut durable, mut whole) = (Vec::new(), Vec::new(), Vec::new());
    for run in 1..=RUNS {
        eprintln!("one sign-in: run {run} of {RUNS}");
        bare.push(Measured::by("two bare requests", Command::new(bench).arg("bare"))?.microseconds());
        durable.push(Measured::by("a durable update", Command::new(bench).arg("durable-update"))?.microseconds());
        let mut command = Command::new(bench);
        command.arg("whole").arg("--bin-dir").arg(server.parent().context("rp-server lies in no folder")?);
        whole.push(Measured::by("a sign-in", &mut command)?.microseconds());
    }
    figures(&bare, check, &durable, &whole).context("no runs")
}

fn figures(bare: &[f64], check: f64, durable: &[f64], whole: &[f64]) -> Option<Vec<Figure>> {
    let bare = Figure::of("two bare axum requests", "µs CPU", bare)?;
    let durable = Figure::of("one durable update of 5 keys in sled, 64 writers in groups of 16", "µs CPU", durable)?;
    let sum = bare.value + check + durable.value;
    let parts = Figure::of("sum of these two and the assertion check", "µs CPU", &[sum])?;
    let whole = Figure::of("a sign-in at rp-server", "µs CPU", whole)?.relative_to("the sum", sum).with_goal(GOAL);
    let rate = Figure::of("sign-ins a second and core", "1/s", &[1e6 / whole.value])?;
    // Both are computed from medians, not measured.
    let runs = whole.runs;
    Some(vec![bare, durable, Figure { runs, ..parts }, whole, Figure { runs, ..rate }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_is_compared_with_the_sum_of_its_parts() {
        let figures = figures(&[60.0; 5], 40.0, &[20.0; 5], &[150.0; 5]).unwrap();
        let rows: Vec<_> = figures.iter().map(|f| (f.value, f.runs, f.ratio, f.meets_goal())).collect();
        assert_eq!(
            rows,
            [
                (60.0, 5, None, None),
                (20.0, 5, None, None),
                (120.0, 5, None, None),
                (150.0, 5, Some(1.25), Some(true)),
                (1e6 / 150.0, 5, None, None),
            ]
        );
    }
}
