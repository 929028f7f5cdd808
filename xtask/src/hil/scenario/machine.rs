//! The machine itself: the kernel, its modules, and the virtual key that it takes for a USB key.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::bench::{Bench, DEVICE};
use crate::processes::Background;
use crate::report::Verdict;

const UEVENT: &str = "/sys/class/hidraw/hidraw0/device/uevent";

/// How long the key may take to appear once it says it is ready.
const LIMIT: Duration = Duration::from_secs(10);

pub(in crate::hil) fn boots(_: &mut Bench) -> Result<Verdict> {
    let modules = fs::read_to_string("/proc/modules").context("failed to read /proc/modules")?;
    let loaded: Vec<&str> = modules.lines().filter_map(|line| line.split(' ').next()).collect();
    for name in ["hid", "hid_generic", "uhid"] {
        if !loaded.contains(&name) {
            bail!("the module {name} is not loaded, only: {}", loaded.join(" "));
        }
    }
    if !Path::new("/dev/uhid").exists() {
        bail!("there is no /dev/uhid although its module is loaded");
    }
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").context("failed to read the kernel's release")?;
    let uptime = fs::read_to_string("/proc/uptime").context("failed to read the time since the start")?;
    let seconds = uptime.split('.').next().unwrap_or_default();
    Ok(Verdict::Passed(format!("Linux {}, {seconds} s after its start", kernel.trim())))
}

pub(super) fn key_appears(bench: &mut Bench) -> Result<Verdict> {
    plug_in(bench, "/tmp/key", &["--presence", "auto"])?;
    // HID_ID=0003:0000xxxx:0000yyyy: the bus first, and 3 is USB (linux/input.h).
    let uevent = fs::read_to_string(UEVENT).with_context(|| format!("failed to read {UEVENT}"))?;
    let value = |name: &str| uevent.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    if !value("HID_ID=").starts_with("0003:") {
        bail!("the kernel does not take the key for a USB device: {uevent}");
    }
    Ok(Verdict::Passed(format!("{} [{}]", value("HID_NAME="), value("HID_ID="))))
}

/// Puts a virtual key with the state file `state` in the place of the one that is there.
pub(super) fn plug_in(bench: &mut Bench, state: &str, options: &[&str]) -> Result<()> {
    let mut command = Command::new("/bin/virtual-key");
    command.args(["serve", "--uhid", "--state", state]).args(options);
    plug_in_by(bench, command)
}

/// As [`plug_in`], by the command that starts the virtual key.
pub(in crate::hil) fn plug_in_by(bench: &mut Bench, mut command: Command) -> Result<()> {
    bench.key = None;
    wait_until("is still there although its key is gone", || !Path::new(DEVICE).exists())?;
    let mut key = Background::start("virtual-key", command.stdout(Stdio::piped()))?;
    let first = key.first_line(LIMIT)?;
    if first != "ready" {
        bail!("virtual-key said `{first}` instead of `ready`");
    }
    wait_until("did not appear", || Path::new(DEVICE).exists())?;
    key.check_alive()?;
    bench.key = Some(key);
    Ok(())
}

fn wait_until(otherwise: &str, condition: impl Fn() -> bool) -> Result<()> {
    let deadline = Instant::now() + LIMIT;
    while !condition() {
        if Instant::now() > deadline {
            bail!("{DEVICE} {otherwise}");
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
