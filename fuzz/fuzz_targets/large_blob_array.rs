#![no_main]
#![allow(dead_code)]

#[path = "../../hid-client/tests/fuzzing/mod.rs"]
mod fuzzing;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzzing::large_blob_array(bytes));
