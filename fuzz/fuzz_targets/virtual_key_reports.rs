#![no_main]
#![allow(dead_code)]

#[path = "../../virtual-key/tests/fuzzing/mod.rs"]
mod fuzzing;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzzing::virtual_key_reports(bytes));
