//! `hid-client select`, `watch` and `doctor`: the real program, and virtual keys on Unix sockets.

use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use tests::process::{Process, bin_dir, hid_client, hid_client_at};

/// Nobody in particular.
const NOBODY: u32 = 65_534;
const RULE: &str = r#"KERNEL=="hidraw*", SUBSYSTEM=="hidraw", ENV{ID_FIDO_TOKEN}=="1", TAG+="uaccess""#;

/// A key on a socket that waits for its touches.
struct Key {
    device: String,
    control: PathBuf,
    process: Process,
}

impl Key {
    fn new(folder: &Path, name: &str, options: &[&str]) -> Self {
        let (socket, control) = (folder.join(name), folder.join(format!("{name}.control")));
        let arguments = |command: &mut Command| {
            command.args(["serve", "--in-memory", "--presence", "manual", "--socket"]).arg(&socket);
            command.arg("--control").arg(&control).args(options);
        };
        let (process, _) = Process::start("virtual-key", arguments, "ready");
        Self { device: format!("unix:{}", socket.display()), control, process }
    }

    fn control(&self, words: &[&str]) -> String {
        let mut command = Command::new(bin_dir().join("virtual-key"));
        command.arg("control").args(words).arg("--control").arg(&self.control);
        text(&command.output().expect("virtual-key runs").stdout)
    }
}

