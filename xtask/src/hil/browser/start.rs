//! What must run before a page can ask for the key.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::bench::{Bench, CONTROL, DEVICE, PIN, SERVER, TRACES, of_debian, succeed, wait_for};
use super::page::{PORT, Page};
use super::{log, screen};
use crate::processes::Background;
use crate::report::Verdict;

/// How long anything but Chromium may take to start.
const START: Duration = Duration::from_secs(30);
/// How long Chromium may take: most of the machine's time.
const CHROMIUM_START: Duration = Duration::from_secs(120);

/// Chromium without what would use the network or the two processors beside what is tried, and with the log that tells of
/// security keys.
const OPTIONS: [&str; 17] = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-extensions",
    "--password-store=basic",
    "--user-data-dir=/tmp/profile",
    "--window-position=0,0",
    "--window-size=1280,900",
    "--lang=en",
    "--remote-allow-origins=*",
    "--enable-logging=stderr",
    "--vmodule=device_event_log*=1,*fido*=1,*webauth*=1",
];

pub(super) fn boots(_: &mut Bench) -> Result<Verdict> {
    let status = fs::read_to_string("/debian/var/lib/dpkg/status").context("failed to read what is on the disk")?;
    let version = version_of("chromium", &status).context("Chromium is not on the disk")?;
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").context("failed to read the kernel's release")?;
    Ok(Verdict::Passed(format!("Linux {}, Chromium {version}", kernel.trim())))
}

/// udev's word is what Chromium goes by.
pub(super) fn key_appears(bench: &mut Bench) -> Result<Verdict> {
    let mut command = Command::new("/bin/virtual-key");
    command.args(["serve", "--uhid", "--state", "/tmp/key", "--presence", "auto", "--control", CONTROL]);
    command.stdout(Stdio::piped()).stderr(trace("virtual-key.log")?);
    let mut key = Background::start("virtual-key", &mut command)?;
    let first = key.first_line(START)?;
    if first != "ready" {
        bail!("virtual-key said `{first}` instead of `ready`");
    }
    bench.key = Some(key);
    let properties = wait_for("udev's word that the key is one", START, || {
        let mut command = of_debian("udevadm");
        let properties = succeed(command.args(["info", "--query=property", DEVICE])).ok()?;
        properties.contains("ID_FIDO_TOKEN=1").then_some(properties)
    })?;
    let path = properties.lines().find_map(|line| line.strip_prefix("DEVPATH=")).unwrap_or_default();
    Ok(Verdict::Passed(path.to_owned()))
}

pub(super) fn pin_set(bench: &mut Bench) -> Result<Verdict> {
    fs::write("/tmp/pin", format!("{PIN}\n")).context("failed to write the PIN")?;
    bench.succeed("hid-client", &["--device", DEVICE, "pin", "set", "--new-pin-file", "/tmp/pin"])?;
    Ok(Verdict::Passed(String::new()))
}

pub(super) fn server_starts(bench: &mut Bench) -> Result<Verdict> {
    let mut command = Command::new("/bin/rp-server");
    command.args(["serve", "--listen", "127.0.0.1:8080", "--origin", SERVER, "--data", "/tmp/data"]);
    command.stdout(Stdio::piped()).stderr(trace("rp-server.log")?);
    let mut server = Background::start("rp-server", &mut command)?;
    let first = server.first_line(START)?;
    if !first.starts_with("listening on ") {
        bail!("rp-server said `{first}`");
    }
    bench.server = Some(server);
    Ok(Verdict::Passed(first))
}

/// Chromium opens the page by itself: a page asked for while it starts would be given up for the one it starts with.
pub(super) fn shows_page(bench: &mut Bench) -> Result<Verdict> {
    bench.screen = Some(Background::start("Xvfb", &mut screen::xvfb())?);
    let socket = format!("/tmp/.X11-unix/X{}", screen::DISPLAY.trim_start_matches(':'));
    wait_for("the screen", START, || Path::new(&socket).exists().then_some(()))?;
    let output = File::create(log::PATH).context("failed to open Chromium's log")?;
    let errors = output.try_clone().context("failed to open Chromium's log")?;
    let mut command = of_debian("chromium");
    command.arg(format!("--remote-debugging-port={PORT}")).args(OPTIONS).arg(format!("{SERVER}/sign-in"));
    let mut chromium = Background::start("chromium", command.stdin(Stdio::null()).stdout(output).stderr(errors))?;
    let mut page = wait_for("Chromium's first page", CHROMIUM_START, || {
        chromium.check_alive().err().map(Err).or_else(|| Page::find().map(Ok))
    })??;
    bench.chromium = Some(chromium);
    let there = "location.pathname === '/sign-in' && document.readyState === 'complete'";
    let arrived = page.wait_until(there, CHROMIUM_START).and_then(|()| page.evaluate("document.title"));
    bench.page = Some(page);
    Ok(Verdict::Passed(arrived?.as_str().unwrap_or_default().to_owned()))
}

/// A file that is left when the machine is gone.
fn trace(name: &str) -> Result<File> {
    File::create(Path::new(TRACES).join(name)).with_context(|| format!("failed to open {name}"))
}

/// Reads the version of an installed package in dpkg's list.
fn version_of<'a>(package: &str, status: &'a str) -> Option<&'a str> {
    let heading = format!("Package: {package}");
    let entry = status.split("\n\n").find(|entry| entry.lines().any(|line| line == heading))?;
    entry.lines().find_map(|line| line.strip_prefix("Version: "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_that_of_the_package_itself() {
        let status = "Package: chromium-common\nVersion: 1\n\nPackage: chromium\nStatus: x\nVersion: 2-3\n";
        assert_eq!(version_of("chromium", status), Some("2-3"));
        assert_eq!(version_of("chrom", status), None);
    }
}
