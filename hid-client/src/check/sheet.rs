//! The findings of one section, while it is looked at.

use std::time::Instant;

use super::bench::Bench;
use super::trouble::Trouble;
use super::{Finding, Outcome, Section, SectionReport};
use crate::error::Error;

/// A rule: its name, where it is in the standard, and what it says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule(pub(super) &'static str, pub(super) &'static str, pub(super) &'static str);

/// The findings of one section, while it is looked at.
#[derive(Debug)]
pub(super) struct Sheet(SectionReport);

impl Sheet {
    /// An empty sheet.
    pub(super) fn new(section: Section) -> Self {
        Self(SectionReport { section, findings: Vec::new(), note: None })
    }

    /// The sheet of a section that the key does not claim, or that cannot be tried at all.
    pub(super) fn left_out(section: Section, outcome: Outcome) -> SectionReport {
        let note = match outcome {
            Outcome::NotClaimed(why) | Outcome::NotTried(why) => Some(why),
            Outcome::Holds | Outcome::Broken(_) => None,
        };
        let findings = match outcome {
            Outcome::NotTried(_) => {
                vec![finding(Rule("section", "", "this section as a whole"), outcome, Instant::now())]
            }
            _ => Vec::new(),
        };
        SectionReport { section, findings, note }
    }

    /// Looks whether a rule holds: `body` tries it. What it gives, when the rule holds; an error when the run cannot go on.
    pub(super) fn rule<T>(
        &mut self,
        bench: &mut Bench<'_>,
        rule: Rule,
        body: impl FnOnce(&mut Bench<'_>) -> Result<T, Trouble>,
    ) -> Result<Option<T>, Error> {
        let started = Instant::now();
        let result = if bench.is_lost() { Err(Trouble::NotTried("the key no longer answers")) } else { body(bench) };
        match result {
            Ok(value) => {
                self.0.findings.push(finding(rule, Outcome::Holds, started));
                Ok(Some(value))
            }
            Err(trouble) => {
                bench.recover(&trouble)?;
                self.0.findings.push(finding(rule, trouble.outcome()?, started));
                Ok(None)
            }
        }
    }

    /// As [`Self::rule`], for what can be told without asking the key.
    pub(super) fn judge(&mut self, rule: Rule, result: Result<(), Trouble>) -> Result<(), Error> {
        let outcome = result.map_or_else(Trouble::outcome, |()| Ok(Outcome::Holds))?;
        self.0.findings.push(finding(rule, outcome, Instant::now()));
        Ok(())
    }

    /// Whether the rule of this name was found broken.
    pub(super) fn is_broken(&self, rule: &str) -> bool {
        let broken = |finding: &&Finding| matches!(finding.outcome, Outcome::Broken(_));
        self.0.findings.iter().filter(broken).any(|finding| finding.rule == rule)
    }

    /// The finished sheet.
    pub(super) fn finish(self) -> SectionReport {
        self.0
    }
}

fn finding(Rule(rule, clause, says): Rule, outcome: Outcome, started: Instant) -> Finding {
    Finding { rule, clause, says, outcome, took: started.elapsed() }
}
