//! `doctor`: why a key cannot be used on this computer, and what helps.

use std::io;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::context::Context;
use super::failure::Failure;
use super::{doctor_words, exit_code, output};
use crate::diagnosis::{Finding, RULE_FILE, RULE_FOLDER, Rules, Trouble, examine, examine_system, write_rule};
use crate::discovery::UDEV_RULE;
use crate::transport::DeviceName;

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
    says: String,
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
            output::text(&doctor_words::line(finding))?;
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
            eprintln!("{}", doctor_words::wrote(&path));
            Ok(path)
        }
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            output::text(UDEV_RULE)?;
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
        let (subject, device) = doctor_words::subject(&finding.subject);
        Self {
            subject,
            device: device.map(ToString::to_string),
            trouble: finding.trouble.as_ref().map(doctor_words::trouble_name),
            remedy: finding.trouble.as_ref().map(|trouble| doctor_words::remedy_name(trouble.remedy())),
            says: doctor_words::says(finding),
        }
    }
}
