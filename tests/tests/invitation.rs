//! An account by invitation from a terminal: the link in a file or on standard input, never among the arguments.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Output};

use tests::process::{self, Process, RelyingParty};

/// Runs hid-client on the key; `input` is its standard input.
fn hid_client(folder: &Path, arguments: &[&str], input: Option<&Path>) -> Output {
    let mut command = process::hid_client();
    command.arg("--device").arg(format!("unix:{}", folder.join("key.sock").display())).args(arguments);
    if let Some(input) = input {
        command.stdin(File::open(input).expect("a file"));
    }
    command.current_dir(folder).output().expect("hid-client runs")
}

#[test]
fn an_account_is_created_by_invitation_from_a_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let server = RelyingParty::start_with(&["--sign-up", "invitation"]);
    let serve = |command: &mut Command| {
        command.args(["serve", "--in-memory", "--socket"]).arg(at("key.sock"));
    };
    let _key = Process::start("virtual-key", serve, "ready");
    fs::write(at("pin"), "correct-horse-1\n").expect("a file");
    let set = hid_client(folder.path(), &["pin", "set", "--new-pin-file", "pin"], None);
    assert!(set.status.success(), "{set:?}");

    let register = |more: &[&str], input: Option<&Path>| {
        let arguments = ["register", "--server", &server.url, "--user", "anna", "--pin-file", "pin"];
        hid_client(folder.path(), &[&arguments, more].concat(), input)
    };
    let refused = register(&[], None);
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("Accounts are created by invitation here."), "{said}");

    fs::write(at("wrong"), "https://login.example.org/invitation#nonsense\n").expect("a file");
    let refused = register(&["--invitation-file", "wrong"], None);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("This invitation is not valid, or no longer"), "{said}");
    assert!(!said.contains("nonsense"), "it is not said again: {said}");

    fs::write(at("link"), server.account(&["invite", "anna"])).expect("a file");
    let registered = register(&["--invitation-file", "-"], Some(&at("link")));
    assert!(registered.status.success(), "{registered:?}");
    let refused = register(&["--invitation-file", "link"], None);
    assert!(!refused.status.success(), "it works once");
}
