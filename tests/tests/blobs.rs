//! `hid-client blob` as a person uses it: the real program, a virtual key on a Unix socket, and a server.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use serde_json::{Value, json};
use tests::desk::{Desk, text};
use tests::engine::Engine;
use tests::on_both_engines;
use tests::process::RelyingParty;

/// A key registered at a server, with room for data or without; and the credential's id.
fn registered(desk: &Desk, server: &RelyingParty, user: &str, options: &[&str]) -> String {
    let arguments = [&["register", "--server", &server.url, "--user", user], options].concat();
    desk.json(&arguments)["credential_id"].as_str().expect("an id").to_owned()
}

fn data_is_put_listed_read_and_deleted(engine: Engine) {
    let (desk, server) = (Desk::with(engine, &[]), RelyingParty::start());
    let anna = registered(&desk, &server, "anna", &["--large-blob"]);
    let bo = registered(&desk, &server, "bo", &["--large-blob"]);
    let note = "A note of Anna's: ".repeat(40);
    let file = desk.write("note", &note);

    let output = desk.run(&["blob", "list", "--pin-file", &desk.path("pin")]);
    assert!(output.status.success() && output.stdout.is_empty());
    assert!(text(&output.stderr).ends_with("The key holds no data for its credentials.\n"), "{output:?}");

    let put = desk.with_pin(&["blob", "put", &anna[..12], &file]);
    assert_eq!(put, format!("The key keeps {} bytes for localhost now.\n", note.len()));
    let put = desk.json(&["blob", "put", &bo, &desk.write("other", [0, 1, 2, 255])]);
    assert_eq!((&put["credential_id"], &put["rp_id"], &put["size"]), (&json!(bo), &json!("localhost"), &json!(4)));
    assert_eq!(
        (put["capacity"].as_u64(), put["used"].as_u64().is_some_and(|used| used > 80)),
        (Some(room(engine)), true)
    );

    let list = desk.json(&["blob", "list"]);
    let blobs = list["blobs"].as_array().expect("a list");
    let told = |blob: &Value| (blob["credential_id"].clone(), blob["user_name"].clone(), blob["size"].clone());
    assert_eq!(
        blobs.iter().map(told).collect::<Vec<_>>(),
        [(json!(anna), json!("anna"), json!(note.len())), (json!(bo), json!("bo"), json!(4)),]
    );
    // Packed: the note says one thing forty times.
    assert!(blobs[0]["stored_size"].as_u64().expect("a number") < 60, "{list}");
    assert_eq!((&list["used"], &list["capacity"]), (&put["used"], &put["capacity"]));
    let table = desk.with_pin(&["blob", "list"]);
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[0], ["CREDENTIAL", "RELYING", "PARTY", "USER", "BYTES", "STORED"]);
    assert_eq!((rows.len(), &rows[2][1..4]), (3, &["localhost", "bo", "4"][..]));
    assert!(bo.starts_with(rows[2][0]), "{table}");

    assert_eq!(desk.with_pin(&["blob", "get", &anna]), note);
    let saved = desk.path("saved");
    desk.with_pin(&["blob", "get", &bo, "--output", &saved]);
    assert_eq!(desk.read("saved"), [0, 1, 2, 255]);
    assert_eq!(std::fs::metadata(&saved).expect("a file").permissions().mode() & 0o777, 0o600);
    assert_eq!(desk.json(&["blob", "get", &bo])["data"], "AAEC_w");
    assert_eq!(desk.json(&["blob", "get", &bo, "--output", &saved])["data"], Value::Null);

    // Another puts its own in the place of what was there.
    desk.with_pin(&["blob", "put", &anna, &desk.write("note", "short")]);
    assert_eq!(desk.with_pin(&["blob", "get", &anna]), "short");
    desk.fails(&["blob", "delete", &anna], 2, "There is no terminal to ask whether this is meant.");
    assert_eq!(desk.with_pin(&["blob", "delete", "--yes", &anna]), "The key keeps no data for localhost any more.\n");
    desk.fails(&["blob", "get", &anna], 9, "The key holds no data for this credential.");
    desk.fails(&["blob", "delete", "--yes", &anna], 9, "The key holds no data for this credential.");
    assert_eq!(desk.json(&["blob", "list"])["blobs"].as_array().map(Vec::len), Some(1));
    let deleted = desk.json(&["blob", "delete", "--yes", &bo]);
    assert_eq!((&deleted["deleted"], &deleted["rp_id"]), (&json!(bo), &json!("localhost")));
}

