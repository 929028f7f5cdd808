//! docs/hid-client.md against what `hid-client --json` prints: every member that a verb prints is documented, and every one
//! that is documented is printed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};

use serde_json::Value;
use tests::desk::{Desk, text};
use tests::process::RelyingParty;

const DOCUMENT: &str = include_str!("../../docs/hid-client.md");

/// Objects whose members are called as the key calls them.
const FREELY_NAMED: [&str; 1] = ["options"];

/// By the path to a member, the types that it may have.
type Members = BTreeMap<String, BTreeSet<&'static str>>;
type Verbs = BTreeMap<&'static str, Members>;

/// The members that the document gives each verb, with what they may be.
fn documented() -> Verbs {
    let mut verbs = BTreeMap::new();
    let json = DOCUMENT.split("\n## JSON\n").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("the chapter");
    for section in json.split("\n### ").skip(1) {
        let (heading, table) = section.split_once('\n').expect("a table");
        let rows = table.lines().filter(|line| line.starts_with("| `"));
        let members: Members = rows
            .map(|row| {
                let mut cells = row.trim_matches('|').split('|').map(str::trim);
                let (member, types) = (cells.next().expect(row).trim_matches('`'), cells.next().expect(row));
                assert!(cells.next().is_some_and(|meaning| !meaning.is_empty()) && cells.next().is_none(), "{row}");
                (member.to_owned(), types.split(" or ").collect())
            })
            .collect();
        for verb in heading.split('`').skip(1).step_by(2) {
            assert!(verbs.insert(verb, members.clone()).is_none(), "{verb} is there twice");
        }
    }
    verbs
}

/// What has been printed so far, by verb.
#[derive(Default)]
struct Printed(Verbs);

impl Printed {
    /// Takes note of what `verb` printed.
    fn add(&mut self, verb: &'static str, json: &str) -> Value {
        let printed: Value = serde_json::from_str(json).unwrap_or_else(|error| panic!("{verb}: {error}: {json}"));
        let mut object = printed.clone();
        let version = object.as_object_mut().and_then(|members| members.remove("schema_version"));
        assert_eq!(version, Some(1.into()), "{verb}: {json}");
        note(self.0.entry(verb).or_default(), "", &object);
        printed
    }
}

/// Notes what is in a value, by the path to it.
fn note(members: &mut Members, path: &str, value: &Value) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let name = if FREELY_NAMED.contains(&path) { "*" } else { name };
                let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
                members.entry(path.clone()).or_default().insert(type_of(value));
                note(members, &path, value);
            }
        }
        Value::Array(values) => values.iter().filter(|value| value.is_object()).for_each(|value| {
            note(members, &format!("{path}[]"), value);
        }),
        _ => {}
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// A desk, a server, and what was printed there.
struct Scene {
    desk: Desk,
    server: RelyingParty,
    printed: Printed,
}

impl Scene {
    /// Runs a verb with more words, and takes note of what it prints; the exit code says that it found something when
    /// `found`.
    fn run(&mut self, verb: &'static str, more: &[&str], found: bool) -> Value {
        let arguments: Vec<&str> = ["--json"].into_iter().chain(verb.split(' ')).chain(more.iter().copied()).collect();
        let output = self.desk.run(&arguments);
        assert_eq!(output.status.success(), !found, "{arguments:?}: {}", text(&output.stderr));
        self.printed.add(verb, &text(&output.stdout))
    }

    fn ok(&mut self, verb: &'static str, more: &[&str]) -> Value {
        self.run(verb, more, false)
    }

    /// As [`Self::ok`], with the PIN.
    fn pin(&mut self, verb: &'static str, more: &[&str]) -> Value {
        let pin = self.desk.path("pin");
        self.ok(verb, &[more, &["--pin-file", &pin]].concat())
    }

    /// What the first line of `watch` says.
    fn watch(&mut self) {
        let device = format!("unix:{}", self.desk.path("key"));
        let mut child = self.desk.program(&["--json", "watch", &device]).spawn().expect("hid-client runs");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("piped");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        child.kill().and_then(|()| child.wait()).expect("ours to end");
        self.printed.add("watch", &line);
    }

