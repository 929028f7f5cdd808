//! What `check` says around the rules of the standard.

use super::super::message::{Message, Value, messages};
use super::super::tone::Tone;
use crate::check::{Finding, Outcome, SectionReport, Stays, Verdict};

messages! {
    check_column_section;
    check_column_standard;
    check_column_verdict;
    check_column_rules;
    verdict_holds;
    verdict_broken;
    verdict_not_claimed;
    verdict_not_tried;
    rules_hold(count);
    rules_broken(count);
    rules_not_claimed(count);
    rules_not_tried(count);
    rule_broken(section, rule, clause, says, how);
    rule_not_tried(section, rule, why);
    stays_on_key(rp, why);
    breaks_rules(count);
    rules_untried;
}

/// The headline of `check`.
pub(in crate::cli) fn columns() -> [Message; 4] {
    [check_column_section(), check_column_standard(), check_column_verdict(), check_column_rules()]
}

/// A section's verdict.
pub(in crate::cli) fn of_verdict(verdict: Verdict) -> Value {
    match verdict {
        Verdict::Holds => Value::Toned(Tone::Good, verdict_holds()),
        Verdict::Broken => Value::Toned(Tone::Bad, verdict_broken()),
        Verdict::NotClaimed => Value::Toned(Tone::Faint, verdict_not_claimed()),
        Verdict::NotTried => Value::Toned(Tone::Faint, verdict_not_tried()),
    }
}

/// How many rules of a section came out how; why there are none where there are none.
pub(in crate::cli) fn summary(section: &SectionReport) -> Value {
    if let Some(note) = section.note {
        return Value::Standard(note);
    }
    let count = |is: fn(&Outcome) -> bool| section.findings.iter().filter(|finding| is(&finding.outcome)).count();
    let counts = [
        (count(|outcome| matches!(outcome, Outcome::Broken(_))), rules_broken as fn(usize) -> Message),
        (count(|outcome| matches!(outcome, Outcome::Holds)), rules_hold),
        (count(|outcome| matches!(outcome, Outcome::NotClaimed(_))), rules_not_claimed),
        (count(|outcome| matches!(outcome, Outcome::NotTried(_))), rules_not_tried),
    ];
    Value::List(counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, say)| say(count).into()).collect())
}

pub(in crate::cli) fn broken(section: &SectionReport, finding: &Finding, how: &str) -> Message {
    rule_broken(section.section.name(), finding.rule, finding.clause, Value::Standard(finding.says), how)
}

pub(in crate::cli) fn not_tried(section: &SectionReport, finding: &Finding, why: &'static str) -> Message {
    rule_not_tried(section.section.name(), finding.rule, Value::Standard(why))
}

pub(in crate::cli) fn stays(stays: &Stays) -> Message {
    stays_on_key(&stays.rp_id, Value::Standard(stays.reason))
}
