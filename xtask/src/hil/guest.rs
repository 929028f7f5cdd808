//! Inside the machine: go through the scenario and tell every verdict on the console.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::scenario::{Bench, STEPS};
use super::verdict::Message;
use crate::report::Verdict;

/// `xtask hil-guest`: whether every step passed. After a step that all others lean on has failed, the rest is not tried.
pub(crate) fn run_as_guest() -> Result<bool> {
    let mut bench = Bench::default();
    let mut good = true;
    let mut broken: Option<&str> = None;
    for step in STEPS {
        let started = Instant::now();
        let verdict = match broken {
            Some(earlier) => Verdict::Skipped(format!("not tried after the failure of `{earlier}`")),
            None => (step.run)(&mut bench).unwrap_or_else(|error| Verdict::Failed(format!("{error:#}"))),
        };
        let took = if broken.is_some() { Duration::ZERO } else { started.elapsed() };
        if matches!(verdict, Verdict::Failed(_)) {
            good = false;
            if step.essential && broken.is_none() {
                broken = Some(step.name);
            }
        }
        println!("{}", Message::new(step.name, verdict, took).to_line());
    }
    Ok(good)
}
