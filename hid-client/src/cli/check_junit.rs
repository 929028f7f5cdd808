//! The findings of `check` as JUnit XML, for those who collect test results.

use std::io::Write as _;
use std::path::PathBuf;

use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};

use super::failure::Failure;
use crate::check::{Finding, Outcome, Report, SectionReport};

/// A file for the findings, open before there are any.
pub(super) struct File {
    path: PathBuf,
    file: std::fs::File,
}

impl File {
    pub(super) fn create(path: PathBuf) -> Result<Self, Failure> {
        match std::fs::File::create(&path) {
            Ok(file) => Ok(Self { path, file }),
            Err(error) => Err(Failure::File { path: path.display().to_string(), error }),
        }
    }

    /// Writes the whole of it at once.
    pub(super) fn write(mut self, report: &Report) -> Result<(), Failure> {
        let text = junit(report).to_string().map_err(std::io::Error::other);
        let written = text.and_then(|text| self.file.write_all(text.as_bytes()).and_then(|()| self.file.sync_all()));
        written.or_else(|error| match error.kind() {
            // A pipe or a terminal has nothing to sync.
            std::io::ErrorKind::InvalidInput => Ok(()),
            _ => Err(Failure::File { path: self.path.display().to_string(), error }),
        })
    }
}

fn junit(report: &Report) -> Junit {
    let mut junit = Junit::new("hid-client check");
    junit.add_test_suites(report.sections.iter().map(suite));
    junit
}

fn suite(section: &SectionReport) -> TestSuite {
    let mut suite = TestSuite::new(section.section.name());
    suite.add_property(("standard", section.section.standard()));
    suite.add_test_cases(section.findings.iter().map(|finding| case(section, finding)));
    if let (true, Some(note)) = (section.findings.is_empty(), section.note) {
        let mut status = TestCaseStatus::skipped();
        status.set_message(note);
        suite.add_test_case(TestCase::new("section", status));
    }
    suite
}

fn case(section: &SectionReport, finding: &Finding) -> TestCase {
    let mut status = match &finding.outcome {
        Outcome::Holds => TestCaseStatus::success(),
        Outcome::Broken(_) => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Outcome::NotClaimed(_) | Outcome::NotTried(_) => TestCaseStatus::skipped(),
    };
    if let Some(reason) = finding.outcome.reason() {
        status.set_message(format!("{} ({}): {reason}", finding.says, finding.clause));
    }
    let mut case = TestCase::new(finding.rule, status);
    case.set_classname(format!("hid-client.check.{}", section.section)).set_time(finding.took);
    case
}
