//! `hid-client fingerprint` as a person uses it, and signing in with a finger: the real program, and a virtual key with a
//! sensor on a Unix socket.

use serde_json::{Value, json};
use tests::desk::{Desk, text};
use tests::process::RelyingParty;

fn desk() -> Desk {
    Desk::new(&["--fingerprint"])
}

/// Enrols a finger with good samples alone; its id.
fn add(desk: &Desk, finger: &str, name: &str) -> String {
    for _ in 0..4 {
        desk.control(&["finger", finger]);
    }
    let added = desk.json(&["fingerprint", "add", "--name", name]);
    assert_eq!(added["name"], name);
    added["template_id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_finger_is_added_with_a_word_about_each_sample() {
    let desk = desk();
    for finger in [&["1"][..], &["1", "too-left"], &["2"], &["1", "poor-quality"], &["1"], &["1"], &["1"]] {
        desk.control(&[&["finger"], finger].concat());
    }
    let output = desk.run(&["fingerprint", "add", "--name", "tumme", "--pin-file", &desk.path("pin")]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "The key knows the finger \"tumme\" now.\n");
    let told: Vec<String> = text(&output.stderr).lines().map(str::to_owned).collect();
    let expected = [
        "8 PIN tries left before the key locks itself.",
        "Touch the key's sensor with the finger, lift it, and touch it again until the bar is full.",
        "[#...] 1 of 4  Good. Lift the finger and touch again.",
        "[#...] 1 of 4  Too far left: touch further right.",
        "[#...] 1 of 4  Not like those before: use the same finger.",
        "[#...] 1 of 4  Not clear enough: clean and dry the finger, and touch again.",
        "[##..] 2 of 4  Good. Lift the finger and touch again.",
        "[###.] 3 of 4  Good. Lift the finger and touch again.",
        "[####] 4 of 4  Good. Lift the finger and touch again.",
    ];
    assert_eq!(told, expected);
    let status: Value = serde_json::from_str(&desk.control(&["status"])).expect("JSON");
    assert_eq!((&status["fingerprints"], &status["uv_retries"]), (&json!(1), &json!(5)));
}

#[test]
fn fingers_are_listed_renamed_and_removed() {
    let desk = desk();
    let output = desk.run(&["fingerprint", "list", "--pin-file", &desk.path("pin")]);
    assert!(output.status.success() && output.stdout.is_empty());
    assert!(text(&output.stderr).ends_with("The key knows no fingers.\n"), "{}", text(&output.stderr));
    let thumb = add(&desk, "1", "thumb");
    // The finger that is known allows it, then the new one is laid on.
    desk.control(&["finger", "1"]);
    let index = add(&desk, "2", "index");
    // The key knows somebody now, and asks for no PIN.
    let table = desk.ok(&["fingerprint", "list"]);
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows, [vec!["FINGER", "NAME"], vec![&thumb, "thumb"], vec![&index, "index"]]);
    let renamed = desk.json(&["fingerprint", "rename", &thumb, "tumme"]);
    assert_eq!((&renamed["template_id"], &renamed["name"]), (&json!(thumb), &json!("tumme")));
    desk.with_pin(&["fingerprint", "rename", "index", ""]);
    let list = desk.json(&["fingerprint", "list"]);
    let expected = json!([{"template_id": thumb, "name": "tumme"}, {"template_id": index, "name": null}]);
    assert_eq!(list["fingerprints"], expected);

    desk.fails(&["fingerprint", "rename", "thumb", "x"], 9, "The key knows no finger \"thumb\".");
    desk.fails(&["fingerprint", "rename", "tumme", &"x".repeat(65)], 2, "longer than the 64 bytes");
    desk.fails(&["fingerprint", "add", "--name", &"x".repeat(65)], 2, "longer than the 64 bytes");
    desk.fails(&["fingerprint", "remove", "tumme"], 2, "There is no terminal to ask whether this is meant.");
    let removed = desk.with_pin(&["fingerprint", "remove", "--yes", "tumme"]);
    assert_eq!(removed, "The key no longer knows the finger \"tumme\".\n");
    let removed = desk.json(&["fingerprint", "remove", "--yes", &index]);
    assert_eq!(removed["removed"], index);
    assert_eq!(desk.json(&["fingerprint", "list"])["fingerprints"], json!([]));
}

#[test]
fn a_known_finger_nobody_and_a_key_without_a_sensor_are_told_apart() {
    let desk = desk();
    add(&desk, "1", "thumb");
    desk.fails(&["fingerprint", "add"], 9, "The key knows this finger already.");
    for finger in ["2", "3", "4", "5"] {
        // The finger that is known allows it, then the new one is laid on.
        desk.control(&["finger", "1"]);
        for _ in 0..4 {
            desk.control(&["finger", finger]);
        }
        desk.with_pin(&["fingerprint", "add"]);
    }
    desk.fails(&["fingerprint", "add"], 8, "The key has no room for another fingerprint.");
    Desk::new(&[]).fails(&["fingerprint", "list"], 8, "This key does not support fingerprints.");
    Desk::without_pin(&["--fingerprint"]).fails(&["fingerprint", "add"], 8, "This key has no PIN yet.");

    let desk = Desk::new(&["--fingerprint"]);
    desk.control(&["fault", "no-touch"]);
    let output = desk.run(&["--timeout", "3", "fingerprint", "add", "--pin-file", &desk.path("pin")]);
    assert_eq!(output.status.code(), Some(7), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("The key was not used in time."), "{}", text(&output.stderr));
    // Given up, on the key too.
    desk.control(&["fault", "clear"]);
    add(&desk, "1", "thumb");
}

#[test]
fn a_finger_registers_and_signs_in_and_the_pin_takes_its_place() {
    let (desk, server) = (desk(), RelyingParty::start());
    add(&desk, "1", "thumb");
    // No PIN is given, and nobody is there to ask for one.
    desk.ok(&["register", "--server", &server.url, "--user", "anna"]);
    let sign_in = ["sign-in", "--server", &server.url, "--user", "anna"];
    let output = desk.run(&sign_in);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("The key wants to recognise you"), "{}", text(&output.stderr));

    desk.control(&["finger", "2"]);
    let output = desk.run(&[&sign_in[..], &["--pin-file", &desk.path("pin")]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("The key did not recognise you. Its PIN will do instead."));
    // Blocked after five: the PIN alone does, and gives the finger its tries back.
    desk.control(&["fault", "wrong-finger"]);
    for tries in (0..5).rev() {
        assert!(!desk.run(&sign_in).status.success());
        let status: Value = serde_json::from_str(&desk.control(&["status"])).expect("JSON");
        assert_eq!(status["uv_retries"], tries);
    }
    desk.control(&["fault", "clear"]);
    assert!(!desk.run(&sign_in).status.success());
    desk.with_pin(&sign_in);
    desk.ok(&sign_in);
}

#[test]
fn what_a_key_with_a_sensor_is_is_told() {
    let desk = desk();
    let info: Value = serde_json::from_str(&desk.ok(&["--json", "info"])).expect("JSON");
    assert_eq!((&info["uv_modality"], &info["preferred_platform_uv_attempts"]), (&json!(2), &json!(3)));
    assert_eq!((&info["options"]["uv"], &info["options"]["bioEnroll"]), (&json!(false), &json!(false)));
    // A finger changes settings where the key lets it.
    add(&desk, "1", "thumb");
    desk.ok(&["config", "always-uv", "on"]);
}
