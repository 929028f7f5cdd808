//! The command line: one file a verb, and the only place that prints.
//!
//! Data goes to stdout, everything else to stderr. Exit codes are those of [`exit_code`]. People are spoken to in their
//! [`Language`], by [`Message`]s, which `output` alone turns into text.

mod arguments;
mod blob_delete;
mod blob_get;
mod blob_list;
mod blob_put;
mod blobs;
mod check;
mod check_junit;
mod config;
mod confirm;
mod context;
mod credential_delete;
mod credential_list;
mod credential_metadata;
mod credential_rename;
mod credential_show;
mod credentials;
mod doctor;
pub mod exit_code;
mod failure;
mod fingerprint_add;
mod fingerprint_list;
mod fingerprint_remove;
mod fingerprint_rename;
mod fingerprints;
mod info;
mod input_file;
mod invitation;
mod language;
mod list;
mod manual;
mod message;
pub mod messages;
mod output;
mod person;
mod pin_change;
mod pin_retries;
mod pin_set;
mod pin_source;
mod pin_verify;
mod prf;
mod private_file;
mod register;
mod reset;
mod run;
mod select;
mod sign_in;
mod standard;
mod table;
mod tone;
mod verified;
mod watch;
mod wink;

pub use language::Language;
pub use message::Message;
pub use run::main;
