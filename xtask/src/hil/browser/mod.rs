//! A real browser on the key: Debian's Chromium under Xvfb in the HID machine, at the pages of the rp-server beside it,
//! PINs typed into Chromium's own dialog.
//!
//! [`host`] gathers the machine with its disk ([`image`]); [`steps`] are what is tried inside it. The page is driven over
//! Chromium's debugging protocol ([`page`]), its dialog, which no protocol reaches, by keys on the screen ([`screen`]).
//! Chromium's log ([`log`]) tells which sheet the dialog shows.

mod bench;
mod ceremonies;
mod host;
mod image;
mod log;
mod page;
mod screen;
mod start;
mod steps;

pub(super) use bench::{Bench, keep_traces};
pub(crate) use host::{prepare, run};
pub(super) use steps::STEPS;
