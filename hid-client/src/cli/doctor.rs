//! `doctor`: why a key cannot be used on this computer, and what helps.

use std::io;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::context::Context;
use super::failure::Failure;
use super::language::Language;
use super::messages::doctor as messages;
use super::{exit_code, output};
use crate::diagnosis::{
    Finding, RULE_FILE, RULE_FOLDER, Remedy, Rules, Subject, Trouble, examine, examine_system, write_rule,
};
use crate::discovery::UDEV_RULE;
use crate::transport::DeviceName;

/// Where what is said begins, behind its mark.
const MARK_WIDTH: usize = 9;

/// What may be written, and where.
#[derive(Debug, Args)]
pub(super) struct DoctorArguments {
    /// Write the udev rule that lets everybody at this computer use security keys; as root.
    #[arg(long)]
    write_rule: bool,
    /// Where this computer's own rules are.
    #[arg(long, value_name = "FOLDER", default_value = RULE_FOLDER, hide_short_help = true)]
    rules: PathBuf,
}

#[derive(Serialize)]
struct Diagnosis {
    /// Keys can be used.
    healthy: bool,
    findings: Vec<Entry>,
    /// The rule that lets people use keys, and where it belongs.
    rule: &'static str,
    rule_file: String,
    /// Whether this run wrote it.
    rule_written: bool,
}

#[derive(Serialize)]
struct Entry {
    /// `hidraw`, `udev`, `presence`, `permission`, `holder` or `speech`.
    subject: &'static str,
    /// What `--device` takes, or null.
    device: Option<String>,
    /// Null when nothing is wrong.
    trouble: Option<&'static str>,
    /// Null when nothing is wrong.
    remedy: Option<&'static str>,
    /// What was found, in English whatever the locale.
    says: String,
    /// What the standard or the operating system would say of it, or null.
    details: Option<String>,
}

pub(super) fn run(context: &Context, arguments: &DoctorArguments) -> Result<(), Failure> {
    let written = arguments.write_rule.then(|| write(arguments)).transpose()?;
    let rules = Rules::under(&arguments.rules);
    let findings = look(context, &rules)?;
    let grave = findings.iter().filter_map(|finding| finding.trouble.as_ref()).filter(|trouble| trouble.is_grave());
    let codes: Vec<u8> = grave.map(code).collect();
    if context.json {
        output::json(&Diagnosis {
            healthy: codes.is_empty(),
            findings: findings.iter().map(Entry::from).collect(),
            rule: UDEV_RULE,
            rule_file: arguments.rules.join(RULE_FILE).display().to_string(),
            rule_written: written.is_some(),
        })?;
    } else {
        for finding in &findings {
            let (tone, mark) = messages::mark(finding);
            output::marked((tone, &mark), MARK_WIDTH, &messages::of_finding(finding))?;
        }
    }
    match codes.first() {
        None => Ok(()),
        Some(code) => Err(Failure::Unhealthy { code: *code, troubles: codes.len() }),
    }
}

fn look(context: &Context, rules: &Rules) -> Result<Vec<Finding>, Failure> {
    let (mut findings, mut devices) = examine_system(rules);
    if let Some(device) = context.named_device()? {
        // Whoever names a place knows that there is one; a socket needs neither the kernel nor its rules.
        findings.clear();
        if matches!(device, DeviceName::Hidraw(_)) {
            findings = examine_system(rules).0;
            findings.truncate(2);
        }
        devices = vec![device];
    }
    for device in devices {
        let found = context.operation(|operation| Ok::<_, Failure>(examine(&device, rules, operation)))?;
        findings.extend(found);
    }
    Ok(findings)
}

fn write(arguments: &DoctorArguments) -> Result<PathBuf, Failure> {
    match write_rule(&arguments.rules) {
        Ok(path) => {
            output::note(&messages::rule_written(path.as_path()));
            Ok(path)
        }
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            output::data(UDEV_RULE)?;
            Err(Failure::RuleNotWritten(arguments.rules.join(RULE_FILE)))
        }
        Err(error) => Err(Failure::File { path: arguments.rules.join(RULE_FILE).display().to_string(), error }),
    }
}

/// The exit code of what would go wrong with any other verb.
fn code(trouble: &Trouble) -> u8 {
    match trouble {
        Trouble::NoHidraw | Trouble::NotListed(_) => exit_code::NOT_SUPPORTED,
        Trouble::NoKey | Trouble::Held(_) => exit_code::NO_KEY,
        Trouble::NoRule | Trouble::NotAllowed { .. } | Trouble::SocketNotAllowed => exit_code::NO_PERMISSION,
        Trouble::Speechless(error) => exit_code::of_kind(error.kind()),
    }
}

impl From<&Finding> for Entry {
    fn from(finding: &Finding) -> Self {
        let trouble = finding.trouble.as_ref();
        Self {
            subject: subject_name(&finding.subject),
            device: messages::device(&finding.subject).map(ToString::to_string),
            trouble: trouble.map(trouble_name),
            remedy: trouble.map(|trouble| remedy_name(trouble.remedy())),
            says: messages::says(finding).in_language(Language::English),
            details: trouble.and_then(messages::technical).map(ToString::to_string),
        }
    }
}

const fn subject_name(subject: &Subject) -> &'static str {
    match subject {
        Subject::Hidraw => "hidraw",
        Subject::Udev => "udev",
        Subject::Presence => "presence",
        Subject::Permission(_) => "permission",
        Subject::Holder(_) => "holder",
        Subject::Speech(..) => "speech",
    }
}

const fn trouble_name(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::NoHidraw => "no_hidraw",
        Trouble::NoRule => "no_rule",
        Trouble::NoKey => "no_key",
        Trouble::NotListed(_) => "not_listed",
        Trouble::NotAllowed { .. } | Trouble::SocketNotAllowed => "not_allowed",
        Trouble::Held(_) => "held",
        Trouble::Speechless(_) => "speechless",
    }
}

const fn remedy_name(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::LoadHidraw => "load_hidraw",
        Remedy::WriteRule => "write_rule",
        Remedy::PlugInAgain => "plug_in_again",
        Remedy::AskItsOwner => "ask_its_owner",
        Remedy::PlugIn => "plug_in",
        Remedy::EndHolder => "end_holder",
        Remedy::TryAnother => "try_another",
    }
}
