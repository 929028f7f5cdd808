//! Inside the machine: go through a scenario and tell every verdict on the console.

use std::time::{Duration, Instant};

use anyhow::Result;
use clap::ValueEnum;

use super::step::Step;
use super::verdict::Message;
use super::{browser, scenario, speed};
use crate::report::Verdict;

/// What to go through.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Guest {
    /// libfido2 and both drivers.
    Drivers,
    /// A browser.
    Browser,
    /// hid-client and libfido2 against the clock.
    Speed,
}

/// `xtask hil-guest`: whether every step passed.
pub(crate) fn run_as_guest(guest: Guest) -> Result<bool> {
    Ok(match guest {
        Guest::Drivers => go_through(scenario::STEPS, &mut scenario::Bench::default(), |_, _| {}),
        Guest::Browser => go_through(browser::STEPS, &mut browser::Bench::default(), browser::keep_traces),
        Guest::Speed => go_through(speed::STEPS, &mut speed::Bench::default(), |_, _| {}),
    })
}

/// After a step that all others lean on has failed, the rest is not tried. `on_failure` keeps what helps to find out why.
fn go_through<B>(steps: &[Step<B>], bench: &mut B, on_failure: fn(&mut B, usize)) -> bool {
    let mut good = true;
    let mut broken: Option<&str> = None;
    for (index, step) in steps.iter().enumerate() {
        let started = Instant::now();
        let verdict = match broken {
            Some(earlier) => Verdict::Skipped(format!("not tried after the failure of `{earlier}`")),
            None => (step.run)(bench).unwrap_or_else(|error| Verdict::Failed(format!("{error:#}"))),
        };
        let took = if broken.is_some() { Duration::ZERO } else { started.elapsed() };
        if matches!(verdict, Verdict::Failed(_)) {
            good = false;
            on_failure(bench, index);
            if step.essential && broken.is_none() {
                broken = Some(step.name);
            }
        }
        println!("{}", Message::new(step.name, verdict, took).to_line());
    }
    good
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hil::step::{essential, step};

    #[test]
    fn a_failure_leaves_traces_and_an_essential_one_ends_the_tries() {
        let steps: [Step<Vec<usize>>; 4] = [
            step("passes", |_| Ok(Verdict::Passed(String::new()))),
            step("fails", |_| anyhow::bail!("broken")),
            essential("is leaned on", |_| anyhow::bail!("broken too")),
            step("is not tried", |bench| {
                bench.push(usize::MAX);
                Ok(Verdict::Passed(String::new()))
            }),
        ];
        let mut failures = Vec::new();
        assert!(!go_through(&steps, &mut failures, |failures, index| failures.push(index)));
        assert_eq!(failures, [1, 2]);
    }
}
