//! The command line: `rp-server serve`, `rp-server config`, `rp-server account`.

mod account;
mod arguments;
mod check_config;
mod control;
mod logging;
mod serve;

pub use arguments::{Cli, run};
