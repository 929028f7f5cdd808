//! Outside the machine: its disk, its devices, and the folder that it shares with us.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};

use super::image;
use super::steps::STEPS;
use crate::cargo::{self, Programs};
use crate::hil::host::{INIT, OURS, basis, ensure_architecture};
use crate::hil::kernel::{HID_AND_DISK, Kernel};
use crate::hil::machine::Machine;
use crate::hil::step::names;
use crate::report::Report;
use crate::tools;

/// An idle machine with two cores takes about a minute, one that is busy with other work four.
const LIMIT: Duration = Duration::from_secs(480);

/// The first process after the part that every scenario has. Debian's disk is at /debian and sees the same devices and
/// the same /run, where udev tells Chromium which device is a security key; our own programs stay outside of it with the
/// libraries that they were built with.
const INIT_WITH_DISK: &str = "\
/bin/busybox mount -t ext4 /dev/vda /debian
/bin/busybox mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 nyckel /traces
/bin/busybox mount -t tmpfs run /run
/bin/busybox mkdir -p /dev/shm
/bin/busybox mount -t tmpfs shm /dev/shm
for folder in proc sys dev tmp run; do /bin/busybox mount -o rbind /$folder /debian/$folder; done
/bin/busybox chroot /debian /lib/systemd/systemd-udevd --daemon
/bin/xtask hil-guest browser
/bin/busybox poweroff -f
";

/// `cargo xtask hil --browser`: whether every step passed.
pub(crate) fn run() -> Result<bool> {
    let mut report = Report::default();
    prepare()?.boot(&mut report)?;
    if !report.is_good() {
        println!("Screenshots and logs of what failed are in {}.", traces()?.display());
    }
    println!("{}", report.closing_lines());
    Ok(report.is_good())
}

/// Installs what is missing, builds our programs, makes the disk and gathers everything.
pub(crate) fn prepare() -> Result<Machine> {
    ensure_architecture()?;
    tools::ensure(&tools::FOR_BROWSER_MACHINE)?;
    let disk = image::find_or_make()?;
    let ours = Programs::build(["-p", "rp-server", "-p", "virtual-key", "-p", "hid-client", "--bins"])?;
    let kernel = Kernel::find_or_download()?;
    let traces = traces()?;
    if traces.exists() {
        fs::remove_dir_all(&traces).with_context(|| format!("failed to empty {}", traces.display()))?;
    }
    fs::create_dir_all(&traces).with_context(|| format!("failed to make {}", traces.display()))?;

    let mut files = basis(&format!("{INIT}{INIT_WITH_DISK}"), &kernel.modules(HID_AND_DISK)?, &ours, &OURS)?;
    files.folder("/debian")?;
    files.folder("/traces")?;
    Ok(Machine {
        title: format!(
            "A browser in the HID machine: {} in QEMU, logs and screenshots in {}",
            kernel.name,
            traces.display()
        ),
        initramfs: files.finish()?,
        hardware: hardware(&disk, &traces),
        kernel: kernel.image,
        kernel_arguments: "",
        steps: names(STEPS),
        limit: LIMIT,
        log: traces.join("console.log"),
    })
}

/// The folder that the machine shares with us: logs, and a screenshot of every step that failed.
fn traces() -> Result<PathBuf> {
    Ok(cargo::target_directory()?.join("hil-browser"))
}

/// Nehalem is the oldest processor with the instructions that Debian's Chromium asks for, and the quickest to emulate.
/// What the machine writes on its disk is gone when it ends.
fn hardware(disk: &Path, traces: &Path) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = ["-cpu", "Nehalem", "-m", "4096"].map(OsString::from).into();
    arguments.extend(["-device", "virtio-rng-pci", "-drive"].map(OsString::from));
    arguments.push(with_path("format=raw,if=virtio,snapshot=on,cache=unsafe,file=", disk));
    arguments.push("-virtfs".into());
    arguments.push(with_path("local,mount_tag=nyckel,security_model=none,path=", traces));
    arguments
}

/// An option of QEMU that ends in a path: a comma in it is written twice.
fn with_path(option: &str, path: &Path) -> OsString {
    OsString::from(format!("{option}{}", path.display().to_string().replace(',', ",,")))
}
