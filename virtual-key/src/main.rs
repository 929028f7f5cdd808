//! `virtual-key`: a security key in software.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
