//! The HID machine: Debian's kernel in QEMU, a virtual key on `/dev/uhid`, and everybody's drivers on the `/dev/hidraw0`
//! that the kernel makes of it.
//!
//! [`host`] gathers what the machine needs and [`machine`] boots it; [`guest`] is this same program running inside it, and
//! tells its verdicts over the serial console ([`verdict`]). [`browser`] is the same kernel and the same key with Debian's
//! Chromium as the driver, [`speed`] with hid-client and libfido2's tools against the clock.

mod browser;
mod guest;
mod host;
mod initramfs;
mod kernel;
mod machine;
mod scenario;
mod speed;
mod step;
mod terminal;
mod verdict;

pub(crate) use browser::{prepare as prepare_browser, run as run_browser};
pub(crate) use guest::{Guest, run_as_guest};
pub(crate) use host::{prepare, run};
pub(crate) use machine::Machine;
pub(crate) use speed::{Series, Side, measure as measure_speed};
pub(crate) use terminal::take_terminal_and_run;
