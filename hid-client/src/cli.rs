//! The command line: one file a verb, and the only place that prints.
//!
//! Data goes to stdout, everything else to stderr. Exit codes are those of [`exit_code`].

mod arguments;
mod context;
pub mod exit_code;
mod failure;
mod info;
mod invitation;
mod list;
pub mod messages;
mod output;
mod person;
mod pin_change;
mod pin_retries;
mod pin_set;
mod pin_source;
mod register;
mod run;
mod sign_in;

pub use run::main;
