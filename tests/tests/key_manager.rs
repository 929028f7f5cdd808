//! `hid-client credential` as a person uses it: the real program, and a virtual key on a Unix socket.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use hid_client::key::{CreateExtensions, Key, NewCredential, Verification};
use hid_client::operation::{Cancellation, Operation};
use hid_client::pin::Pin;
use hid_client::transport;
use serde_json::{Value, json};
use shared::ids::{RpId, UserHandle};
use shared::webauthn_json::UserEntity;
use tests::desk::terminal;
use tests::engine::Engine;
use tests::on_both_engines;
use tests::process::{Process, bin_dir, hid_client};

const PIN: &str = "1234";

/// A key, its PIN in a file, and somebody who manages its credentials.
struct Desk {
    folder: tempfile::TempDir,
    _key: Process,
}

impl Desk {
    /// A key without a PIN.
    fn without_pin(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let arguments = |command: &mut Command| {
            command.args(["serve", "--in-memory", "--socket"]).arg(folder.path().join("key"));
            command.arg("--control").arg(folder.path().join("control"));
        };
        let (key, _) = Process::start(engine.program(), arguments, "ready");
        std::fs::write(folder.path().join("pin"), PIN).expect("a file for the PIN");
        Self { folder, _key: key }
    }

    fn new(engine: Engine) -> Self {
        let desk = Self::without_pin(engine);
        desk.ok(&["pin", "set", "--pin-file", &desk.pin()]);
        desk
    }

    fn pin(&self) -> String {
        self.folder.path().join("pin").display().to_string()
    }

    fn device(&self) -> String {
        format!("unix:{}", self.folder.path().join("key").display())
    }

    /// Pulls the key out and plugs it in again: for a reset it must not have been plugged in for long.
    fn power_cycle(&self) {
        for what in ["unplug", "plug"] {
            let mut command = Command::new(bin_dir().join("virtual-key"));
            command.args(["control", what, "--control"]).arg(self.folder.path().join("control"));
            assert!(command.status().expect("virtual-key runs").success());
        }
    }

    fn program(&self, arguments: &[&str]) -> Command {
        let mut command = hid_client();
        command.args(["--device", &self.device()]).args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.program(arguments).output().expect("hid-client runs")
    }

    /// What a successful run prints.
    fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// `credential` with the PIN.
    fn credential(&self, arguments: &[&str]) -> String {
        self.ok(&[&["credential"], arguments, &["--pin-file", &self.pin()]].concat())
    }

    fn credential_json(&self, arguments: &[&str]) -> Value {
        let json: Value = serde_json::from_str(&self.credential(&[&["--json"], arguments].concat())).expect("JSON");
        assert_eq!(json["schema_version"], 1);
        json
    }

    /// A verb with the PIN, in JSON.
    fn json(&self, arguments: &[&str]) -> Value {
        let json = self.ok(&[&["--json"], arguments, &["--pin-file", &self.pin()]].concat());
        serde_json::from_str(&json).expect("JSON")
    }

    /// A verb with the PIN that fails with this exit code and sentence, and prints no data.
    fn fails(&self, arguments: &[&str], code: i32, sentence: &str) {
        let output = self.run(&[arguments, &["--pin-file", &self.pin()]].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(sentence), "{}", text(&output.stderr));
        assert_eq!(text(&output.stdout), "");
    }

    /// `credential` that fails with this exit code and sentence, and prints no data.
    fn refused(&self, arguments: &[&str], code: i32, sentence: &str) {
        self.fails(&[&["credential"], arguments].concat(), code, sentence);
    }

    /// Has the key make a credential that it keeps; gives its id.
    fn make(&self, rp_id: &str, user: &str) -> String {
        let mut nobody = |_| {};
        let mut operation = Operation::new(Duration::from_secs(60), Cancellation::new(), &mut nobody);
        let device = self.device().parse().expect("a device's name");
        let mut key = Key::open(transport::open(&device).expect("the key"), &mut operation).expect("the key");
        let new = NewCredential {
            client_data_json: b"{}".to_vec(),
            rp_id: RpId::new(rp_id).expect("an RP ID"),
            rp_name: "A relying party".into(),
            user: UserEntity {
                id: UserHandle::new(user.as_bytes()).expect("a user handle"),
                name: user.into(),
                display_name: format!("{user} at {rp_id}"),
            },
            algorithms: vec![-7],
            exclude: Vec::new(),
            resident_key: true,
            extensions: CreateExtensions::default(),
        };
        let pin = Verification::Pin(Pin::new(PIN).expect("a PIN"));
        let made = key.make_credential(&new, &pin, &mut operation).expect("a credential");
        made.object.auth_data.attested_credential_data.expect("a credential").credential_id.to_string()
    }

