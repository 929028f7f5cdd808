//! Programs and libraries of the system that a verb needs, and the Debian package that gives each.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, bail, ensure};

use crate::processes;

/// Something a verb needs that Rust does not bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tool {
    /// The program's name, the path of a header, or a program with the arguments that show whether a part is there.
    name: &'static str,
    /// The Debian package that has it.
    package: &'static str,
    /// What it is for, as it is told to a person.
    purpose: &'static str,
}

const fn tool(name: &'static str, package: &'static str, purpose: &'static str) -> Tool {
    Tool { name, package, purpose }
}

const PKG_CONFIG: Tool = tool("pkg-config", "pkg-config", "finds libudev for the driver ctap-hid-fido2");
const LIBUDEV: Tool = tool("/usr/include/libudev.h", "libudev-dev", "is linked into the driver ctap-hid-fido2");

/// What building the driver ctap-hid-fido2 needs.
pub(crate) const FOR_SECOND_DRIVER: [Tool; 2] = [PKG_CONFIG, LIBUDEV];

/// What the HID machine needs. Some releases of Debian compress their kernel modules.
pub(crate) const FOR_HID_MACHINE: [Tool; 7] = [
    tool("qemu-system-x86_64", "qemu-system-x86", "boots the HID machine"),
    tool("busybox", "busybox-static", "is the HID machine's shell"),
    tool("fido2-token", "fido2-tools", "speaks to the virtual key as libfido2 does"),
    tool("dpkg-deb", "dpkg", "unpacks Debian's kernel"),
    tool("xz", "xz-utils", "unpacks kernel modules"),
    PKG_CONFIG,
    LIBUDEV,
];

/// What measuring hid-client beside libfido2's tools needs.
pub(crate) const FOR_SPEED_MACHINE: [Tool; 5] = [
    tool("qemu-system-x86_64", "qemu-system-x86", "boots the HID machine"),
    tool("busybox", "busybox-static", "is the HID machine's shell"),
    tool("fido2-token", "fido2-tools", "is what hid-client is measured beside"),
    tool("dpkg-deb", "dpkg", "unpacks Debian's kernel"),
    tool("xz", "xz-utils", "unpacks kernel modules"),
];

/// What a browser in the HID machine needs, once its disk is made.
pub(crate) const FOR_BROWSER_MACHINE: [Tool; 4] = [
    tool("qemu-system-x86_64", "qemu-system-x86", "boots the HID machine"),
    tool("busybox", "busybox-static", "is the HID machine's shell"),
    tool("dpkg-deb", "dpkg", "unpacks Debian's kernel"),
    tool("xz", "xz-utils", "unpacks kernel modules"),
];

/// What making that disk needs.
pub(crate) const FOR_BROWSER_DISK: [Tool; 2] = [
    tool("debootstrap", "debootstrap", "installs a Debian with Chromium into a folder"),
    tool("mke2fs", "e2fsprogs", "makes a disk of that folder"),
];

/// What the power-cut test needs.
pub(crate) const FOR_POWER_CUT: [Tool; 3] = [
    tool("mkfs.ext4", "e2fsprogs", "makes the file system that loses its power"),
    tool("losetup", "mount", "makes a disk of a file"),
    tool("xfs_io", "xfsprogs", "cuts the power: tells the file system to write nothing more"),
];

/// What the tests of the pages need.
pub(crate) const FOR_BROWSER: [Tool; 6] = [
    tool("chromium", "chromium", "shows the pages"),
    tool("chromedriver", "chromium-driver", "drives the browser"),
    tool("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "fonts-dejavu-core", "is what the pages are written in"),
    tool("node", "nodejs", "installs axe-core"),
    tool("npm", "npm", "installs axe-core"),
    tool("oathtool", "oathtool", "is the authenticator app that the pages are tried with"),
];

/// What the tests of the guide to integration need.
pub(crate) const FOR_GUIDE: [Tool; 2] = [
    tool("nginx", "nginx-light", "stands in front of an application"),
    tool("curl", "curl", "asks what the guide asks"),
];

/// What Schemathesis needs.
pub(crate) const FOR_SCHEMATHESIS: [Tool; 2] = [
    tool("python3", "python3", "runs Schemathesis"),
    tool("python3 -m ensurepip", "python3-venv", "installs Schemathesis"),
];

/// What the tests of messages need.
pub(crate) const FOR_MAIL: [Tool; 1] =
    [tool("/usr/bin/python3 -m aiosmtpd", "python3-aiosmtpd", "is the mail server that messages go to")];

/// What the peer py_webauthn needs.
pub(crate) const FOR_PY_WEBAUTHN: [Tool; 2] = [
    tool("python3", "python3", "runs the peer py_webauthn"),
    tool("python3 -m ensurepip", "python3-venv", "installs the peer py_webauthn"),
];

/// What the peer SimpleWebAuthn needs.
pub(crate) const FOR_SIMPLE_WEBAUTHN: [Tool; 2] =
    [tool("node", "nodejs", "runs the peer SimpleWebAuthn"), tool("npm", "npm", "installs the peer SimpleWebAuthn")];

/// Something that is missing here and that we may not or could not get: why, and what to do.
#[derive(Debug)]
pub(crate) struct Unavailable(pub(crate) String);

impl fmt::Display for Unavailable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Unavailable {}

impl Tool {
    fn is_here(&self) -> bool {
        match self.name.split_once(' ') {
            Some((program, arguments)) => answers(Command::new(program).args(arguments.split(' ')).arg("--version")),
            None if self.name.starts_with('/') => Path::new(self.name).exists(),
            None => find_program(self.name).is_some(),
        }
    }
}

/// Where a program is, as a shell would find it. Folders for administrators count too: not everybody's PATH has them.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(["/usr/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
}

