//! A running rp-server for whoever tests its API from outside: with an account that a virtual key has made, and signed in.
//!
//! Prints one line of JSON, its address and the session cookie, and serves until its standard input ends.

use std::io::Read as _;
use std::path::PathBuf;

use clap::Parser;
use serde_json::json;
use shared::api::FinishRegistration;
use tests::bench::MemoryBench;
use tests::process::RelyingParty;
use tests::scenarios::Loop;

const PIN: &str = "2468";

#[derive(Parser)]
struct Arguments {
    /// The folder of rp-server
    #[arg(long)]
    bin_dir: PathBuf,
}

fn main() {
    tests::process::use_bin_dir(Arguments::parse().bin_dir);
    let server = RelyingParty::start();
    let (name, value) = sign_in(&server.url);
    println!("{}", json!({ "url": server.url, "cookieName": name, "cookie": value }));
    // Whoever started us closes it, or ends.
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}

/// Creates an account; the name and the value of its session cookie.
fn sign_in(url: &str) -> (String, String) {
    let key = MemoryBench::new();
    let it = Loop::new(&key, url, PIN);
    it.with_key(|key, operation| key.set_pin(&it.pin, operation)).expect("a new key takes a PIN");
    let begin = shared::api::BeginAccount { user_name: "anna".into(), display_name: None, invitation: None };
    let begun = it.server.begin_account(&begin).expect("a new name");
    let credential = it.create(|client, operation| client.create(&begun.public_key, operation)).expect("a credential");
    let finish = FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
    // Not by the client, which keeps the cookie to itself.
    let answer = ureq::post(format!("{url}/api/v1/accounts/finish")).send_json(&finish).expect("an account");
    let cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok()).expect("a session cookie");
    let pair = cookie.split(';').next().unwrap_or_default();
    let (name, value) = pair.split_once('=').expect("a name and a value");
    (name.to_owned(), value.to_owned())
}
