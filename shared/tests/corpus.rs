//! Every input that the fuzzer found worth keeping still holds: `fuzz/corpus/`, one folder a parser.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]
#![allow(unreachable_pub, reason = "the fuzzer's targets use the same functions")]

mod fuzzing;

/// Runs `body` over the files of the parser's folder, which must not be empty.
fn replay(parser: &str, body: fn(&[u8])) {
    let folder = format!("{}/../fuzz/corpus/{parser}", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut inputs = 0;
    for file in files {
        body(&std::fs::read(file.unwrap().path()).unwrap());
        inputs += 1;
    }
    assert!(inputs > 0, "{folder} is empty");
}

macro_rules! replays {
    ($($parser:ident),+) => {
        $(#[test]
        fn $parser() {
            replay(stringify!($parser), fuzzing::$parser);
        })+
    };
}

replays!(cbor, cose, authenticator_data, attestation_object, client_data, get_info, packet, webauthn_json);
