#![no_main]
#![allow(dead_code)]

#[path = "bounded.rs"]
mod bounded;
#[path = "../../tests/tests/fuzzing/mod.rs"]
mod fuzzing;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzzing::u2f_replies(bytes));