fn program(arguments: &[&str]) -> Command {
    let mut command = hid_client();
    command.args(arguments).env_remove("HID_CLIENT_DEVICE").stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str]) -> Output {
    program(arguments).output().expect("hid-client runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[test]
fn the_key_that_is_touched_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = [("new", "both"), ("old", "u2f"), ("fido2", "fido2")]
        .map(|(name, protocols)| Key::new(folder.path(), name, &["--protocols", protocols]));
    let devices: Vec<&str> = keys.iter().map(|key| key.device.as_str()).collect();
    for touched in &keys {
        let child = program(&[&["--json", "select"], &devices[..]].concat()).spawn().expect("hid-client runs");
        touched.control(&["touch", "--wait", "20"]);
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", text(&output.stderr));
        // Once for all of them; not at all where the touch was quicker than the question.
        assert!(["", "Touch the key.\n"].contains(&text(&output.stderr).as_str()), "{}", text(&output.stderr));
        assert_eq!(json_of(&output), json!({"schema_version": 1, "device": touched.device}));
        // A key of FIDO2 is told to stop asking.
        assert!(keys[2].control(&["status"]).contains("\"waiting_for_touch\":false"));
    }
    // There is nothing to choose.
    let output = run(&["select", devices[0]]);
    assert_eq!((text(&output.stdout), text(&output.stderr)), (format!("{}\n", devices[0]), String::new()));
}

#[test]
fn a_choice_that_is_not_made_is_7_and_one_without_keys_3() {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = ["one", "two"].map(|name| Key::new(folder.path(), name, &[]));
    let output = run(&["--timeout", "1", "select", &keys[0].device, &keys[1].device]);
    assert_eq!(output.status.code(), Some(7), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "");
    let nowhere = format!("unix:{}", folder.path().join("nowhere").display());
    let output = run(&["select", &nowhere, &nowhere]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    let output = run(&["select", "somewhere"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
}

/// A run of `watch`, line by line.
struct Watching {
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
}

impl Watching {
    fn start(arguments: &[&str]) -> Self {
        let mut child = program(arguments).spawn().expect("hid-client runs");
        let lines = BufReader::new(child.stdout.take().expect("stdout is piped"));
        Self { child, lines }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("text");
        line
    }

    /// Ends it as a person does; whether it takes that for a good end.
    fn stop(mut self) -> bool {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().expect("kill runs").success());
        self.child.wait().expect("it ends").success()
    }
}

#[test]
fn keys_that_come_and_go_are_told_line_by_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let device = format!("unix:{}", folder.path().join("key").display());
    let (mut table, mut json) = (Watching::start(&["watch", &device]), Watching::start(&["--json", "watch", &device]));
    for _ in 0..2 {
        let key = Key::new(folder.path(), "key", &[]);
        assert_eq!(table.line(), format!("+ {device}\n"));
        let added: Value = serde_json::from_str(&json.line()).expect("JSON");
        assert_eq!(
            (&added["schema_version"], &added["event"], &added["device"]),
            (&json!(1), &json!("added"), &json!(device))
        );
        assert!(key.process.terminate());
        assert_eq!(table.line(), format!("- {device}\n"));
        assert!(json.line().contains("\"event\":\"removed\""));
    }
    assert!(table.stop() && json.stop());
}

#[test]
fn a_key_that_can_be_used_is_healthy() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = Key::new(folder.path(), "key", &[]);
    let output = run(&["--device", &key.device, "doctor"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let lines = text(&output.stdout);
    assert_eq!(lines.lines().filter(|line| line.starts_with("ok       unix:")).count(), 3, "{lines}");
    assert!(lines.contains("answers: U2F_V2, FIDO_2_0, FIDO_2_1."), "{lines}");
    let report = json_of(&run(&["--json", "--device", &key.device, "doctor"]));
    assert_eq!(
        (&report["healthy"], &report["rule"], &report["rule_written"]),
        (&json!(true), &json!(RULE), &json!(false))
    );
    assert_eq!(report["rule_file"], "/etc/udev/rules.d/70-security-keys.rules");
    let subjects: Vec<&Value> =
        report["findings"].as_array().expect("a list").iter().map(|it| &it["subject"]).collect();
    assert_eq!(subjects, ["permission", "holder", "speech"]);
}

#[test]
fn what_is_wrong_with_a_key_is_named_with_its_remedy() {
    let folder = tempfile::tempdir().expect("a folder");
    let nowhere = format!("unix:{}", folder.path().join("nowhere").display());
    let output = run(&["--json", "--device", &nowhere, "doctor"]);
    assert_eq!(output.status.code(), Some(3));
    let finding = &json_of(&output)["findings"][0];
    assert_eq!((&finding["trouble"], &finding["remedy"]), (&json!("no_key"), &json!("plug_in")));
    let key = Key::new(folder.path(), "key", &[]);
    key.control(&["fault", "missing-member"]);
    let output = run(&["--device", &key.device, "doctor"]);
    assert_eq!(output.status.code(), Some(11));
    assert!(text(&output.stdout).contains("PROBLEM  unix:"), "{}", text(&output.stdout));
    let details = "\n         Details: protocol error: getInfo: versions (0x01) is missing.\n";
    assert!(text(&output.stdout).contains(details), "{}", text(&output.stdout));
    let finding = &json_of(&run(&["--json", "--device", &key.device, "doctor"]))["findings"][2];
    assert_eq!(finding["details"], "protocol error: getInfo: versions (0x01) is missing");
    assert!(text(&output.stderr).starts_with("One thing stands in the way."), "{}", text(&output.stderr));
}

#[test]
fn the_computer_is_looked_at_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let rules = folder.path().display().to_string();
    let output = run(&["--json", "doctor", "--rules", &rules]);
    let report = json_of(&output);
    let subjects: Vec<&Value> =
        report["findings"].as_array().expect("a list").iter().map(|it| &it["subject"]).collect();
    assert_eq!(subjects[..3], ["hidraw", "udev", "presence"]);
    assert_eq!(output.status.success(), report["healthy"] == true);
}

#[test]
fn the_rule_is_written_by_root_and_shown_to_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let rules = folder.path().join("rules.d");
    std::fs::create_dir(&rules).expect("a folder");
    let path = rules.join("70-security-keys.rules");
    let arguments = ["--json", "doctor", "--write-rule", "--rules", rules.to_str().expect("a path")];
    let output = run(&arguments);
    assert_eq!(
        text(&output.stderr).lines().next(),
        Some(format!("Wrote {}. Unplug the key and plug it in again.", path.display()).as_str())
    );
    let report = json_of(&output);
    assert_eq!((&report["rule_written"], &report["findings"][1]["trouble"]), (&json!(true), &Value::Null));
    assert!(std::fs::read_to_string(&path).expect("the rule").ends_with(&format!("{RULE}\n")));

    if !rustix::process::geteuid().is_root() {
        eprintln!("not root: nobody else to be");
        return;
    }
    // The program must be within reach of somebody who is nobody.
    let copy = folder.path().join("hid-client");
    std::fs::copy(bin_dir().join("hid-client"), &copy).expect("a copy");
    for (path, mode) in [(folder.path(), 0o755), (&copy, 0o755)] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
    }
    std::fs::remove_file(&path).expect("the rule");
    let output = hid_client_at(&copy).args(&arguments[1..]).uid(NOBODY).gid(NOBODY).output().expect("hid-client runs");
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), format!("{RULE}\n"));
    assert!(text(&output.stderr).contains("Do it as root: `sudo hid-client doctor --write-rule`."));
    assert_eq!(std::fs::read_dir(&rules).expect("the folder").count(), 0);

    // A socket that is somebody else's.
    let key = Key::new(folder.path(), "key", &[]);
    std::fs::set_permissions(folder.path().join("key"), std::fs::Permissions::from_mode(0o600)).expect("a mode");
    let mut doctor = hid_client_at(&copy);
    let output = doctor.args(["--json", "--device", &key.device, "doctor"]).uid(NOBODY).gid(NOBODY).output();
    let output = output.expect("hid-client runs");
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    let finding = &json_of(&output)["findings"][0];
    assert_eq!((&finding["trouble"], &finding["remedy"]), (&json!("not_allowed"), &json!("ask_its_owner")));
}
