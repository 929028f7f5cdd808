//! The FIDO conformance profile: the server interface of the FIDO Alliance's conformance tools.
//!
//! It differs from that interface where this product is stricter, on purpose: `userVerification` is always answered
//! `required`, whatever was asked for, because it is always checked; an unknown user gets options like a known one; and only with
//! the setting `fido_conformance` may anybody add a key to an account that exists. No session begins here.

mod answers;
mod assertion;
mod attestation;
mod routes;

pub(super) use answers::Failed;
pub(super) use routes::{is_fido_path, routes};
