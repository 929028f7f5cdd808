//! The credential types that both ends of a security key share.
//!
//! Parsers here are strict: the whole input is consumed, CBOR is canonical where CTAP2 demands it, no bytes panic, and an
//! error names the field it is about. Builders produce exactly what the parsers accept, so *build then parse* is the
//! identity. There is no I/O here, no clock and no randomness.
//!
//! | module | what | standard |
//! |---|---|---|
//! | [`ids`] | credential ids, AAGUIDs, user handles, RP IDs, challenges | WebAuthn L3 §4, §5.4 |
//! | [`cbor`] | CTAP2 canonical CBOR | CTAP 2.1 §8 |
//! | [`cose`] | credential public keys and algorithm names | RFC 9052, RFC 9053, WebAuthn L3 §5.8.5 |
//! | [`authenticator_data`] | what the authenticator signs | WebAuthn L3 §6.1 |
//! | [`client_data`] | what the client signs | WebAuthn L3 §5.8.1 |
//! | [`attestation_object`] | authenticator data with its attestation | WebAuthn L3 §6.5 |
//! | [`ctap`] | packets, commands, status codes, getInfo | CTAP 2.1 §6, §8.2, §11.2 |
//! | [`webauthn_json`] | the JSON forms of options and responses | WebAuthn L3 §5.1, §5.4, §5.5 |
//! | [`secret_text`] | text that opens something for whoever has it | |
//! | [`api`] | this product's own requests and answers | docs/integrate.md |

pub mod api;
pub mod attestation_object;
pub mod authenticator_data;
pub mod cbor;
pub mod client_data;
pub mod cose;
pub mod ctap;
pub mod ids;
pub mod secret_text;
pub mod webauthn_json;

mod base64url;
#[cfg(feature = "openapi")]
mod openapi;
