//! Outside the machine: gather what it needs, and hear what it measures.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::contestants::CEREMONY;
use super::series::Series;
use super::steps::STEPS;
use crate::caches::cache_directory;
use crate::cargo::Programs;
use crate::hil::host::{FIDO2_TOOLS, INIT, basis, ensure_architecture, hardware, system_program};
use crate::hil::kernel::{HID, Kernel};
use crate::hil::machine::Machine;
use crate::hil::step::names;
use crate::report::Report;
use crate::tools;

/// An idle machine with two cores takes a minute or two, a busy one far longer.
const LIMIT: Duration = Duration::from_secs(600);

/// At other addresses in every process, the emulator seems to translate each program anew each time: a cost that no processor
/// has, and that grows with a program's code.
const FIXED_ADDRESSES: &str = "norandmaps";

const RUN_AND_END: &str = "\
/bin/xtask hil-guest speed
/bin/busybox poweroff -f
";

/// Boots the machine: every series that it measured.
pub(crate) fn measure() -> Result<Vec<Series>> {
    let mut report = Report::default();
    let console = prepare()?.boot_and_hear(&mut report)?;
    ensure!(report.is_good(), "the machine did not measure everything\n{}", report.closing_lines());
    Ok(console.iter().filter_map(|line| Series::from_line(line)).collect())
}

fn prepare() -> Result<Machine> {
    ensure_architecture()?;
    tools::ensure(&tools::FOR_SPEED_MACHINE)?;
    let ours = ["--release", "-p", "virtual-key", "-p", "hid-client", "--bins", "--example", "ceremony"];
    let ours = Programs::build(ours)?;
    let kernel = Kernel::find_or_download()?;
    let mut files =
        basis(&format!("{INIT}{RUN_AND_END}"), &kernel.modules(HID)?, &ours, &["virtual-key", "hid-client"])?;
    for name in FIDO2_TOOLS {
        files.program(Path::new("/bin").join(name), &system_program(name)?)?;
    }
    files.program(CEREMONY, ours.path("ceremony")?)?;
    Ok(Machine {
        title: format!("hid-client and libfido2 in the HID machine: {} in QEMU", kernel.name),
        initramfs: files.finish()?,
        kernel: kernel.image,
        hardware: hardware(),
        kernel_arguments: FIXED_ADDRESSES,
        steps: names(STEPS),
        limit: LIMIT,
        log: cache_directory()?.join("hil-speed-console.log"),
    })
}
