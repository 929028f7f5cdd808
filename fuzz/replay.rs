//! What the tests of each crate do with the inputs that the fuzzer found worth keeping: `corpus/`, one folder a target.

/// Runs `body` over the files of the target's folder, which must not be empty.
pub(crate) fn replay(target: &str, body: fn(&[u8])) {
    let folder = format!("{}/../fuzz/corpus/{target}", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut inputs = 0;
    for file in files {
        body(&std::fs::read(file.unwrap().path()).unwrap());
        inputs += 1;
    }
    assert!(inputs > 0, "{folder} is empty");
}

/// A test a target, of the same name as what the fuzzer calls.
macro_rules! replays {
    ($($target:ident),+) => {
        $(#[test]
        fn $target() {
            crate::replay::replay(stringify!($target), crate::fuzzing::$target);
        })+
    };
}

pub(crate) use replays;
