//! Every input that the fuzzer found worth keeping still holds: `fuzz/corpus/`, one folder a target.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]
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
fn large_blob_array() {
    replay("large_blob_array", fuzzing::large_blob_array);
}
