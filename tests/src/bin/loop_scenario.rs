//! The loop's scenarios on one key: a virtual one behind the kernel's hidraw, or a person's own.
//!
//! Each step is a line with its verdict. Without `--control` the key counts as a person's own: it is asked for its touches,
//! only credentials of the run's own accounts are added, and what stays on the key is said at the end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use tests::bench::{Bench as _, DeviceBench};
use tests::process::RelyingParty;
use tests::scenarios::{GENTLE, Loop, ROUGH, Scenario};

/// Runs the loop's scenarios on one key.
#[derive(Parser)]
struct Arguments {
    /// The key: /dev/hidrawN, or unix:PATH.
    #[arg(long)]
    device: String,
    /// A file whose first line is the key's PIN.
    #[arg(long)]
    pin_file: PathBuf,
    /// The control socket of a virtual key without a PIN; leave it out for a key of your own.
    #[arg(long)]
    control: Option<PathBuf>,
    /// The folder of the programs rp-server, hid-client and virtual-key; built by cargo when left out.
    #[arg(long)]
    bin_dir: Option<PathBuf>,
    /// A server that runs already, by its address; one is started when left out.
    #[arg(long)]
    server: Option<String>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let pin = match std::fs::read_to_string(&arguments.pin_file) {
        Ok(text) => text.lines().next().unwrap_or_default().to_owned(),
        Err(error) => {
            eprintln!("cannot read the PIN from {}: {error}", arguments.pin_file.display());
            return ExitCode::from(2);
        }
    };
    if let Some(dir) = arguments.bin_dir {
        tests::process::use_bin_dir(dir);
    }
    let started = arguments.server.is_none().then(RelyingParty::start);
    let url = arguments.server.unwrap_or_else(|| started.as_ref().map(|it| it.url.clone()).unwrap_or_default());
    let bench = DeviceBench::new(arguments.device, arguments.control);
    let mut it = Loop::new(&bench, &url, &pin);
    // A verdict is one line; the message of a failed step comes with it.
    std::panic::set_hook(Box::new(|_| {}));
    let rough: &[Scenario] = if bench.is_own_key() { &[] } else { ROUGH };
    let failed = rough.iter().chain(GENTLE).filter(|scenario| !passes(scenario, &mut it)).count();
    if bench.is_own_key() {
        say_what_stays();
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn passes((name, scenario): &Scenario, it: &mut Loop<'_>) -> bool {
    match catch_unwind(AssertUnwindSafe(|| scenario(it))) {
        Ok(()) => {
            println!("ok      {name}");
            true
        }
        Err(cause) => {
            let text = cause.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("no message");
            println!("FAILED  {name}: {}", text.replace('\n', " "));
            false
        }
    }
}

fn say_what_stays() {
    println!("What stays on your key: the credentials of this run, all for the relying party \"localhost\".");
    println!("None is of use to anybody: their server is gone. Where your key lists its credentials, remove them with");
    println!("fido2-token -L -k localhost DEVICE and fido2-token -D -i ID DEVICE.");
}