/// Whether a missing tool must fail the run instead of being skipped: continuous integration sets `CI=true`.
pub(crate) fn is_continuous_integration() -> bool {
    env::var("CI").is_ok_and(|value| value == "true" || value == "1")
}

/// Sees to it that every tool is here: says what is missing, installs it with apt where we may, and otherwise fails as
/// [`Unavailable`] with the one command to run.
pub(crate) fn ensure(tools: &[Tool]) -> Result<()> {
    let missing = missing(tools);
    if missing.is_empty() {
        return Ok(());
    }
    let packages = packages(&missing);
    let Some(prefix) = apt_prefix() else {
        bail!(Unavailable(format!("{}; install with: {}", described(&missing), by_hand(&packages))));
    };
    for tool in &missing {
        println!("Installing {} with apt: {} {}.", tool.package, tool.name, tool.purpose);
    }
    if !apt_install(prefix, &packages)? {
        println!("That did not work; trying again with fresh package lists.");
        if !refresh_package_lists()? || !apt_install(prefix, &packages)? {
            bail!(Unavailable(format!("apt could not install {0}; try: {1}", packages.join(" "), by_hand(&packages))));
        }
    }
    let still = self::missing(tools);
    ensure!(still.is_empty(), Unavailable(format!("{} although apt installed it", described(&still))));
    Ok(())
}

/// Asks apt for fresh package lists, where we may; whether they are fresh now.
pub(crate) fn refresh_package_lists() -> Result<bool> {
    match apt_prefix() {
        Some(prefix) => processes::succeeds(&mut apt(prefix, &["update"])),
        None => Ok(false),
    }
}

/// Sees to it that a component of the Rust toolchain is here, `rustfmt` or `clippy`.
pub(crate) fn ensure_rust_component(subcommand: &str, component: &str) -> Result<()> {
    if answers(crate::cargo::command().args([subcommand, "--version"])) {
        return Ok(());
    }
    if find_program("rustup").is_none() {
        bail!(Unavailable(format!("missing: cargo {subcommand}; install with: rustup component add {component}")));
    }
    println!("Installing {component} with rustup.");
    if !processes::succeeds(Command::new("rustup").args(["component", "add", component]))? {
        bail!(Unavailable(format!("rustup could not install {component}")));
    }
    Ok(())
}

/// Whether `cargo NAME` is a command here.
pub(crate) fn has_cargo_command(name: &str) -> bool {
    answers(crate::cargo::command().args([name, "--version"]))
}

fn missing(tools: &[Tool]) -> Vec<Tool> {
    tools.iter().filter(|tool| !tool.is_here()).copied().collect()
}

fn packages(tools: &[Tool]) -> Vec<&'static str> {
    let mut packages: Vec<_> = tools.iter().map(|tool| tool.package).collect();
    packages.sort_unstable();
    packages.dedup();
    packages
}

fn described(tools: &[Tool]) -> String {
    let names: Vec<_> = tools.iter().map(|tool| format!("{} ({})", tool.name, tool.purpose)).collect();
    format!("missing: {}", names.join(", "))
}

fn by_hand(packages: &[&str]) -> String {
    format!("sudo apt-get install --no-install-recommends {}", packages.join(" "))
}

/// What to write before `apt-get`: nothing as root, `sudo -n` where that asks no password. `None` when we may not install.
fn apt_prefix() -> Option<&'static [&'static str]> {
    find_program("apt-get")?;
    if rustix::process::geteuid().is_root() {
        return Some(&[]);
    }
    answers(Command::new("sudo").args(["-n", "true"])).then_some(&["sudo", "-n"])
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Command {
    let mut words =
        prefix.iter().chain(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]).chain(arguments);
    let mut command = Command::new(words.next().unwrap_or(&"apt-get"));
    command.args(words).stdin(Stdio::null());
    command
}

fn apt_install(prefix: &[&str], packages: &[&str]) -> Result<bool> {
    // Somebody else's apt may be at work: wait for its lock rather than fail.
    let mut arguments = vec!["install", "--yes", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"];
    arguments.extend(packages);
    processes::succeeds(&mut apt(prefix, &arguments))
}

fn answers(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOWHERE: Tool = Tool { name: "nyckel-no-such-program", package: "nyckel-none", purpose: "is not there" };
    const SHELL: Tool = Tool { name: "sh", package: "dash", purpose: "is always there" };

    #[test]
    fn only_what_is_not_here_is_missing() {
        assert_eq!(missing(&[SHELL, NOWHERE]), [NOWHERE]);
    }

    #[test]
    fn the_message_names_the_tool_what_it_is_for_and_the_command_to_run() {
        assert_eq!(described(&[NOWHERE]), "missing: nyckel-no-such-program (is not there)");
        assert_eq!(by_hand(&packages(&[NOWHERE])), "sudo apt-get install --no-install-recommends nyckel-none");
    }

    #[test]
    fn a_package_that_gives_two_tools_is_named_once() {
        assert_eq!(packages(&[SHELL, NOWHERE, SHELL]), ["dash", "nyckel-none"]);
    }
}
