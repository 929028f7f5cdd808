//! `hid-client` in English and in Swedish: the same verbs on keys alike, the same exit codes, each in its own words.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use serde_json::Value;
use tests::desk::{Desk, terminal, text};
use tests::process::RelyingParty;

/// Words that no Swedish sentence has.
const ENGLISH_WORDS: [&str; 12] =
    ["the", "key", "this", "not", "and", "is", "of", "you", "with", "again", "Wrong", "Details:"];

/// Who reads what `hid-client` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    English,
    Swedish,
}

impl Reader {
    const BOTH: [Self; 2] = [Self::English, Self::Swedish];

    /// The environment of somebody who reads this.
    fn environment(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::English => &[("LANG", "C")],
            Self::Swedish => &[("LANG", "sv_SE.UTF-8")],
        }
    }

    fn of<'a>(self, english: &'a str, swedish: &'a str) -> &'a str {
        if self == Self::English { english } else { swedish }
    }
}

/// How a run ended, and all that it said.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn in_environment(mut command: Command, environment: &[(&str, &str)]) -> Command {
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"] {
        command.env_remove(name);
    }
    command.envs(environment.iter().copied());
    command
}

fn run(desk: &Desk, environment: &[(&str, &str)], arguments: &[&str]) -> Ended {
    let output = in_environment(desk.program(arguments), environment).output().expect("hid-client runs");
    Ended { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
}

/// What a verb says to a reader: its words are there, and none of the other language's.
fn expect(reader: Reader, arguments: &[&str], ended: &Ended, code: i32, words: &str) {
    let said = format!("{}{}", ended.stdout, ended.stderr);
    assert_eq!(ended.code, Some(code), "{reader:?} {arguments:?}: {said}");
    assert!(said.contains(words), "{reader:?} {arguments:?}: {words:?} is not in: {said}");
    if reader == Reader::Swedish {
        // What the standard or another program would say is in English for all, and says so.
        let is_technical =
            |line: &&str| ["Tekniska uppgifter: ", "Men (på engelska): "].iter().any(|it| line.contains(it));
        for line in said.lines().filter(|line| !is_technical(line)) {
            let english = line.split_whitespace().find(|word| ENGLISH_WORDS.contains(word));
            assert_eq!(english, None, "{arguments:?}: {line}");
        }
    }
}

#[test]
fn every_verb_speaks_both_and_ends_alike() {
    for reader in Reader::BOTH {
        let (desk, server) = (Desk::new(&[]), RelyingParty::start());
        let (pin, wrong) = (desk.path("pin"), desk.write("wrong", "4321"));
        let (url, nowhere) = (server.url.as_str(), desk.path("nowhere"));
        let file = desk.write("file", "data");
        let anna = ["--server", url, "--user", "anna"];
        let pin = ["--pin-file", pin.as_str()];
        let wrong = ["--pin-file", wrong.as_str()];
        let told = |arguments: &[&str], code, english, swedish| {
            expect(reader, arguments, &run(&desk, reader.environment(), arguments), code, reader.of(english, swedish));
        };
        let with = |arguments: &[&str], more: &[&str], code, english, swedish| {
            told(&[arguments, more].concat(), code, english, swedish);
        };
        told(&["info"], 0, "\nshortest PIN ", "\nkortaste PIN-kod ");
        told(&["info"], 0, "up=yes", "up=ja");
        told(&["pin", "retries"], 0, "8 PIN tries left.\n", "8 PIN-försök kvar.\n");
        told(&["wink"], 0, "The key shows where it is.\n", "Nyckeln visar var den är.\n");
        told(&["doctor"], 0, "is held by no other program.\n", "är inte upptagen av något annat program.\n");
        with(&["pin", "set"], &pin, 2, "already has a PIN.", "Nyckeln har redan en PIN-kod.");
        with(
            &["credential", "list"],
            &pin,
            0,
            "8 PIN tries left before the key locks itself.\nThe key holds no discoverable credentials.\n",
            "8 PIN-försök kvar innan nyckeln låser sig.\nDet finns inga sparade inloggningsuppgifter på nyckeln.\n",
        );
        with(&["blob", "list"], &pin, 0, "holds no data", "förvarar inga data");
        with(&["fingerprint", "list"], &pin, 8, "does not support fingerprints.", "kan inte känna igen fingeravtryck.");
        let register = [&["register"][..], &anna].concat();
        with(
            &register,
            &wrong,
            5,
            "Wrong PIN. 7 tries left before the key locks itself.\n",
            "Fel PIN-kod. 7 försök kvar innan nyckeln låser sig.\n",
        );
        with(&register, &pin, 0, "is now a key of the account \"anna\".", "är nu en nyckel till kontot ”anna”.");
        with(
            &register,
            &pin,
            10,
            "This user name is taken. Choose another.",
            "Användarnamnet är upptaget. Välj ett annat.",
        );
        with(&[&["sign-in"][..], &anna].concat(), &pin, 0, "Signed in to the account", "Inloggad på kontot ”anna”");
        with(
            &["sign-in", "--server", "http://localhost:9"],
            &pin,
            10,
            "The server cannot be reached.",
            "Servern går inte att nå.",
        );
        with(&["sign-in", "--server", "http://example.org"], &pin, 2, "Use https.\n", "Använd https.\n");
        with(&["credential", "list"], &pin, 0, "RELYING PARTY", "UPPGIFT");
        with(
            &["credential", "metadata"],
            &pin,
            0,
            "1 credential on the key, room for 127 more.\n",
            "1 inloggningsuppgift på nyckeln, plats för 127 till.\n",
        );
        let list = desk.json(&["credential", "list"]);
        let id = list["credentials"][0]["credential_id"].as_str().expect("an id");
        with(&["credential", "show", id], &pin, 0, "\npublic key ", "\npublik nyckel ");
        with(&["credential", "rename", id, "--name", "ann"], &pin, 0, "Renamed.", "Namnet är ändrat.");
        with(&["credential", "delete", id], &pin, 2, "Say so with --yes.", "Bekräfta med --yes.");
        with(&["credential", "show", "zz"], &pin, 9, "whose id begins with \"zz\".", "vars id börjar med ”zz”.");
        with(&["blob", "put", id, &file], &pin, 9, "made without room for data.", "skapades utan plats för data.");
        with(&["blob", "put", id, &nowhere], &pin, 2, "there is no such file", "det finns ingen sådan fil");
        with(&["credential", "delete", id, "--yes"], &pin, 0, "Deleted: ann at ", "Borttagen: ann hos localhost.");
        with(&["config", "min-pin-length", "5"], &pin, 0, "at least 5 characters", "minst 5 tecken i en PIN-kod nu.");
        with(&["pin", "verify"], &pin, 8, "wants a new PIN", "kräver en ny PIN-kod innan den kan användas.");
        let elsewhere = format!("unix:{nowhere}");
        told(&["info", "--device", &elsewhere], 3, "There is no security key at", "Det finns ingen säkerhetsnyckel på");
        told(&["info", "--device", "key"], 2, "\"key\" does not name a key.", "”key” är inte namnet på någon nyckel.");
    }
}

#[test]
fn a_computer_without_keys_says_so() {
    for (reader, words) in Reader::BOTH.into_iter().zip(["No security key is", "Ingen säkerhetsnyckel är ansluten."])
    {
        let desk = Desk::without_pin(&[]);
        let listed = run(&desk, reader.environment(), &["list"]);
        assert_eq!(listed.code, Some(0));
        // A computer with keys lists them, which is the same in every language.
        assert!(!listed.stdout.is_empty() || listed.stderr.starts_with(words), "{listed:?}");
    }
}

#[test]
fn a_diagnosis_is_in_both() {
    for reader in Reader::BOTH {
        let desk = Desk::without_pin(&[]);
        desk.control(&["fault", "missing-member"]);
        let ended = run(&desk, reader.environment(), &["doctor"]);
        expect(reader, &["doctor"], &ended, 11, reader.of("One thing stands in the way.", "En sak står i vägen."));
        let details = reader.of("Details: ", "Tekniska uppgifter: ");
        let details = format!("\n         {details}protocol error: getInfo: versions (0x01) is missing.\n");
        assert!(ended.stdout.contains(&details), "{ended:?}");
    }
}

#[test]
fn the_standard_is_checked_in_both() {
    for reader in Reader::BOTH {
        let desk = Desk::new(&[]);
        desk.control(&["fault", "ignored-exclude-list"]);
        let arguments = ["check", "--pin-file", &desk.path("pin")];
        let ended = run(&desk, reader.environment(), &arguments);
        let words = reader.of("does not do what the standard says in one section.", "standarden säger i ett avsnitt.");
        expect(reader, &arguments, &ended, 11, words);
        let head: Vec<&str> = ended.stdout.lines().next().expect("a head").split_whitespace().collect();
        assert_eq!(head[2], reader.of("VERDICT", "UTFALL"));
        let section = ended.stdout.lines().find(|line| line.starts_with("make-credential")).expect("the section");
        assert!(section.contains(reader.of("BROKEN", "BRYTS")), "{section}");
        assert!(section.contains(reader.of("1 broken, ", "1 bryts, ")), "{section}");
    }
}

#[test]
fn somebody_who_is_asked_answers_in_their_language() {
    let desk = Desk::without_pin(&["--fingerprint"]);
    let answered = |reader: Reader, arguments: &[&str], answer: &str| {
        let (master, slave) = terminal();
        let mut program = in_environment(desk.program(arguments), reader.environment());
        program.stdin(std::fs::File::options().read(true).write(true).open(slave).expect("a terminal"));
        let child = program.stderr(Stdio::piped()).spawn().expect("hid-client runs");
        std::fs::File::from(master).write_all(answer.as_bytes()).expect("typed");
        let output = child.wait_with_output().expect("it ends");
        (output.status.code(), text(&output.stderr))
    };
    for (reader, answer, code) in [
        (Reader::Swedish, "erase everything\n", 7),
        (Reader::English, "radera allt\n", 7),
        (Reader::English, "erase everything\n", 0),
        (Reader::Swedish, "radera allt\n", 0),
    ] {
        desk.control(&["unplug"]);
        desk.control(&["plug"]);
        let (ended, said) = answered(reader, &["reset"], answer);
        assert_eq!(ended, Some(code), "{said}");
        assert!(said.contains(reader.of("Type \"erase everything\" to", "Skriv ”radera allt” för att fortsätta: ")));
    }
    desk.ok(&["pin", "set", "--pin-file", &desk.path("pin")]);
    let arguments = ["config", "enterprise-attestation", "--pin-file", &desk.path("pin")];
    for (reader, answer, yes) in [
        (Reader::English, "j\n", false),
        (Reader::Swedish, "n\n", false),
        (Reader::English, "Y\n", true),
        (Reader::Swedish, "y\n", true),
        (Reader::Swedish, "Ja\n", true),
    ] {
        let (ended, said) = answered(reader, &arguments, answer);
        assert!(said.contains(reader.of("[y/N] ", "[j/N] ")), "{said}");
        let cancelled = said.contains(reader.of("Cancelled.", "Avbrutet."));
        assert_eq!((ended == Some(7), cancelled), (!yes, !yes), "{reader:?} {answer:?}: {said}");
    }
}

#[test]
fn a_finger_is_learnt_in_both() {
    for reader in Reader::BOTH {
        let desk = Desk::new(&["--fingerprint"]);
        for finger in [&["1"][..], &["1", "too-left"], &["2"], &["1"], &["1"], &["1"]] {
            desk.control(&[&["finger"], finger].concat());
        }
        let arguments = ["fingerprint", "add", "--name", "tumme", "--pin-file", &desk.path("pin")];
        let ended = run(&desk, reader.environment(), &arguments);
        let words = reader.of(
            "[#...] 1 of 4  Too far left: touch further right.\n[#...] 1 of 4  Not like those before: use the same finger.",
            "[#...] 1 av 4  För långt till vänster: lägg fingret längre till höger.\n[#...] 1 av 4  Inte likt de tidigare: använd samma finger.",
        );
        expect(reader, &arguments, &ended, 0, words);
        assert_eq!(
            ended.stdout,
            reader.of("The key knows the finger \"tumme\" now.\n", "Nyckeln känner igen fingret ”tumme” nu.\n")
        );
    }
}

#[test]
fn json_is_the_same_in_every_language() {
    let (desk, server) = (Desk::new(&[]), RelyingParty::start());
    desk.with_pin(&["register", "--server", &server.url, "--user", "anna"]);
    let pin = desk.path("pin");
    for arguments in [
        &["list"][..],
        &["info"],
        &["doctor"],
        &["pin", "retries"],
        &["pin", "verify", "--pin-file", &pin],
        &["credential", "list", "--pin-file", &pin],
        &["credential", "metadata", "--pin-file", &pin],
        &["blob", "list", "--pin-file", &pin],
        &["wink"],
        &["check", "--pin-file", &pin],
    ] {
        let arguments = [&["--json"], arguments].concat();
        let [english, swedish] = Reader::BOTH.map(|reader| run(&desk, reader.environment(), &arguments));
        assert_eq!(english.code, swedish.code, "{arguments:?}: {english:?} {swedish:?}");
        assert_eq!(without_times(&english.stdout), without_times(&swedish.stdout), "{arguments:?}");
    }
}

/// JSON without what takes a different while each time.
fn without_times(json: &str) -> Value {
    let mut json: Value = serde_json::from_str(json).expect("JSON");
    for section in json["sections"].as_array_mut().into_iter().flatten() {
        for rule in section["rules"].as_array_mut().into_iter().flatten() {
            assert!(rule["milliseconds"].take().is_u64());
        }
    }
    json
}

#[test]
fn the_environment_decides_in_its_usual_order() {
    let desk = Desk::without_pin(&[]);
    for (environment, swedish) in [
        (&[][..], false),
        (&[("LC_ALL", "C"), ("LANG", "sv_SE.UTF-8")], false),
        (&[("LC_MESSAGES", "sv_FI.UTF-8"), ("LANG", "en_GB.UTF-8")], true),
        (&[("LANGUAGE", "nn:sv:en"), ("LANG", "nn_NO.UTF-8")], true),
        (&[("LANGUAGE", "sv"), ("LANG", "C.UTF-8")], false),
    ] {
        let said = run(&desk, environment, &["wink"]).stdout;
        assert_eq!(said.starts_with("Nyckeln visar"), swedish, "{environment:?}: {said}");
    }
}

#[test]
fn colour_is_for_terminals_alone() {
    let desk = Desk::without_pin(&[]);
    let piped = desk.ok(&["doctor"]);
    assert!(piped.starts_with("ok       unix:") && !piped.contains('\u{1b}'), "{piped:?}");
    for (variable, coloured) in [(None, true), (Some(("NO_COLOR", "1")), false), (Some(("TERM", "dumb")), false)] {
        let (master, slave) = terminal();
        let mut program = desk.program(&["doctor"]);
        program.env_remove("NO_COLOR").env("TERM", "xterm").envs(variable);
        // Both ends stay open until all is read: a terminal without a program at its end forgets what was written.
        let slave = std::fs::File::options().read(true).write(true).open(slave).expect("a terminal");
        let status = program.stdout(slave.try_clone().expect("a terminal")).status().expect("hid-client runs");
        assert!(status.success());
        let mut shown = [0; 4096];
        let length = std::fs::File::from(master).read(&mut shown).expect("text");
        let shown = text(&shown[..length]);
        let begins = if coloured { "\u{1b}[32mok\u{1b}[0m       unix:" } else { "ok       unix:" };
        assert!(shown.starts_with(begins), "{variable:?}: {shown:?}");
    }
}
