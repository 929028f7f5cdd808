//! Each algorithm that a key makes credentials for, at the real server: it verifies by another implementation than the key
//! signs with.

use serde_json::{Value, json};
use tests::desk::Desk;
use tests::process::RelyingParty;
use virtual_key::KeyAlgorithm;

/// COSE identifiers (IANA's COSE registry), written out: not asked of the code under test.
const ALGORITHMS: [(&str, i64); 6] =
    [("es256", -7), ("eddsa", -8), ("es384", -35), ("rs256", -257), ("ml-dsa-44", -48), ("ml-dsa-65", -49)];

#[test]
fn every_algorithm_registers_and_signs_in() {
    assert_eq!(ALGORITHMS.map(|(name, _)| name.parse()), KeyAlgorithm::ALL.map(Ok));
    let server = RelyingParty::start();
    for attestation in ["batch", "self"] {
        for (name, id) in ALGORITHMS {
            let desk = Desk::new(&["--algorithms", name, "--attestation", attestation]);
            let info: Value = serde_json::from_str(&desk.ok(&["--json", "info"])).expect("JSON");
            assert_eq!(info["algorithms"], json!([id]), "{name}");
            let user = format!("{name}-{attestation}");
            let registered = desk.json(&["register", "--server", &server.url, "--user", &user]);
            let listed = desk.json(&["credential", "list"]);
            assert_eq!(listed["credentials"][0]["algorithm"], id, "{listed}");
            assert_eq!(listed["credentials"][0]["credential_id"], registered["credential_id"]);
            // The key says who.
            assert_eq!(desk.json(&["sign-in", "--server", &server.url])["user_name"], user.as_str());
        }
    }
}

#[test]
fn what_the_server_wants_first_is_taken_and_an_unknown_name_is_refused() {
    let (desk, server) = (Desk::new(&["--algorithms", "ML-DSA-65,RS256,EdDSA"]), RelyingParty::start());
    desk.json(&["register", "--server", &server.url, "--user", "anna"]);
    assert_eq!(desk.json(&["credential", "list"])["credentials"][0]["algorithm"], -8);

    let mut command = std::process::Command::new(tests::process::bin_dir().join("virtual-key"));
    let output =
        command.args(["serve", "--in-memory", "--socket", "s", "--algorithms", "ES512"]).output().expect("runs");
    let problem = String::from_utf8_lossy(&output.stderr);
    assert!(problem.contains("there is no algorithm \"ES512\"; the algorithms are ES256, EdDSA,"), "{problem}");
}