    fn ids(&self) -> BTreeSet<String> {
        let list = self.credential_json(&["list"]);
        let credentials = list["credentials"].as_array().expect("a list").iter();
        credentials.map(|credential| credential["credential_id"].as_str().expect("an id").to_owned()).collect()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn a_list_names_every_credential_in_text_and_in_json(engine: Engine) {
    let desk = Desk::new(engine);
    let made = [desk.make("example.org", "anna"), desk.make("example.com", "anna"), desk.make("example.org", "bo")];
    let table = desk.credential(&["list"]);
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[0], ["CREDENTIAL", "RELYING", "PARTY", "USER"]);
    assert_eq!(rows.len(), 4);
    // In which order a key tells them is its own affair (CTAP 2.1 §6.8.3, §6.8.4).
    for (id, rest) in
        [(&made[0], ["example.org", "anna"]), (&made[1], ["example.com", "anna"]), (&made[2], ["example.org", "bo"])]
    {
        let is_its = |row: &&Vec<&str>| row[0].len() >= 8 && id.starts_with(row[0]) && row[1..] == rest;
        assert_eq!(rows[1..].iter().filter(is_its).count(), 1, "{table}");
    }
    let only = desk.credential_json(&["list", "--rp-id", "example.com"]);
    let credential = &only["credentials"][0];
    assert_eq!(only["credentials"].as_array().map(Vec::len), Some(1));
    assert_eq!(credential["credential_id"], made[1].as_str());
    // A key may keep the name (§6.8.3), and need not.
    let rp_name = engine.either(Value::Null, json!("A relying party"));
    assert_eq!((&credential["rp_id"], &credential["rp_name"]), (&json!("example.com"), &rp_name));
    // printf example.com | sha256sum
    assert_eq!(credential["rp_id_hash"], "o3mm9u6vuaVeN4wRgDTidR5oL6ufLTCrE9ISVYbOGUc");
    let user = json!({"id": "YW5uYQ", "name": "anna", "display_name": "anna at example.com"});
    assert_eq!(credential["user"], user);
    assert_eq!((&credential["algorithm"], &credential["cred_protect"]), (&json!(-7), &json!(1)));
    assert!(credential["public_key"].as_str().is_some_and(|key| key.starts_with("pQECAyYgASFYI")), "{credential}");
}

fn tries_left_are_told_before_the_pin_is_used_and_a_wrong_one_is_5(engine: Engine) {
    let desk = Desk::new(engine);
    let output = desk.run(&["credential", "metadata", "--pin-file", &desk.pin()]);
    assert_eq!(text(&output.stderr), "8 PIN tries left before the key locks itself.\n");
    assert_eq!(text(&output.stdout), format!("0 credentials on the key, room for {} more.\n", room(engine)));
    std::fs::write(desk.pin(), "wrong").expect("a file for the PIN");
    desk.refused(&["list"], 5, "Wrong PIN. 7 tries left before the key locks itself.");
}

fn a_key_without_a_pin_is_8_and_one_without_credentials_is_no_error(engine: Engine) {
    let desk = Desk::without_pin(engine);
    desk.refused(&["list"], 8, "This key has no PIN yet.");
    let desk = Desk::new(engine);
    let output = desk.run(&["credential", "list", "--pin-file", &desk.pin()]);
    assert!(output.status.success() && output.stdout.is_empty());
    assert!(text(&output.stderr).ends_with("The key holds no discoverable credentials.\n"), "{}", text(&output.stderr));
    assert_eq!(desk.credential_json(&["list"])["credentials"], json!([]));
    let output = desk.run(&["credential", "list", "--rp-id", "example.org", "--pin-file", &desk.pin()]);
    assert!(text(&output.stderr).contains("no discoverable credentials for \"example.org\""));
}

fn a_credential_is_shown_by_the_beginning_of_its_id(engine: Engine) {
    let desk = Desk::new(engine);
    let id = desk.make("example.org", "anna");
    desk.make("example.org", "bo");
    let shown = desk.credential(&["show", &id[..10]]);
    for line in [
        &format!("credential     {id}"),
        "relying party  example.org",
        "user           anna",
        "called         anna at example.org",
        "user handle    YW5uYQ",
        "algorithm      ES256",
        "protection     1, usable without a PIN",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line:?} is not in {shown}");
    }
    let json = desk.credential_json(&["show", &id]);
    assert_eq!((&json["credential_id"], &json["user"]["name"]), (&json!(id), &json!("anna")));
    let standard = id.replace('-', "+").replace('_', "/");
    assert_eq!(desk.credential_json(&["show", &format!("{standard}=")])["credential_id"], json!(id));
    desk.refused(&["show", "!"], 9, "The key holds no credential whose id begins with \"!\".");
    desk.refused(&["show", ""], 9, "The key holds no credential whose id begins with \"\".");
}

