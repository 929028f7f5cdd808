//! The relying party's program. See `rp-server --help`.

use std::process::ExitCode;

use clap::Parser as _;
use rp_server::cli;

fn main() -> ExitCode {
    cli::run(cli::Cli::parse())
}
