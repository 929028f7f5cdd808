//! Every input that the fuzzer found worth keeping still holds: `fuzz/corpus/`, one folder a target.

#![allow(unreachable_pub, reason = "the fuzzer's targets use the same functions")]

mod fuzzing;

/// Runs `body` over the files of the target's folder, which must not be empty.
fn replay(target: &str, body: fn(&[u8])) {
    let folder = format!("{}/../fuzz/corpus/{target}", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut inputs = 0;
    for file in files {
        body(&std::fs::read(file.unwrap().path()).unwrap());
        inputs += 1;
    }
    assert!(inputs > 0, "{folder} is empty");
}

#[test]
fn ctap2_replies() {
    replay("ctap2_replies", fuzzing::ctap2_replies);
}

#[test]
fn u2f_replies() {
    replay("u2f_replies", fuzzing::u2f_replies);
}

#[test]
fn session() {
    replay("session", fuzzing::session);
}

#[test]
fn sessions_without_meddling_go_well() {
    for kind in 0..fuzzing::KINDS {
        fuzzing::attempt(kind, &[]).unwrap_or_else(|error| panic!("{kind}: {error}"));
    }
}
