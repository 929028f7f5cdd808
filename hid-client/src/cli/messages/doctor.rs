//! What `doctor` says.

use super::super::message::{Message, Value, messages};
use super::super::tone::Tone;
use crate::diagnosis::{Finding, Node, RULE_FILE, RULE_FOLDER, Remedy, Subject, Trouble};
use crate::discovery::UDEV_RULE;
use crate::error::Error;
use crate::transport::{DeviceName, Holder};

messages! {
    mark_ok;
    mark_problem;
    mark_note;
    /// What is wrong, what helps, and for some what another program would say.
    what_and_remedy(what, remedy);
    what_remedy_and_details(what, remedy, details);
    hidraw_there;
    rule_there;
    key_there;
    may_be_opened(device);
    held_by_nobody(device);
    answers(device, versions);
    hidraw_missing;
    rule_missing;
    key_missing;
    not_listed;
    may_not_be_opened(device);
    belongs_to_others(device, owner, group, mode);
    held_by(device, program, process);
    held_by_another(device);
    speechless(device);
    remedy_load_hidraw;
    remedy_write_rule(file, rule);
    remedy_plug_in_again;
    remedy_ask_its_owner;
    remedy_plug_in;
    remedy_end_holder;
    remedy_try_another;
    rule_written(path);
    rule_not_written(path);
    unhealthy(count);
}

/// Behind which a finding stands.
pub(in crate::cli) fn mark(finding: &Finding) -> (Tone, Message) {
    match &finding.trouble {
        None => (Tone::Good, mark_ok()),
        Some(trouble) if trouble.is_grave() => (Tone::Bad, mark_problem()),
        Some(_) => (Tone::Faint, mark_note()),
    }
}

/// One finding: what was found, and what helps.
pub(in crate::cli) fn of_finding(finding: &Finding) -> Message {
    let Some(trouble) = &finding.trouble else { return says(finding) };
    let remedy = of_remedy(trouble.remedy());
    match technical(trouble) {
        None => what_and_remedy(says(finding), remedy),
        Some(error) => what_remedy_and_details(says(finding), remedy, super::details(error.to_string())),
    }
}

/// What was found, without what helps.
pub(in crate::cli) fn says(finding: &Finding) -> Message {
    match (&finding.subject, &finding.trouble) {
        (subject, Some(trouble)) => of_trouble(subject, trouble),
        (Subject::Hidraw, None) => hidraw_there(),
        (Subject::Udev, None) => rule_there(),
        (Subject::Presence, None) => key_there(),
        (Subject::Permission(device), None) => may_be_opened(device.to_string()),
        (Subject::Holder(device), None) => held_by_nobody(device.to_string()),
        (Subject::Speech(device, versions), None) => {
            answers(device.to_string(), Value::List(versions.iter().map(Value::from).collect()))
        }
    }
}

/// The library's words for a trouble, where it has any.
pub(in crate::cli) fn technical(trouble: &Trouble) -> Option<&Error> {
    match trouble {
        Trouble::NotListed(error) | Trouble::Speechless(error) => Some(error),
        _ => None,
    }
}

/// The key that a finding is about.
pub(in crate::cli) fn device(subject: &Subject) -> Option<&DeviceName> {
    match subject {
        Subject::Hidraw | Subject::Udev | Subject::Presence => None,
        Subject::Permission(device) | Subject::Holder(device) | Subject::Speech(device, _) => Some(device),
    }
}

fn of_trouble(subject: &Subject, trouble: &Trouble) -> Message {
    let device = device(subject).map(ToString::to_string).unwrap_or_default();
    match trouble {
        Trouble::NoHidraw => hidraw_missing(),
        Trouble::NoRule => rule_missing(),
        Trouble::NoKey => key_missing(),
        Trouble::NotListed(_) => not_listed(),
        Trouble::NotAllowed { node: Some(Node { owner, group, mode }), .. } => {
            belongs_to_others(device, owner.to_string(), group.to_string(), format!("{mode:03o}"))
        }
        Trouble::NotAllowed { node: None, .. } | Trouble::SocketNotAllowed => may_not_be_opened(device),
        Trouble::Held(Some(Holder { process, name })) => held_by(device, name, process.to_string()),
        Trouble::Held(None) => held_by_another(device),
        Trouble::Speechless(_) => speechless(device),
    }
}

fn of_remedy(remedy: Remedy) -> Message {
    match remedy {
        Remedy::LoadHidraw => remedy_load_hidraw(),
        Remedy::WriteRule => remedy_write_rule(format!("{RULE_FOLDER}/{RULE_FILE}"), UDEV_RULE),
        Remedy::PlugInAgain => remedy_plug_in_again(),
        Remedy::AskItsOwner => remedy_ask_its_owner(),
        Remedy::PlugIn => remedy_plug_in(),
        Remedy::EndHolder => remedy_end_holder(),
        Remedy::TryAnother => remedy_try_another(),
    }
}
