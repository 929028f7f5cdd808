//! The hardware that fido-authenticator asks for by the calls of Trussed: keys, files, a clock and somebody to touch it.
//!
//! The crate `trussed` has a software one too, but it brings littlefs in C and wants libclang to be built. The calls
//! themselves are in `trussed-core`, which is plain Rust; they are answered here, all in memory.

mod attestation;
mod cipher;
mod client;
mod clock;
mod cose;
mod extensions;
mod files;
mod keys;
mod person;
mod service;

pub use attestation::AAGUID;
pub(crate) use attestation::{Attestation, AttestationError};
pub(crate) use client::Client;
pub(crate) use person::Person;
pub(crate) use service::Platform;
