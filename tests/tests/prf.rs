//! Secrets for programs: `--prf-salt` at `register` and `sign-in`, with the real program, a virtual key and a server.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};
use tests::desk::{Desk, text};
use tests::engine::Engine;
use tests::on_both_engines;
use tests::process::RelyingParty;

/// A verb at the server, as this user.
fn at<'a>(server: &'a RelyingParty, verb: &'a str, user: &'a str) -> [&'a str; 5] {
    [verb, "--server", &server.url, "--user", user]
}

fn a_salt_gives_the_same_secret_every_time_and_another_gives_another(engine: Engine) {
    let (desk, server) = (Desk::with(engine, &[]), RelyingParty::start());
    let (salt, output) = (desk.write("salt", "backup key 1"), desk.path("secret"));
    let prf = ["--prf-salt", &salt, "--prf-output", &output];
    let arguments = [&at(&server, "register", "anna")[..], &prf].concat();
    let registered = desk.run(&[&arguments[..], &["--pin-file", &desk.path("pin")]].concat());
    assert!(registered.status.success(), "{}", text(&registered.stderr));
    assert!(text(&registered.stderr).contains("32 bytes written to"), "{}", text(&registered.stderr));
    let first = desk.read("secret");
    assert_eq!(first.len(), 32);
    assert_eq!(std::fs::metadata(&output).expect("a file").permissions().mode() & 0o777, 0o600);
    // The secret is in no output.
    assert!(!text(&registered.stdout).contains(&format!("{first:?}")));

    let request = desk.path("request");
    let sign_in = [&at(&server, "sign-in", "anna")[..], &prf, &["--save-response", &request]].concat();
    desk.with_pin(&sign_in);
    assert_eq!(desk.read("secret"), first);
    // The server got nothing of it: neither of the key's outputs nor of the client's.
    let request: Value = serde_json::from_slice(&desk.read("request")).expect("JSON");
    assert_eq!(request["credential"]["clientExtensionResults"], json!({}));

    desk.write("salt", "backup key 2");
    desk.with_pin(&sign_in);
    let second = desk.read("secret");
    assert!(second.len() == 32 && second != first);

    // Another account's credential has secrets of its own.
    desk.write("salt", "backup key 1");
    desk.with_pin(&[&at(&server, "register", "bo")[..], &prf].concat());
    assert!(desk.read("secret") != first);
}

#[test]
fn a_finger_and_the_pin_give_the_same_secret() {
    let (desk, server) = (Desk::new(&["--fingerprint"]), RelyingParty::start());
    let (salt, output) = (desk.write("salt", "a salt"), desk.path("secret"));
    let prf = ["--prf-salt", &salt, "--prf-output", &output];
    desk.with_pin(&[&at(&server, "register", "anna")[..], &prf].concat());
    let by_pin = desk.read("secret");
    desk.with_pin(&["fingerprint", "add"]);
    desk.ok(&[&at(&server, "sign-in", "anna")[..], &prf].concat());
    assert_eq!(desk.read("secret"), by_pin);
}

fn a_salt_wants_an_output_and_both_want_files_that_will_do(engine: Engine) {
    let (desk, server) = (Desk::with(engine, &[]), RelyingParty::start());
    let register = at(&server, "register", "anna");
    let (salt, output) = (desk.write("salt", "a salt"), desk.path("secret"));
    desk.fails(&[&register[..], &["--prf-salt", &salt]].concat(), 2, "--prf-output");
    desk.fails(&[&register[..], &["--prf-output", &output]].concat(), 2, "--prf-salt");
    let missing = desk.path("missing");
    desk.fails(
        &[&register[..], &["--prf-salt", &missing, "--prf-output", &output]].concat(),
        2,
        "there is no such file",
    );
    let long = desk.write("long", vec![0; 64 * 1024 + 1]);
    desk.fails(
        &[&register[..], &["--prf-salt", &long, "--prf-output", &output]].concat(),
        2,
        "longer than 65536 bytes",
    );
    // Nothing was begun: the name is free.
    desk.with_pin(&register);
}

on_both_engines!(
    a_salt_gives_the_same_secret_every_time_and_another_gives_another,
    a_salt_wants_an_output_and_both_want_files_that_will_do,
);
