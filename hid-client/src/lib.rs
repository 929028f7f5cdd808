//! The host side of CTAP2 and the WebAuthn client that talks to a relying party.
//!
//! From the ground up, each layer using only those above it in this table:
//!
//! | module | what | standard |
//! |---|---|---|
//! | [`error`] | what can go wrong | |
//! | [`events`], [`operation`] | what a person should learn meanwhile; one deadline and one cancel flag through everything | |
//! | [`transport`] | 64-byte reports to and from a key: hidraw, Unix socket, memory | CTAP 2.1 §11.2 |
//! | [`ctaphid`] | channels, messages, keepalives, cancel | CTAP 2.1 §11.2.4 to §11.2.9 |
//! | [`pin`], [`pin_protocol`] | PINs, and how they travel | CTAP 2.1 §6.5 |
//! | [`large_blob`] | data that credentials have on a key, packed and sealed | CTAP 2.1 §6.10.3 |
//! | [`ctap2`] | the commands, one file each | CTAP 2.1 §6 |
//! | [`key`] | what a person can do with a key | |
//! | [`u2f`] | the same for keys from before there was FIDO2 | CTAP 2.1 §10 |
//! | [`discovery`] | which keys are plugged in | |
//! | [`selection`], [`watching`] | which key is meant; keys that come and go | CTAP 2.1 §6.9 |
//! | [`diagnosis`] | why a key cannot be used on this computer | |
//! | [`check`] | whether a key does what the standard says | CTAP 2.1 |
//! | [`driver`] | a key for the WebAuthn client: the own driver, or another crate's | |
//! | [`webauthn_client`] | origin, client data, ceremonies | WebAuthn L3 §5 |
//! | [`relying_party`] | the server's API | |
//! | [`cli`] | the command line: the only place that prints | |
//!
//! The library never prints and never asks: it reports [`events::Event`]s and calls back through
//! [`webauthn_client::Person`].

#![deny(clippy::print_stdout, clippy::print_stderr, reason = "cli::output alone prints, and in the person's language")]

pub mod check;
pub mod cli;
pub mod ctap2;
pub mod ctaphid;
pub mod diagnosis;
pub mod discovery;
pub mod driver;
pub mod error;
pub mod events;
pub mod key;
pub mod large_blob;
pub mod operation;
pub mod pin;
pub mod pin_protocol;
pub mod relying_party;
pub mod selection;
pub mod transport;
pub mod u2f;
pub mod watching;
pub mod webauthn_client;

mod random;