fn an_id_that_begins_with_a_hyphen_is_no_option(engine: Engine) {
    let desk = Desk::new(engine);
    desk.refused(&["show", "-zzz"], 9, "begins with \"-zzz\"");
    desk.refused(&["show", "--zzz"], 9, "begins with \"--zzz\"");
    desk.refused(&["delete", "--yes", "-zzz"], 9, "begins with \"-zzz\"");
    desk.refused(&["delete", "-zzz", "--yes"], 9, "begins with \"-zzz\"");
    desk.refused(&["rename", "-zzz", "--name", "a"], 9, "begins with \"-zzz\"");
}

fn a_beginning_that_several_ids_have_is_refused(engine: Engine) {
    let desk = Desk::new(engine);
    // 66 ids: two of them begin with the same of 64 characters.
    for user in 0..65 {
        desk.make("example.org", &format!("user {user}"));
    }
    let ids = desk.ids();
    let shared = ids.iter().find_map(|id| {
        let first = &id[..1];
        (ids.iter().filter(|other| other.starts_with(first)).count() > 1).then(|| first.to_owned())
    });
    desk.refused(&["delete", "--yes", &shared.expect("two that begin alike")], 2, "credentials have an id that begins");
    assert_eq!(desk.ids().len(), 65);
}

fn names_are_changed_one_by_one(engine: Engine) {
    let desk = Desk::new(engine);
    let id = desk.make("example.org", "anna");
    let names = |json: &Value| (json["user"]["name"].clone(), json["user"]["display_name"].clone());
    let renamed = desk.credential_json(&["rename", &id, "--name", "Anna"]);
    assert_eq!(names(&renamed), (json!("Anna"), json!("anna at example.org")));
    let renamed = desk.credential_json(&["rename", &id, "--display-name", "Å"]);
    assert_eq!(names(&renamed), (json!("Anna"), json!("Å")));
    let shown = desk.credential(&["rename", &id, "--name", "", "--display-name", &"x".repeat(64)]);
    assert!(shown.contains(&format!("called         {}\n", "x".repeat(64))), "{shown}");
    assert_eq!(names(&desk.credential_json(&["show", &id])), (Value::Null, json!("x".repeat(64))));
    let longer = ["rename", &id, "--display-name", &"y".repeat(65)];
    match engine {
        // It may cut off what is longer than 64 bytes (WebAuthn L3 §6.4.1).
        Engine::Own => {
            let shown = desk.credential(&longer);
            assert!(shown.contains(&format!("called         {}\n", "y".repeat(64))), "{shown}");
        }
        // docs/second-engine.md, "long names".
        Engine::Second => desk.refused(&longer, 5, "The key did not accept the proof of its PIN."),
    }
}

fn only_the_one_that_was_named_is_deleted(engine: Engine) {
    let desk = Desk::new(engine);
    let [anna, bo, cilla] = ["anna", "bo", "cilla"].map(|user| desk.make("example.org", user));
    desk.refused(&["delete", &bo], 2, "There is no terminal to ask whether this is meant.");
    assert_eq!(desk.ids(), BTreeSet::from([&anna, &bo, &cilla].map(Clone::clone)));
    assert_eq!(desk.credential(&["delete", "--yes", &bo]), "Deleted: bo at example.org.\n");
    assert_eq!(desk.ids(), BTreeSet::from([&anna, &cilla].map(Clone::clone)));
    let deleted = desk.credential_json(&["delete", &anna, "--yes"]);
    assert_eq!((&deleted["deleted"], &deleted["rp_id"]), (&json!(anna), &json!("example.org")));
    desk.refused(&["delete", "--yes", &anna], 9, "The key holds no credential whose id begins with");
    let metadata = desk.credential_json(&["metadata"]);
    assert_eq!((&metadata["existing"], &metadata["remaining"]), (&json!(1), &json!(room(engine) - 1)));
}

