//! The command line of `hid-client`; see [`hid_client::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    hid_client::cli::main()
}
