//! The HID machine: Debian's kernel in QEMU, a virtual key on `/dev/uhid`, and everybody's drivers on the `/dev/hidraw0`
//! that the kernel makes of it.
//!
//! [`host`] prepares and boots the machine; [`guest`] is this same program running inside it, and tells its verdicts over
//! the serial console ([`verdict`]).

mod guest;
mod host;
mod initramfs;
mod kernel;
mod scenario;
mod terminal;
mod verdict;

pub(crate) use guest::run_as_guest;
pub(crate) use host::{Machine, run};
pub(crate) use terminal::take_terminal_and_run;
