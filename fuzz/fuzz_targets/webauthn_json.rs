#![no_main]
#![allow(dead_code)]

#[path = "../../shared/tests/fuzzing/mod.rs"]
mod fuzzing;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzzing::webauthn_json(bytes));
