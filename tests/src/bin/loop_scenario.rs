//! The loop's scenarios on one key: a virtual one behind the kernel's hidraw, or a person's own.
//!
//! Each step is a line with its verdict. Without `--control` the key counts as a person's own: it is asked for its touches,
//! only credentials of the run's own accounts are added, they are deleted again at the end, after a failed step and after
//! Ctrl-C too, and what stays is said.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::Parser;
use hid_client::cli::{Language, messages};
use hid_client::error::Error;
use hid_client::operation::Cancellation;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use tests::bench::{Bench as _, DeviceBench};
use tests::process::RelyingParty;
use tests::scenarios::{GENTLE, Inventory, Loop, ROUGH, Removal, Scenario};

/// The exit code after a second Ctrl-C, which does not wait for the key.
const STOPPED: i32 = 130;

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
    if bench.is_own_key() {
        return on_own_key(&mut it);
    }
    // A verdict is one line; the message of a failed step comes with it.
    std::panic::set_hook(Box::new(|_| {}));
    let failed = ROUGH.iter().chain(GENTLE).filter(|scenario| !passes(scenario, &mut it)).count();
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The gentle steps, between a look at what the key holds and the deletion of what was added.
fn on_own_key(it: &mut Loop<'_>) -> ExitCode {
    // The first signal ends the step at hand and lets the key be tidied up, the second ends the program. Before the key is
    // touched, so that no signal can miss it.
    let stop = Arc::new(AtomicBool::new(false));
    let registered = flag::register_conditional_shutdown(SIGINT, STOPPED, Arc::clone(&stop))
        .and_then(|_| flag::register(SIGINT, Arc::clone(&stop)))
        .and_then(|_| flag::register(SIGTERM, Arc::clone(&stop)));
    if let Err(error) = registered {
        eprintln!("cannot listen for signals: {error}");
        return ExitCode::FAILURE;
    }
    it.cancellation = Cancellation::from_flag(stop);
    std::panic::set_hook(Box::new(|_| {}));
    let inventory = match Inventory::take(it) {
        Ok(inventory) => inventory,
        Err(error) => {
            println!("FAILED  look at the key before the run: {}", sentence(&error));
            println!("Nothing was changed on your key.");
            return ExitCode::FAILURE;
        }
    };
    let mut failed = 0;
    for scenario in GENTLE {
        if it.cancellation.is_cancelled() {
            println!("stopped: the other steps are left out");
            failed += 1;
            break;
        }
        failed += usize::from(!passes(scenario, it));
    }
    let removed = inventory.restore(it);
    say_what_stays(&removed);
    if failed == 0 && removed.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
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

/// What a person does next.
fn sentence(error: &Error) -> String {
    messages::of_kind(error.kind()).in_language(Language::English).replace('\n', " ")
}

fn say_what_stays(removed: &Result<Removal, Error>) {
    match removed {
        Ok(Removal::Removed(1)) => println!("Removed from your key: 1 credential, all that this run added."),
        Ok(Removal::Removed(count)) => println!("Removed from your key: {count} credentials, all that this run added."),
        Ok(Removal::NotPossible) => {
            println!(
                "What stays on your key: the credentials of this run. They are of use to nobody, as their server is"
            );
            println!(
                "gone, but each takes up room: your key does not list and delete single credentials (it lacks the"
            );
            println!("option credMgmt), so that only a reset, which erases everything on it, would remove them.");
        }
        Err(error) => {
            println!("FAILED  remove what this run added: {}", sentence(error));
            println!(
                "What stays on your key: credentials of this run, for the relying party of its server. Remove them with"
            );
            println!("hid-client credential list and hid-client credential delete ID.");
        }
    }
    println!(
        "What else stays: the key's signature counter has gone up, as it does at every use. Its PIN and all that was"
    );
    println!("on it before are as they were; credentials that are not discoverable take no room.");
}
