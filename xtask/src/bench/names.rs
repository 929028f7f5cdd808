//! Whether time tells which user names are known (WebAuthn L3 §14.6.2): a sign-in begun for names that a running server knows,
//! and for names that it does not.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::figure::Figure;
use crate::cargo::Programs;
use crate::processes::capture;

/// Each starts a server of its own, with a secret and names of its own.
const RUNS: usize = 5;

/// A run takes seconds.
const LIMIT: Duration = Duration::from_secs(180);

/// How much better than by guessing one could tell, which chance alone exceeds in one of twenty runs: in standard errors.
const CHANCE: f64 = 1.96;

/// One run: times in nanoseconds.
#[derive(Debug, Deserialize)]
struct Times {
    known: Vec<f64>,
    unknown: Vec<f64>,
    /// Known, but all keys of the account have been removed.
    keyless: Vec<f64>,
}

/// The times of one kind of names.
type Kind = fn(&Times) -> &[f64];

/// Measures all runs.
pub(super) fn measure(programs: &Programs) -> Result<Vec<Figure>> {
    let (bench, server) = (programs.path("bench-names")?, programs.path("rp-server")?);
    let mut runs = Vec::new();
    for run in 1..=RUNS {
        eprintln!("known and unknown names: run {run} of {RUNS}");
        let mut command = Command::new(bench);
        command.arg("--bin-dir").arg(server.parent().context("rp-server lies in no folder")?);
        let finished = capture(&mut command, LIMIT)?;
        if !finished.status.success() {
            bail!("bench-names failed: {}", finished.everything());
        }
        let times: Times = serde_json::from_str(finished.stdout.trim())
            .with_context(|| format!("bench-names said: {}", finished.everything()))?;
        runs.push(times);
    }
    figures(&runs).context("no runs")
}

fn figures(runs: &[Times]) -> Option<Vec<Figure>> {
    let medians = |times: Kind| -> Option<Vec<f64>> {
        runs.iter().map(|run| Some(Figure::of("", "", times(run))?.value / 1000.0)).collect()
    };
    let known = Figure::of("a sign-in begun for a known name, median of 1,000", "µs", &medians(|run| &run.known)?)?;
    let mut figures = vec![known.clone()];
    let others: [(&str, Kind); 2] =
        [("an unknown name", |run| &run.unknown), ("a known name without keys", |run| &run.keyless)];
    for (name, times) in others {
        let other = Figure::of(format!("the same for {name}"), "µs", &medians(times)?)?;
        figures.push(other.relative_to("a known name", known.value));
        let advantages: Vec<_> = runs.iter().map(|run| 100.0 * advantage(&run.known, times(run))).collect();
        let chance = 200.0 * CHANCE * standard_error(runs.first()?.known.len(), times(runs.first()?).len());
        let told = Figure::of("better than by guessing, 2,000 times tell which is which", "%", &advantages)?;
        figures.push(told.relative_to("what chance gives in 1 of 20 runs", chance).with_goal(1.0));
    }
    Some(figures)
}

/// Of the rank statistic when both kinds are alike (Mann and Whitney).
fn standard_error(one: usize, other: usize) -> f64 {
    let (one, other) = (one as f64, other as f64);
    ((one + other + 1.0) / (12.0 * one * other)).sqrt()
}

/// How much better than by guessing one tells which of two times, one of each kind, is whose: 0 where both are alike, 1 where
/// every time of one kind is longer than every one of the other.
fn advantage(one: &[f64], other: &[f64]) -> f64 {
    let mut sorted = one.to_vec();
    sorted.sort_by(f64::total_cmp);
    // For each of the other kind: how many of the one kind are shorter, and half of those that are equal.
    let below: f64 = other
        .iter()
        .map(|time| {
            let shorter = sorted.partition_point(|own| own < time);
            let shorter_or_equal = sorted.partition_point(|own| own <= time);
            (shorter + shorter_or_equal) as f64 / 2.0
        })
        .sum();
    (2.0 * below / (one.len() * other.len()) as f64 - 1.0).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_cannot_be_told_apart_and_what_is_not_can() {
        let times: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(advantage(&times, &times), 0.0);
        let later: Vec<f64> = times.iter().map(|time| time + 1000.0).collect();
        assert_eq!((advantage(&times, &later), advantage(&later, &times)), (1.0, 1.0));
        assert_eq!(advantage(&[1.0, 3.0], &[2.0]), 0.0);
        assert_eq!(advantage(&[1.0, 1.0, 1.0, 9.0], &[2.0]), 0.5);
    }

    #[test]
    fn a_difference_that_chance_does_not_give_misses_the_goal() {
        let times = |shift: f64| (0..1000).map(|n| f64::from(n) * 100.0 + shift).collect::<Vec<_>>();
        let known = times(100_000.0);
        let runs = vec![Times { known: known.clone(), unknown: known, keyless: times(110_000.0) }];
        let figures = figures(&runs).unwrap();
        let [_, unknown, alike, keyless, different] = figures.as_slice() else { panic!("{figures:?}") };
        assert_eq!((unknown.ratio, alike.value, alike.meets_goal()), (Some(1.0), 0.0, Some(true)));
        assert!(keyless.ratio.unwrap() > 1.06 && different.value > 15.0, "{figures:?}");
        assert_eq!(different.meets_goal(), Some(false));
    }
}
