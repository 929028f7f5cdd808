//! The relying party's program. See `rp-server --help`.

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;
use rp_server::cli;

/// The embedded database copies a page for every key it writes: with the C library's allocator a seventh of a sign-in's CPU time
/// went into that.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cli::run(cli::Cli::parse())
}