fn somebody_at_a_terminal_is_asked_before_anything_is_deleted(engine: Engine) {
    let desk = Desk::new(engine);
    let id = desk.make("example.org", "anna");
    for (answer, code, left) in [("n\n", 7, 1), ("\n", 7, 1), ("yes\n", 0, 0)] {
        let (master, slave) = terminal();
        let mut child = desk
            .program(&["credential", "delete", &id, "--pin-file", &desk.pin()])
            .stdin(std::fs::File::options().read(true).write(true).open(slave).expect("a terminal"))
            .spawn()
            .expect("hid-client runs");
        std::fs::File::from(master).write_all(answer.as_bytes()).expect("typed");
        let status = child.wait().expect("it ends");
        let mut stderr = String::new();
        child.stderr.take().expect("piped").read_to_string(&mut stderr).expect("text");
        assert_eq!(status.code(), Some(code), "{stderr}");
        assert!(stderr.contains("Delete the credential of anna at example.org?"), "{stderr}");
        assert_eq!(stderr.contains("Cancelled. Nothing was changed."), code == 7, "{stderr}");
        assert_eq!(desk.ids().len(), left);
    }
}

fn a_pin_is_verified_at_the_cost_of_a_try(engine: Engine) {
    let desk = Desk::new(engine);
    assert_eq!(desk.json(&["pin", "verify"]), json!({"schema_version": 1, "pin": "verified"}));
    std::fs::write(desk.pin(), "wrong").expect("a file for the PIN");
    desk.fails(&["pin", "verify"], 5, "Wrong PIN. 7 tries left before the key locks itself.");
    Desk::without_pin(engine).fails(&["pin", "verify"], 8, "This key has no PIN yet.");
}

fn always_uv_is_switched_and_not_just_toggled(engine: Engine) {
    let desk = Desk::new(engine);
    for (wanted, on) in [("on", true), ("on", true), ("off", false), ("off", false)] {
        assert_eq!(desk.json(&["config", "always-uv", wanted])["always_uv"], on);
        let info: Value = serde_json::from_str(&desk.ok(&["--json", "info"])).expect("JSON");
        assert_eq!((&info["options"]["alwaysUv"], &info["options"]["makeCredUvNotRqd"]), (&json!(on), &json!(!on)));
    }
    // A key that nobody is known to needs no PIN for it.
    let desk = Desk::without_pin(engine);
    assert!(desk.ok(&["config", "always-uv", "on"]).contains("asks for its PIN every time now"));
    assert!(desk.ok(&["config", "always-uv", "off"]).contains("no longer asks"));
}

fn the_shortest_pin_is_raised_and_a_shorter_one_must_be_changed(engine: Engine) {
    let desk = Desk::new(engine);
    let policy = desk.json(&["config", "min-pin-length", "6", "--rp-id", "example.org", "--rp-id", "example.com"]);
    assert_eq!((&policy["min_pin_length"], &policy["force_pin_change"]), (&json!(6), &json!(true)));
    desk.fails(&["credential", "list"], 8, "This key wants a new PIN before it can be used.");
    desk.fails(&["config", "min-pin-length", "5"], 2, "This key wants at least 6 characters already.");
    let new = desk.folder.path().join("new").display().to_string();
    std::fs::write(&new, "12345").expect("a file for the PIN");
    let change = ["pin", "change", "--new-pin-file", &new];
    desk.fails(&change, 2, "The PIN is too short: this key wants at least 6 characters.");
    std::fs::write(&new, "123456").expect("a file for the PIN");
    desk.ok(&[&change[..], &["--pin-file", &desk.pin()]].concat());
    std::fs::write(desk.pin(), "123456").expect("a file for the PIN");
    desk.json(&["pin", "verify"]);
    desk.fails(&["config", "min-pin-length", "3"], 2, "3 is not in 4..=63");
    let nine: Vec<String> = (0..9).flat_map(|at| ["--rp-id".to_owned(), format!("{at}.example")]).collect();
    let nine: Vec<&str> = nine.iter().map(String::as_str).collect();
    let sentence = "does not support telling its shortest PIN to so many relying parties";
    desk.fails(&[&["config", "min-pin-length", "6"], &nine[..]].concat(), 8, sentence);
}