    fn credentials(&mut self) {
        let (url, file) = (self.server.url.clone(), self.desk.write("file", "data"));
        let anna = ["--server", url.as_str(), "--user", "anna"];
        let registered = self.pin("register", &[&anna[..], &["--large-blob"]].concat());
        let id = registered["credential_id"].as_str().expect("an id").to_owned();
        self.pin("sign-in", &anna);
        self.pin("credential list", &[]);
        self.pin("credential metadata", &[]);
        self.pin("credential show", &[&id]);
        self.pin("credential rename", &[&id, "--display-name", ""]);
        self.pin("blob put", &[&id, &file]);
        self.pin("blob list", &[]);
        self.pin("blob get", &[&id]);
        let saved = self.desk.path("saved");
        self.pin("blob get", &[&id, "--output", &saved]);
        self.pin("blob delete", &[&id, "--yes"]);
        self.pin("credential delete", &[&id, "--yes"]);
    }

    fn pins_and_settings(&mut self) {
        let (pin, new) = (self.desk.path("pin"), self.desk.write("new", "123456"));
        self.ok("pin set", &["--pin-file", &pin]);
        self.pin("pin verify", &[]);
        self.ok("pin retries", &[]);
        self.credentials();
        self.pin("config enterprise-attestation", &["--yes"]);
        self.pin("config always-uv", &["on"]);
        self.pin("config always-uv", &["off"]);
        self.pin("config min-pin-length", &["6"]);
        self.pin("pin change", &["--new-pin-file", &new]);
        self.ok("config force-pin-change", &["--pin-file", &new]);
    }
}

/// Every verb that prints JSON, on keys that have something to tell.
fn printed() -> Verbs {
    let mut scene = Scene { desk: Desk::without_pin(&[]), server: RelyingParty::start(), printed: Printed::default() };
    scene.ok("list", &[]);
    scene.ok("select", &[&format!("unix:{}", scene.desk.path("key"))]);
    scene.watch();
    scene.ok("info", &[]);
    scene.ok("doctor", &[]);
    scene.ok("wink", &[]);
    scene.pins_and_settings();
    for what in ["unplug", "plug"] {
        scene.desk.control(&[what]);
    }
    scene.ok("reset", &["--yes"]);
    scene.desk.control(&["fault", "missing-member"]);
    scene.run("doctor", &[], true);

    scene.desk = Desk::new(&["--fingerprint"]);
    for _ in 0..4 {
        scene.desk.control(&["finger", "1"]);
    }
    let added = scene.pin("fingerprint add", &["--name", "thumb"]);
    let id = added["template_id"].as_str().expect("an id").to_owned();
    for (verb, more) in [
        ("fingerprint list", &[][..]),
        ("fingerprint rename", &[id.as_str(), ""]),
        ("fingerprint list", &[]),
        ("fingerprint remove", &[id.as_str(), "--yes"]),
    ] {
        scene.desk.control(&["finger", "1"]);
        scene.pin(verb, more);
    }

    // One that breaks a rule, and keeps what a run makes.
    scene.desk = Desk::new(&["--no-credential-management", "--protocols", "fido2", "--algorithms", "ES256"]);
    scene.desk.control(&["fault", "ignored-exclude-list"]);
    let pin = scene.desk.path("pin");
    scene.run("check", &["--leave-credentials", "--pin-file", &pin], true);
    scene.desk = Desk::without_pin(&["--protocols", "u2f"]);
    scene.ok("check", &[]);
    scene.printed.0
}

#[test]
fn the_document_lists_every_member_of_every_verb_and_no_others() {
    let (documented, mut printed) = (documented(), printed());
    // No test plugs a USB key in: what `watch` says of a key is the same entry as in `list`.
    let watched = printed["watch"].clone();
    let listed = printed.get_mut("list").expect("it was run");
    for (member, types) in watched.into_iter().filter(|(member, _)| member != "event") {
        listed.entry(format!("devices[].{member}")).or_default().extend(types);
    }
    let verbs = |of: &Verbs| of.keys().copied().collect::<Vec<_>>();
    assert_eq!(verbs(&printed), verbs(&documented));
    for (verb, members) in &printed {
        let names = |of: &Members| of.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(members), names(&documented[verb]), "{verb}: printed, and documented");
        for (member, types) in members {
            let known = &documented[verb][member];
            assert!(types.is_subset(known), "{verb}: {member} is {types:?}, documented as {known:?}");
        }
    }
}

#[test]
fn what_the_document_says_of_types_is_one_of_six() {
    let types = ["null", "boolean", "number", "string", "array", "object"];
    for (verb, members) in documented() {
        for (member, known) in members {
            assert!(known.iter().all(|one| types.contains(one)), "{verb}: {member}: {known:?}");
        }
    }
}