fn signing_in_gives_the_data_and_the_server_nothing_of_it(engine: Engine) {
    let (desk, server) = (Desk::with(engine, &[]), RelyingParty::start());
    let anna = registered(&desk, &server, "anna", &["--large-blob"]);
    let saved = desk.path("saved");
    let sign_in = ["sign-in", "--server", &server.url, "--user", "anna", "--large-blob", &saved];
    desk.fails(&sign_in, 9, "The key holds no data for this credential.");
    desk.with_pin(&["blob", "put", &anna, &desk.write("note", "for Anna alone")]);
    let request = desk.path("request");
    desk.with_pin(&[&sign_in[..], &["--save-response", &request]].concat());
    assert_eq!(desk.read("saved"), b"for Anna alone");
    let request: Value = serde_json::from_slice(&desk.read("request")).expect("JSON");
    assert_eq!(request["credential"]["clientExtensionResults"], json!({}));
}

fn a_credential_without_room_and_what_is_not_there_are_9(engine: Engine) {
    let (desk, server) = (Desk::with(engine, &[]), RelyingParty::start());
    let plain = registered(&desk, &server, "anna", &[]);
    let file = desk.write("note", "a note");
    desk.fails(&["blob", "put", &plain, &file], 9, "This credential was made without room for data.");
    desk.fails(&["blob", "get", &plain], 9, "This credential was made without room for data.");
    desk.fails(&["blob", "put", "nothing", &file], 9, "The key holds no credential whose id begins with");
    desk.fails(&["blob", "put", &plain, &desk.path("missing")], 2, "cannot be used: there is no such file");
}

fn more_than_there_is_room_for_is_8_and_changes_nothing(engine: Engine) {
    let (desk, server) = (Desk::with(engine, &[]), RelyingParty::start());
    let anna = registered(&desk, &server, "anna", &["--large-blob"]);
    desk.with_pin(&["blob", "put", &anna, &desk.write("note", "kept")]);
    // Random bytes cannot be packed.
    let mut noise = [0_u8; 9000];
    let mut state = 1_u32;
    for byte in &mut noise {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *byte = state.to_be_bytes()[0];
    }
    let sentence = format!("The key has room for {} bytes of data", room(engine));
    desk.fails(&["blob", "put", &anna, &desk.write("noise", noise)], 8, &sentence);
    desk.fails(
        &["blob", "put", &anna, &desk.write("long", vec![0; 1024 * 1024 + 1])],
        8,
        "longer than a million bytes",
    );
    assert_eq!(desk.with_pin(&["blob", "get", &anna]), "kept");
    // What fits takes several messages, where there is so much room.
    let fitting = &noise[..engine.either(8000, 900)];
    desk.with_pin(&["blob", "put", &anna, &desk.write("noise", fitting)]);
    desk.with_pin(&["blob", "get", &anna, "--output", &desk.path("back")]);
    assert_eq!(desk.read("back"), fitting);
}

fn data_comes_from_standard_input(engine: Engine) {
    use std::io::Write as _;
    let (desk, server) = (Desk::with(engine, &[]), RelyingParty::start());
    let anna = registered(&desk, &server, "anna", &["--large-blob"]);
    let mut child = desk
        .program(&["blob", "put", &anna, "-", "--pin-file", &desk.path("pin")])
        .stdin(Stdio::piped())
        .spawn()
        .expect("hid-client runs");
    child.stdin.take().expect("piped").write_all(b"through a pipe").expect("written");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(desk.with_pin(&["blob", "get", &anna]), "through a pipe");
}

#[test]
fn a_damaged_array_is_told_and_counts_as_none() {
    let (desk, server) = (Desk::with(Engine::Own, &[]), RelyingParty::start());
    let anna = registered(&desk, &server, "anna", &["--large-blob"]);
    desk.with_pin(&["blob", "put", &anna, &desk.write("note", "kept")]);
    desk.control(&["fault", "damaged-large-blobs"]);
    let output = desk.run(&["--json", "blob", "list", "--pin-file", &desk.path("pin")]);
    assert!(text(&output.stderr).contains("The data on the key is damaged"), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("\"blobs\":[]"), "{}", text(&output.stdout));
    desk.fails(&["blob", "get", &anna], 9, "The key holds no data for this credential.");
    desk.control(&["fault", "clear"]);
    assert_eq!(desk.with_pin(&["blob", "get", &anna]), "kept");
}

/// How long the array may be: of the second engine, as short as the standard allows (CTAP 2.1 §6.4 0x0B).
fn room(engine: Engine) -> u64 {
    engine.either(8192, 1024)
}

on_both_engines!(
    data_is_put_listed_read_and_deleted,
    signing_in_gives_the_data_and_the_server_nothing_of_it,
    a_credential_without_room_and_what_is_not_there_are_9,
    more_than_there_is_room_for_is_8_and_changes_nothing,
    data_comes_from_standard_input,
);
