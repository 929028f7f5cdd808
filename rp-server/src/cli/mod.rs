//! The command line: `rp-server serve`, `rp-server config`.

mod arguments;
mod check_config;
mod logging;
mod serve;

pub use arguments::{Cli, run};
