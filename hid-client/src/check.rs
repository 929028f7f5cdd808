//! Whether a key does what the standard says: a conformance run, section by section (CTAP 2.1, CTAP 2.2).
//!
//! The rules speak to the key on their own, report by report: what the driver would smooth over is what they look for.
//! Nothing that was on the key before is changed. What a run makes is at relying parties of its own, whose names cannot
//! exist (RFC 6761 §6.4), and it removes that again where the key lets it.

mod attestation;
mod bench;
mod cleanup;
mod client_pin;
mod commands;
mod cred_protect;
mod credential_management;
mod ctaphid;
mod ctaphid_pending;
mod get_assertion;
mod get_info;
mod hmac_secret;
mod made;
mod make_credential;
mod make_credential_refusals;
mod pin_uv_auth_token;
mod proof;
mod recovery;
mod report;
mod requests;
mod reset;
mod run;
mod section;
mod selection;
mod several;
mod sheet;
mod signature;
mod trouble;
mod u2f;
mod wire;

pub use report::{Finding, Outcome, Report, SectionReport, Stays, Verdict};
pub use run::{Settings, run};
pub use section::Section;
