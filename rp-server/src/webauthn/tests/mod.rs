//! The checks against a key in software, against webauthn-rs-core, and against the standard's test vectors.

mod assertion;
mod attestation;
mod changed_bits;
mod core_verdict;
mod fixture;
mod registration;
mod vectors;

#[path = "../../../tests/support/soft_key.rs"]
mod soft_key;
