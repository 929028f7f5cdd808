//! What `check` says; beside [`super::messages`].

use super::messages::printable;
use crate::check::{Finding, Outcome, SectionReport, Stays, Verdict};

pub(super) const COLUMNS: [&str; 4] = ["SECTION", "STANDARD", "VERDICT", "RULES"];
pub(super) const RULES_UNTRIED: &str = "What was tried holds, but not everything was: the key was not touched in time. Try again when you have it at hand.";

pub(super) fn breaks_rules(sections: usize) -> String {
    let sections = if sections == 1 { "one section".into() } else { format!("{sections} sections") };
    format!("This key does not do what the standard says in {sections}. Report it to its maker, or use another key.")
}

pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::Broken => "BROKEN",
        Verdict::NotClaimed => "not claimed",
        Verdict::NotTried => "not tried",
    }
}

/// How many rules of a section came out how; why there are none where there are none.
pub(super) fn summary(section: &SectionReport) -> String {
    if let Some(note) = section.note {
        return note.to_owned();
    }
    let count = |word: &str, is: fn(&Outcome) -> bool| {
        let count = section.findings.iter().filter(|finding| is(&finding.outcome)).count();
        (count > 0).then(|| format!("{count} {word}"))
    };
    let counts = [
        count("broken", |outcome| matches!(outcome, Outcome::Broken(_))),
        count("hold", |outcome| matches!(outcome, Outcome::Holds)),
        count("not claimed", |outcome| matches!(outcome, Outcome::NotClaimed(_))),
        count("not tried", |outcome| matches!(outcome, Outcome::NotTried(_))),
    ];
    counts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

pub(super) fn broken(section: &SectionReport, finding: &Finding, how: &str) -> String {
    let Finding { rule, clause, says, .. } = finding;
    format!("\n{} {rule} ({clause}): {says}.\n  But: {}.", section.section, printable(how))
}

pub(super) fn not_tried(section: &SectionReport, finding: &Finding, why: &str) -> String {
    format!("Not tried: {} {}: {why}.", section.section, finding.rule)
}

pub(super) fn stays(stays: &Stays) -> String {
    format!("Stays on the key: credentials of this check at {}: {}.", stays.rp_id, stays.reason)
}
