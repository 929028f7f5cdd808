//! The key from outside: what a host sees, command by command and case by case.
//!
//! The host here is small and its own: it reads the standard anew instead of using hid-client or the key's code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod host;

mod assertions;
mod attestation;
mod channels;
mod client_pin;
mod config;
mod crash;
mod cred_protect;
mod credential_blobs;
mod credential_management;
mod credentials;
mod faults;
mod fingerprints;
mod hmac_secret;
mod info;
mod large_blobs;
mod never_panics;
mod persistent_token;
mod pin_limits;
mod requests;
mod reset;
mod sockets;
mod third_party_payment;
mod tokens;
mod touch;
mod u2f;
