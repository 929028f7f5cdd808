//! The checks against a key in software, against webauthn-rs-core, and against the standard's test vectors.

/// A table of refusals, a test a row: its name, what is changed of [`HONEST`], and the word and the sentence of the refusal. The
/// module that uses it says what a lie is, and tells it.
macro_rules! refusals {
    ($($name:ident { $($member:ident: $value:expr),* } $code:literal, $text:expr;)+) => {
        $(#[test]
        fn $name() {
            refused(&Lie { $($member: $value,)* ..HONEST }, $code, $text);
        })+
    };
}

mod assertion;
mod attestation;
mod changed_bits;
mod core_verdict;
mod fixture;
mod registration;
mod sentences;
mod vectors;

#[path = "../../../tests/support/soft_key.rs"]
mod soft_key;
