//! The command line: `rp-server serve`, `rp-server config`, `rp-server account`, `rp-server outbox`.

mod account;
mod arguments;
mod check_config;
mod control;
mod logging;
mod outbox;
mod policy;
mod serve;

pub use arguments::{Cli, run};
