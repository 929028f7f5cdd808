//! The story.

use std::process::Command;
use std::thread;
use std::time::Duration;

use anyhow::{Result, bail};
use serde::Deserialize;

use super::house::House;
use super::narrator::Narrator;
use super::post::Post;
use crate::processes::stop_requested;

const USER: &str = "anna";
const PIN: &str = "2468-anna";
const WRONG_PIN: &str = "1111-anna";

/// The file with what Anna's client sent when she signed in.
const RECORDED: &str = "recorded-sign-in.json";

// hid-client's exit codes.
const OK: i32 = 0;
const WRONG_PIN_CODE: i32 = 5;
const NO_CREDENTIAL: i32 = 9;

/// What is read of the server's refusal (`application/problem+json`).
#[derive(Deserialize)]
struct Refusal {
    code: String,
}

/// `cargo xtask demo`: shows the loop; then, unless `once`, leaves the server running until Ctrl-C.
pub(crate) fn run(once: bool) -> Result<bool> {
    println!("Building rp-server, hid-client and virtual-key. Nothing is installed.");
    let mut house = House::build()?;
    let mut narrator = Narrator::default();
    println!("\nNyckel: a security key with a PIN, from the USB report to the stored record.");
    println!("Everything below happens in {}.", house.folder().display());

    narrator.step("A relying party starts, with an empty data folder.");
    house.start_server(&narrator)?;

    narrator.step("A virtual security key is plugged in. A Unix socket stands in for the USB port.");
    let key = house.plug_in("first", &narrator)?;

    narrator.step("The key is new: it gets a PIN.");
    let pin = house.secret("pin", PIN)?;
    narrator.run(hid_client(&house, &key)?.args(["pin", "set", "--new-pin-file", pin]), OK)?;

    narrator.step("Anna creates an account with it: PIN, touch, and the server keeps a public key.");
    narrator.run(ceremony(&house, &key, "register", pin)?.args(["--user", USER]), OK)?;

    narrator.step("Anna signs in with the PIN and a touch.");
    let mut sign_in = ceremony(&house, &key, "sign-in", pin)?;
    narrator.run(sign_in.args(["--user", USER, "--save-response", RECORDED]), OK)?;

    narrator.step("Somebody who has the key but not the PIN tries.");
    let wrong = house.secret("wrong-pin", WRONG_PIN)?;
    narrator.run(ceremony(&house, &key, "sign-in", wrong)?.args(["--user", USER]), WRONG_PIN_CODE)?;
    narrator.conclusion("Refused by the key itself: the server never got an answer.");

    narrator.step("Somebody who recorded a sign-in sends the same bytes again.");
    refused_replay(&house, &narrator)?;
    narrator.conclusion("Refused by the server: a challenge is good for one answer.");

    narrator.step("Somebody with a key of their own, which Anna never registered, tries to sign in as Anna.");
    let other = house.plug_in("second", &narrator)?;
    narrator.run(hid_client(&house, &other)?.args(["pin", "set", "--new-pin-file", pin]), OK)?;
    narrator.run(ceremony(&house, &other, "sign-in", pin)?.args(["--user", USER]), NO_CREDENTIAL)?;
    narrator.conclusion("Refused: that key holds no credential of Anna's account.");

    house.check_server()?;
    println!("\nThe loop is closed: one key in, every other try refused.");
    if !once {
        stay(&mut house)?;
    }
    Ok(true)
}

fn hid_client(house: &House, device: &str) -> Result<Command> {
    let mut command = house.command("hid-client")?;
    command.args(["--device", device]);
    Ok(command)
}

fn ceremony(house: &House, device: &str, verb: &str, pin_file: &str) -> Result<Command> {
    let mut command = hid_client(house, device)?;
    command.args([verb, "--server", &house.url, "--pin-file", pin_file]);
    Ok(command)
}

/// The second use of a good answer must be a conflict (docs/integrate.md), or the demonstration fails.
fn refused_replay(house: &House, narrator: &Narrator) -> Result<()> {
    const PATH: &str = "/api/v1/sign-in/finish";
    println!("      $ curl {}{PATH} --json @{RECORDED}", house.url);
    let answer = house.send_again(PATH, RECORDED)?;
    narrator.said(&format!("{} {}", answer.status, answer.text));
    let code = serde_json::from_str(&answer.text).map(|Refusal { code }| code).unwrap_or_default();
    if code != "ceremony_used" {
        bail!("that should have been refused as ceremony_used");
    }
    Ok(())
}

/// Leaves the server running and says what one can do with it.
fn stay(house: &mut House) -> Result<()> {
    let (url, client) = (house.url.clone(), house.program("hid-client")?.display().to_string());
    println!(
        "\nThe server keeps running. Open {url} in a browser, or use your own USB key from another terminal:\n\
         \n  {client} list\
         \n  {client} register --server {url} --user YOUR-NAME\
         \n  {client} sign-in --server {url} --user YOUR-NAME\n\
         \nA key without a PIN gets one by `pin set`. Without permission for the key, hid-client says which udev rule to add.\
         \nText messages, calls and mails are sent to nobody here: what they say comes below.\
         \nPress Ctrl-C to stop; the data folder goes with it."
    );
    let mut post = Post::of(house.folder().join("data/messages"));
    while !stop_requested() {
        if let Err(error) = house.check_server() {
            bail!("the server is gone: {error:#}");
        }
        for message in post.new_messages() {
            print!("\n{message}");
        }
        thread::sleep(Duration::from_millis(200));
    }
    println!("\nStopped.");
    Ok(())
}
