//! What `doctor` says; beside [`super::messages`].

use std::path::Path;

use super::messages;
use crate::diagnosis::{Finding, Node, RULE_FILE, RULE_FOLDER, Remedy, Subject, Trouble};
use crate::discovery::UDEV_RULE;
use crate::transport::{DeviceName, Holder};

/// One finding: a mark, what was found, and what helps.
pub(super) fn line(finding: &Finding) -> String {
    let Some(trouble) = &finding.trouble else { return format!("ok       {}", says(finding)) };
    let mark = if trouble.is_grave() { "PROBLEM" } else { "note   " };
    let help = remedy(trouble.remedy());
    let help: Vec<_> = help.lines().map(|line| format!("         {line}")).collect();
    format!("{mark}  {}\n{}", says(finding), help.join("\n"))
}

/// The subject by name, and the key that it is about.
pub(super) fn subject(subject: &Subject) -> (&'static str, Option<&DeviceName>) {
    match subject {
        Subject::Hidraw => ("hidraw", None),
        Subject::Udev => ("udev", None),
        Subject::Presence => ("presence", None),
        Subject::Permission(device) => ("permission", Some(device)),
        Subject::Holder(device) => ("holder", Some(device)),
        Subject::Speech(device, _) => ("speech", Some(device)),
    }
}

/// What was found, without what helps.
pub(super) fn says(finding: &Finding) -> String {
    match (&finding.subject, &finding.trouble) {
        (_, Some(trouble)) => of_trouble(&finding.subject, trouble),
        (Subject::Hidraw, None) => "The kernel gives out security keys (hidraw).".into(),
        (Subject::Udev, None) => "A rule of udev lets everybody at this computer use security keys.".into(),
        (Subject::Presence, None) => "A security key is plugged in.".into(),
        (Subject::Permission(device), None) => format!("{device} may be opened."),
        (Subject::Holder(device), None) => format!("{device} is held by no other program."),
        (Subject::Speech(device, versions), None) => {
            format!("{device} answers: {}.", messages::printable(&versions.join(", ")))
        }
    }
}

fn of_trouble(subject_of: &Subject, trouble: &Trouble) -> String {
    let device = subject(subject_of).1.map(ToString::to_string).unwrap_or_default();
    match trouble {
        Trouble::NoHidraw => "The kernel does not give out security keys: it has no hidraw.".into(),
        Trouble::NoRule => "No rule of udev lets people at this computer use security keys.".into(),
        Trouble::NoKey => "There is no security key.".into(),
        Trouble::NotListed(error) => format!("The devices cannot be listed: {error}."),
        Trouble::NotAllowed { node: Some(Node { owner, group, mode }), .. } => {
            format!("You may not open {device}: it is user {owner}'s and group {group}'s, with mode {mode:03o}.")
        }
        Trouble::NotAllowed { node: None, .. } | Trouble::SocketNotAllowed => format!("You may not open {device}."),
        Trouble::Held(Some(Holder { process, name })) => {
            format!("{device} is held by {} (process {process}).", messages::printable(name))
        }
        Trouble::Held(None) => format!("{device} is held by another program."),
        Trouble::Speechless(error) => format!("{device} cannot be spoken to: {error}."),
    }
}

fn remedy(remedy: Remedy) -> String {
    match remedy {
        Remedy::LoadHidraw => {
            "Load it as root: `modprobe hid` and `modprobe hid-generic`. A kernel without them cannot use keys.".into()
        }
        Remedy::WriteRule => format!(
            "Write the rule as root, by `sudo hid-client doctor --write-rule`, or put this line into\n\
             {RULE_FOLDER}/{RULE_FILE} yourself; then unplug the key and plug it in again.\n  {UDEV_RULE}"
        ),
        Remedy::PlugInAgain => {
            "The rule is there. Unplug the key and plug it in again; it is for whoever sits at this computer, not for \
             those\nwho came over the network."
                .into()
        }
        Remedy::AskItsOwner => "Ask whoever runs the key behind it, or use another.".into(),
        Remedy::PlugIn => "Plug one in, and look again.".into(),
        Remedy::EndHolder => "Wait until it is done, or end it, and look again.".into(),
        Remedy::TryAnother => {
            "Unplug it and plug it in again, at another port. If that does not help, use another key.".into()
        }
    }
}

pub(super) const fn trouble_name(trouble: &Trouble) -> &'static str {
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

pub(super) const fn remedy_name(remedy: Remedy) -> &'static str {
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

pub(super) fn wrote(path: &Path) -> String {
    format!("Wrote {}. Unplug the key and plug it in again.", path.display())
}

pub(super) fn unhealthy(troubles: usize) -> String {
    let things = if troubles == 1 { "One thing stands".into() } else { format!("{troubles} things stand") };
    format!("{things} in the way. Do what is said there, and look again.")
}

pub(super) fn rule_not_written(path: &Path) -> String {
    format!("You may not write {}. Do it as root: `sudo hid-client doctor --write-rule`.", path.display())
}
