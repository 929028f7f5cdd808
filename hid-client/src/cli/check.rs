//! `check`: whether the key does what the standard says.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::arguments::CurrentPin;
use super::context::Context;
use super::failure::Failure;
use super::message::Value;
use super::messages::check as messages;
use super::person::AtTerminal;
use super::{check_junit, output, table};
use crate::check::{Finding, Outcome, Report, SectionReport, Settings, Stays, Verdict, run as check};
use crate::transport;

/// What a run may do, and where its findings go.
#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// Also write the findings to this file, as JUnit XML.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Also try one wrong PIN, where more than three tries are left.
    #[arg(long)]
    wrong_pin: bool,
    /// Also ask for a reset when it is too late for one: a key that is wrong about that ERASES ITSELF.
    #[arg(long)]
    reset: bool,
    /// Also make discoverable credentials on a key that cannot delete them again.
    #[arg(long)]
    leave_credentials: bool,
    #[command(flatten)]
    pin: CurrentPin,
}

#[derive(Serialize)]
struct Checked {
    /// What `--device` takes.
    device: String,
    /// Null where the key does not say what it is.
    aaguid: Option<String>,
    versions: Vec<String>,
    /// No rule is broken.
    passed: bool,
    /// Each section once, in the order in which they were looked at.
    sections: Vec<SectionEntry>,
    /// What the run made and could not remove.
    stays: Vec<StaysEntry>,
}

#[derive(Serialize)]
struct SectionEntry {
    section: &'static str,
    /// Where it is in the standard.
    standard: &'static str,
    /// `holds`, `broken`, `not_claimed` or `not_tried`.
    verdict: &'static str,
    rules: Vec<RuleEntry>,
}

#[derive(Serialize)]
struct RuleEntry {
    rule: &'static str,
    clause: &'static str,
    says: &'static str,
    /// As the section's verdict.
    outcome: &'static str,
    /// Null for a rule that holds.
    reason: Option<String>,
    milliseconds: u64,
}

#[derive(Serialize)]
struct StaysEntry {
    rp_id: String,
    reason: &'static str,
}

pub(super) fn run(context: &Context, arguments: CheckArguments) -> Result<(), Failure> {
    let device = context.own_device()?;
    // A file that cannot be written is better known before the key is touched two dozen times.
    let junit = arguments.junit.map(check_junit::File::create).transpose()?;
    let settings = Settings {
        wrong_pin: arguments.wrong_pin,
        reset: arguments.reset,
        leave_credentials: arguments.leave_credentials,
        patience: context.timeout(),
        ..Settings::default()
    };
    let mut person = AtTerminal::new(arguments.pin.source(), context.idle());
    let report =
        context.operation(|operation| check(&mut || transport::open(&device), &settings, &mut person, operation));
    let report = report.map_err(|error| person.explain(error))?;
    if let Some(junit) = junit {
        junit.write(&report)?;
    }
    if context.json {
        output::json(&Checked::new(&device.to_string(), &report))?
    } else {
        print(&report)?
    }
    match report.broken().count() {
        0 if report.untouched() => Err(Failure::RulesUntried),
        0 => Ok(()),
        broken => Err(Failure::BreaksRules(broken)),
    }
}

fn print(report: &Report) -> Result<(), Failure> {
    let rows = report.sections.iter().map(|section| {
        [
            Value::from(section.section.name()),
            section.section.standard().into(),
            messages::of_verdict(section.verdict()),
            messages::summary(section),
        ]
    });
    table::print(messages::columns(), rows.collect())?;
    let findings = || report.sections.iter().flat_map(|section| section.findings.iter().map(move |it| (section, it)));
    for (section, finding) in findings() {
        if let Outcome::Broken(how) = &finding.outcome {
            output::text(&messages::broken(section, finding, how))?;
        }
    }
    for (section, finding) in findings() {
        if let Outcome::NotTried(why) = &finding.outcome {
            output::text(&messages::not_tried(section, finding, why))?;
        }
    }
    report.stays.iter().try_for_each(|stays| output::text(&messages::stays(stays)))
}

impl Checked {
    fn new(device: &str, report: &Report) -> Self {
        Self {
            device: device.to_owned(),
            aaguid: report.info.as_ref().map(|info| info.aaguid.to_string()),
            versions: report.info.as_ref().map(|info| info.versions.clone()).unwrap_or_default(),
            passed: report.broken().next().is_none(),
            sections: report.sections.iter().map(SectionEntry::from).collect(),
            stays: report.stays.iter().map(StaysEntry::from).collect(),
        }
    }
}

impl From<&SectionReport> for SectionEntry {
    fn from(report: &SectionReport) -> Self {
        Self {
            section: report.section.name(),
            standard: report.section.standard(),
            verdict: Verdict::name(report.verdict()),
            rules: report.findings.iter().map(RuleEntry::from).collect(),
        }
    }
}

impl From<&Finding> for RuleEntry {
    fn from(finding: &Finding) -> Self {
        Self {
            rule: finding.rule,
            clause: finding.clause,
            says: finding.says,
            outcome: finding.outcome.name(),
            reason: finding.outcome.reason().map(str::to_owned),
            milliseconds: u64::try_from(finding.took.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

impl From<&Stays> for StaysEntry {
    fn from(stays: &Stays) -> Self {
        Self { rp_id: stays.rp_id.clone(), reason: stays.reason }
    }
}
