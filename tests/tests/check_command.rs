//! `hid-client check` as a person runs it: the real program, and a virtual key on a Unix socket.

use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tests::engine::Engine;
use tests::on_both_engines;
use tests::process::{Process, bin_dir, hid_client};

/// A key on a socket, and its PIN in a file.
struct Desk {
    folder: tempfile::TempDir,
    _key: Process,
}

impl Desk {
    fn new(engine: Engine, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let arguments = |command: &mut Command| {
            command.args(["serve", "--in-memory", "--socket"]).arg(folder.path().join("key")).args(options);
            command.arg("--control").arg(folder.path().join("control"));
        };
        let (key, _) = Process::start(engine.program(), arguments, "ready");
        std::fs::write(folder.path().join("pin"), "1234").expect("a file for the PIN");
        let desk = Self { folder, _key: key };
        let set = desk.run(&["pin", "set", "--pin-file", &desk.path("pin")]);
        assert!(set.status.success(), "{}", text(&set.stderr));
        desk
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = hid_client();
        command.args(["--timeout", "2", "--device", &format!("unix:{}", self.path("key"))]).args(arguments);
        command.stdin(Stdio::null()).output().expect("hid-client runs")
    }

    fn check(&self, arguments: &[&str]) -> Output {
        self.run(&[&["check", "--pin-file", &self.path("pin")], arguments].concat())
    }

    /// Touches the key when it next asks, if it does so soon.
    fn touch(&self) {
        let mut command = Command::new(bin_dir().join("virtual-key"));
        command.args(["control", "--control", &self.path("control"), "--wait", "1", "touch"]);
        let _nobody_asked = command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("virtual-key runs");
    }

    fn fault(&self, words: &[&str]) {
        let mut command = Command::new(bin_dir().join("virtual-key"));
        command.args(["control", "--control", &self.path("control"), "fault"]).args(words);
        assert!(command.status().expect("virtual-key runs").success());
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn verdicts(json: &Value) -> Vec<(String, String)> {
    let word = |value: &Value| value.as_str().expect("a word").to_owned();
    let sections = json["sections"].as_array().expect("sections").iter();
    sections.map(|section| (word(&section["section"]), word(&section["verdict"]))).collect()
}

#[test]
fn a_good_key_is_a_table_and_0() {
    let desk = Desk::new(Engine::Own, &[]);
    let output = desk.check(&["--wrong-pin"]);
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{stdout}{stderr}");
    assert!(stderr.starts_with("8 PIN tries left before the key locks itself.\n"), "{stderr}");
    let head: Vec<&str> = stdout.lines().next().expect("a head").split_whitespace().collect();
    assert_eq!(head, ["SECTION", "STANDARD", "VERDICT", "RULES"]);
    let row: Vec<&str> = stdout.lines().nth(10).expect("a row").split_whitespace().collect();
    assert_eq!(row, ["hmac-secret", "CTAP", "2.1", "§12.5", "holds", "5", "hold"]);
    assert!(stdout.contains("Not tried: reset late: a key that is wrong about it erases itself"), "{stdout}");
    let metadata = desk.run(&["credential", "metadata", "--pin-file", &desk.path("pin")]);
    assert!(text(&metadata.stdout).starts_with("0 credentials on the key"), "{metadata:?}");
}

#[test]
fn a_bad_key_is_named_by_section_in_text_json_and_junit_and_11() {
    let desk = Desk::new(Engine::Own, &[]);
    desk.fault(&["ignored-exclude-list"]);
    let output = desk.check(&[]);
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(11), "{stdout}{stderr}");
    assert!(stdout.contains("\nmake-credential excluded (§6.1.2 step 12): a credential of excludeList"), "{stdout}");
    assert!(
        stderr.ends_with(
            "does not do what the standard says in one section. Report it to its maker, or use another key.\n"
        )
    );

    let output = desk.check(&["--json", "--junit", &desk.path("junit.xml")]);
    assert_eq!(output.status.code(), Some(11), "{}", text(&output.stderr));
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&json["schema_version"], &json["passed"]), (&1.into(), &false.into()));
    assert_eq!(json["versions"][2], "FIDO_2_1");
    let broken: Vec<_> = verdicts(&json).into_iter().filter(|(_, verdict)| verdict == "broken").collect();
    assert_eq!(broken, [("make-credential".to_owned(), "broken".to_owned())]);
    let rules = json["sections"].as_array().expect("sections").iter().flat_map(|section| section["rules"].as_array());
    let excluded = rules.flatten().find(|rule| rule["rule"] == "excluded").expect("the rule");
    assert_eq!((&excluded["outcome"], &excluded["clause"]), (&"broken".into(), &"§6.1.2 step 12".into()));
    assert!(
        excluded["reason"].as_str().is_some_and(|reason| reason.starts_with("carried out, in place of")),
        "{excluded}"
    );

    let junit = std::fs::read_to_string(desk.path("junit.xml")).expect("the file");
    assert!(junit.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"), "{junit}");
    assert!(junit.contains("<testsuite name=\"make-credential\""), "{junit}");
    assert_eq!(junit.matches("<failure ").count(), 1, "{junit}");
    assert!(junit.contains("failures=\"1\""), "{junit}");
}

#[test]
fn a_key_that_nobody_touches_is_7() {
    let desk = Desk::new(Engine::Own, &["--presence", "manual"]);
    let output = desk.check(&["--json"]);
    assert_eq!(output.status.code(), Some(7), "{}", text(&output.stdout));
    assert!(text(&output.stderr).contains("Touch the key.\n"), "{}", text(&output.stderr));
    assert!(text(&output.stderr).ends_with("Try again when you have it at hand.\n"), "{}", text(&output.stderr));
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&json["passed"], &json["stays"]), (&true.into(), &Value::Array(Vec::new())));
    let selection = verdicts(&json).into_iter().find(|(section, _)| section == "selection");
    assert_eq!(selection.expect("the section").1, "not_tried");
}

#[test]
fn a_run_asks_for_as_many_touches_as_the_document_says() {
    for (options, touches) in [(&[][..], 24), (&["--algorithms", "ES256"], 19)] {
        let desk = Desk::new(Engine::Own, &[&["--presence", "manual"], options].concat());
        let done = std::sync::atomic::AtomicBool::new(false);
        let output = std::thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    desk.touch();
                }
            });
            let output = desk.check(&["--timeout", "20"]);
            done.store(true, std::sync::atomic::Ordering::Relaxed);
            output
        });
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{}{said}", text(&output.stdout));
        assert_eq!(said.lines().filter(|line| *line == "Touch the key.").count(), touches, "{said}");
    }
    let document = include_str!("../../docs/hid-client.md");
    assert!(document.contains("24 times when it has six signature algorithms"));
}

fn what_cannot_be_begun_touches_nothing(engine: Engine) {
    let desk = Desk::new(engine, &[]);
    let output = desk.check(&["--junit", "/nowhere/junit.xml"]);
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(2), ""));
    assert!(text(&output.stderr).starts_with("/nowhere/junit.xml cannot be used: "), "{}", text(&output.stderr));
    std::fs::write(desk.path("pin"), "4321").expect("a file for the PIN");
    let output = desk.check(&[]);
    assert_eq!(output.status.code(), Some(5), "{}", text(&output.stderr));
    let retries = desk.run(&["pin", "retries"]);
    assert_eq!(text(&retries.stdout), "7 PIN tries left.\n");
    let output = desk.run(&["--driver", "ctap-hid-fido2", "check"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
}

on_both_engines!(what_cannot_be_begun_touches_nothing,);
