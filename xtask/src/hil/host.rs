//! Outside the machine: gather what it needs.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::initramfs::Initramfs;
use super::kernel::{HID, Kernel};
use super::machine::Machine;
use super::scenario;
use super::step::names;
use crate::caches::cache_directory;
use crate::cargo::{self, Programs};
use crate::report::Report;
use crate::tools::{self, Unavailable, find_program};

/// Boot and scenario take three quarters of a minute on an idle machine with two cores, and far longer on a busy one.
const LIMIT: Duration = Duration::from_secs(420);

/// Our programs.
pub(super) const OURS: [&str; 3] = ["rp-server", "virtual-key", "hid-client"];

/// libfido2's programs, from Debian's package fido2-tools.
pub(super) const FIDO2_TOOLS: [&str; 3] = ["fido2-token", "fido2-cred", "fido2-assert"];

/// The beginning of the first process: what any scenario needs.
pub(super) const INIT: &str = "\
#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sys /sys
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox mkdir -p /dev/pts
/bin/busybox mount -t devpts pts /dev/pts
/bin/busybox mount -t tmpfs tmp /tmp
/bin/busybox ip link set lo up
while read -r module; do /bin/busybox insmod /lib/modules/$module; done < /lib/modules/order
";

/// Its end: everything after it is in [`super::guest`], in a language with types.
const RUN_AND_END: &str = "\
/bin/xtask hil-guest drivers
/bin/busybox poweroff -f
";

/// `cargo xtask hil`: whether every step passed.
pub(crate) fn run() -> Result<bool> {
    let mut report = Report::default();
    prepare()?.boot(&mut report)?;
    println!("{}", report.closing_lines());
    Ok(report.is_good())
}

/// Installs what is missing, builds our programs and gathers everything.
pub(crate) fn prepare() -> Result<Machine> {
    ensure_architecture()?;
    tools::ensure(&tools::FOR_HID_MACHINE)?;
    let ours = Programs::build(["-p", "rp-server", "-p", "virtual-key", "-p", "hid-client", "-p", "tests", "--bins"])?;
    let second_driver = Programs::build(cargo::second_driver_arguments()?)?;
    let kernel = Kernel::find_or_download()?;
    Ok(Machine {
        title: format!("The HID machine: {} in QEMU, a virtual key on /dev/uhid", kernel.name),
        initramfs: gather(&kernel, &ours, &second_driver)?,
        kernel: kernel.image,
        hardware: hardware(),
        kernel_arguments: "",
        steps: names(scenario::STEPS),
        limit: LIMIT,
        log: cache_directory()?.join("hil-console.log"),
    })
}

/// This processor has the random number instruction that seeds the kernel at once.
pub(super) fn hardware() -> Vec<OsString> {
    ["-cpu", "max", "-m", "1024"].map(Into::into).into()
}

/// An error on other processors than the machine's own.
pub(super) fn ensure_architecture() -> Result<()> {
    if !cfg!(target_arch = "x86_64") {
        bail!(Unavailable("the HID machine is an x86-64 one, and runs what is built here".to_owned()));
    }
    Ok(())
}

fn gather(kernel: &Kernel, ours: &Programs, second_driver: &Programs) -> Result<Vec<u8>> {
    let mut files = basis(&format!("{INIT}{RUN_AND_END}"), &kernel.modules(HID)?, ours, &OURS)?;
    for name in FIDO2_TOOLS {
        files.program(Path::new("/bin").join(name), &system_program(name)?)?;
    }
    files.program(scenario::SECOND_DRIVER, second_driver.path("hid-client")?)?;
    if let Some(program) = ours.find("loop-scenario") {
        files.program(scenario::LOOP_SCENARIO, program)?;
    }
    files.finish()
}

/// What every scenario needs: a shell, modules, our programs with these `names`, and this one.
pub(super) fn basis(init: &str, modules: &[PathBuf], ours: &Programs, names: &[&str]) -> Result<Initramfs> {
    let mut files = Initramfs::new()?;
    for folder in ["/proc", "/sys", "/tmp", "/run"] {
        files.folder(folder)?;
    }
    files.file("/init", init.as_bytes(), true)?;
    // Without these two, `localhost` has no address.
    files.file("/etc/hosts", b"127.0.0.1 localhost\n", false)?;
    files.file("/etc/nsswitch.conf", b"hosts: files\npasswd: files\n", false)?;
    files.file("/etc/passwd", b"root:x:0:0:root:/tmp:/bin/sh\n", false)?;
    files.program("/bin/busybox", &system_program("busybox")?)?;
    files.link("/bin/sh", "busybox")?;

    let mut order = String::new();
    for module in modules {
        let name = module.file_name().unwrap_or_default().to_string_lossy();
        let contents = std::fs::read(module).with_context(|| format!("failed to read {}", module.display()))?;
        files.file(Path::new("/lib/modules").join(&*name), &contents, false)?;
        order.push_str(&name);
        order.push('\n');
    }
    files.file("/lib/modules/order", order.as_bytes(), false)?;

    for name in names {
        files.program(Path::new("/bin").join(name), ours.path(name)?)?;
    }
    files.program("/bin/xtask", &std::env::current_exe().context("failed to find our own program")?)?;
    Ok(files)
}

pub(super) fn system_program(name: &str) -> Result<PathBuf> {
    find_program(name).with_context(|| format!("{name} is not there"))
}
