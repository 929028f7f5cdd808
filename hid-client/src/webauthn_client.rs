//! The client of WebAuthn: what a browser does between a server and a key (WebAuthn L3 §5.1.3, §5.1.4).

mod attestation_conveyance;
mod ceremony;
mod create;
mod extensions;
mod get;
mod origin;
mod person;
mod prf;
mod rp_id;
mod spki;
mod user_verification;

pub use ceremony::WebAuthnClient;
pub use extensions::{Findings, Wishes};
pub use origin::{Origin, OriginError};
pub use person::Person;