fn a_change_of_the_pin_is_forced(engine: Engine) {
    let desk = Desk::new(engine);
    let policy = desk.json(&["config", "force-pin-change"]);
    assert_eq!((&policy["min_pin_length"], &policy["force_pin_change"]), (&json!(4), &json!(true)));
    desk.fails(&["pin", "verify"], 8, "This key wants a new PIN before it can be used.");
    let old = desk.pin();
    desk.fails(&["pin", "change", "--new-pin-file", &old], 2, "The key does not accept this PIN");
    Desk::without_pin(engine).fails(&["config", "force-pin-change"], 8, "This key has no PIN yet.");
}

fn enterprise_attestation_is_enabled_by_somebody_who_means_it(engine: Engine) {
    let desk = Desk::new(engine);
    desk.fails(&["config", "enterprise-attestation"], 2, "Say so with --yes.");
    if engine == Engine::Second {
        // It does not claim it (option ep).
        let sentence = "This key does not support enterprise attestation.";
        return desk.fails(&["config", "enterprise-attestation", "--yes"], 8, sentence);
    }
    for _ in 0..2 {
        assert_eq!(desk.json(&["config", "enterprise-attestation", "--yes"])["enterprise_attestation"], true);
    }
}

fn a_reset_leaves_a_key_as_new(engine: Engine) {
    let desk = Desk::new(engine);
    desk.make("example.org", "anna");
    desk.power_cycle();
    let output = desk.run(&["reset", "--yes"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stderr).starts_with("A reset erases the key for good: "), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("The key is as new."), "{}", text(&output.stdout));
    desk.ok(&["pin", "set", "--pin-file", &desk.pin()]);
    assert_eq!(desk.ids(), BTreeSet::new());
}

fn tries_run_out_for_good_and_a_reset_gives_them_back(engine: Engine) {
    let desk = Desk::new(engine);
    std::fs::write(desk.pin(), "wrong").expect("a file for the PIN");
    for left in (1..8).rev() {
        // Three wrong ones in a row would block the key until it is plugged in again.
        desk.power_cycle();
        desk.fails(&["pin", "verify"], 5, &format!("Wrong PIN. {left} "));
    }
    desk.power_cycle();
    desk.fails(&["pin", "verify"], 6, "The key has locked itself after too many wrong PINs.");
    std::fs::write(desk.pin(), PIN).expect("a file for the PIN");
    desk.power_cycle();
    desk.fails(&["pin", "verify"], 6, "The key has locked itself after too many wrong PINs.");
    desk.ok(&["reset", "--yes"]);
    desk.ok(&["pin", "set", "--pin-file", &desk.pin()]);
    desk.json(&["pin", "verify"]);
}

fn somebody_at_a_terminal_types_what_they_mean(engine: Engine) {
    let desk = Desk::new(engine);
    for (answer, code) in [("yes\n", 7), ("erase everything\n", 0)] {
        let (master, slave) = terminal();
        desk.power_cycle();
        let mut program = desk.program(&["reset"]);
        program.stdin(std::fs::File::options().read(true).write(true).open(slave).expect("a terminal"));
        let child = program.spawn().expect("hid-client runs");
        std::fs::File::from(master).write_all(answer.as_bytes()).expect("typed");
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(code), "{}", text(&output.stderr));
    }
}

fn a_key_shows_where_it_is(engine: Engine) {
    assert_eq!(Desk::without_pin(engine).ok(&["wink"]), "The key shows where it is.\n");
}

/// How many credentials a new key has room for.
fn room(engine: Engine) -> u32 {
    engine.either(128, 100)
}

on_both_engines!(
    a_list_names_every_credential_in_text_and_in_json,
    tries_left_are_told_before_the_pin_is_used_and_a_wrong_one_is_5,
    a_key_without_a_pin_is_8_and_one_without_credentials_is_no_error,
    a_credential_is_shown_by_the_beginning_of_its_id,
    an_id_that_begins_with_a_hyphen_is_no_option,
    a_beginning_that_several_ids_have_is_refused,
    names_are_changed_one_by_one,
    only_the_one_that_was_named_is_deleted,
    somebody_at_a_terminal_is_asked_before_anything_is_deleted,
    a_pin_is_verified_at_the_cost_of_a_try,
    always_uv_is_switched_and_not_just_toggled,
    the_shortest_pin_is_raised_and_a_shorter_one_must_be_changed,
    a_change_of_the_pin_is_forced,
    enterprise_attestation_is_enabled_by_somebody_who_means_it,
    a_reset_leaves_a_key_as_new,
    tries_run_out_for_good_and_a_reset_gives_them_back,
    somebody_at_a_terminal_types_what_they_mean,
    a_key_shows_where_it_is,
);
