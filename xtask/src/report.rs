//! Steps with their verdicts, printed as they happen and counted at the end.

use std::io::{Write, stdout};
use std::time::Duration;

/// What became of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// As it should be; the text says what was seen, and may be empty.
    Passed(String),
    /// Not as it should be, and why.
    Failed(String),
    /// Not looked at, and why.
    Skipped(String),
}

/// The steps so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    steps: Vec<(String, Verdict)>,
}

impl Report {
    /// Keeps one verdict and prints its line.
    pub(crate) fn add(&mut self, step: &str, verdict: Verdict, took: Duration) {
        println!("{}", line(step, &verdict, took));
        // A person watches these lines appear: a closed pipe is no reason to fail the step.
        let _ = stdout().flush();
        self.steps.push((step.to_owned(), verdict));
    }

    /// Whether no step failed.
    pub(crate) fn is_good(&self) -> bool {
        !self.steps.iter().any(|(_, verdict)| matches!(verdict, Verdict::Failed(_)))
    }

    /// Names what failed and what was skipped, then the counts alone on the last line.
    pub(crate) fn closing_lines(&self) -> String {
        let mut lines = Vec::new();
        let (mut passed, mut failed, mut skipped) = (0, 0, 0);
        for (step, verdict) in &self.steps {
            match verdict {
                Verdict::Passed(_) => passed += 1,
                Verdict::Failed(why) => {
                    failed += 1;
                    lines.push(format!("failed: {step}: {}", first_line(why)));
                }
                Verdict::Skipped(why) => {
                    skipped += 1;
                    lines.push(format!("skipped: {step}: {}", first_line(why)));
                }
            }
        }
        lines.push(format!("{passed} passed, {failed} failed, {skipped} skipped"));
        lines.join("\n")
    }
}

fn line(step: &str, verdict: &Verdict, took: Duration) -> String {
    let seconds = took.as_secs_f64();
    match verdict {
        Verdict::Passed(seen) if seen.is_empty() => format!("  ok      {step} ({seconds:.1} s)"),
        Verdict::Passed(seen) => format!("  ok      {step}: {seen} ({seconds:.1} s)"),
        Verdict::Failed(why) => format!("  FAILED  {step} ({seconds:.1} s)\n{}", indented(why)),
        Verdict::Skipped(why) => format!("  skipped {step}: {why}"),
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("          {line}")).collect::<Vec<_>>().join("\n")
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_is_the_counts_alone_and_the_others_name_what_did_not_pass() {
        let mut report = Report::default();
        report.add("format", Verdict::Passed(String::new()), Duration::ZERO);
        report.add("lints", Verdict::Failed("one warning\nsecond line".to_owned()), Duration::ZERO);
        report.add("licences", Verdict::Skipped("cargo-deny is not installed".to_owned()), Duration::ZERO);
        assert!(!report.is_good());
        assert_eq!(
            report.closing_lines(),
            "failed: lints: one warning\nskipped: licences: cargo-deny is not installed\n1 passed, 1 failed, 1 skipped"
        );
    }

    #[test]
    fn a_skipped_step_is_not_a_failed_one() {
        let mut report = Report::default();
        report.add("licences", Verdict::Skipped("not here".to_owned()), Duration::ZERO);
        assert!(report.is_good());
    }

    #[test]
    fn a_failure_shows_every_line_of_why_under_its_step() {
        let text = line("lints", &Verdict::Failed("a\nb".to_owned()), Duration::from_millis(1500));
        assert_eq!(text, "  FAILED  lints (1.5 s)\n          a\n          b");
    }
}
