//! How long hid-client and libfido2's tools take for the same work, on the same virtual key over the same hidraw.
//!
//! [`host`] gathers the machine and hears what it measures ([`series`]); [`steps`] are what happens inside it. The two sides of a
//! piece of work ([`contestants`]) take turns ([`race`]), so that a busy minute of the host hits both alike. Both ask for the PIN
//! on a terminal, and the same hand ([`typist`]) types it.

mod bench;
mod contestants;
mod host;
mod race;
mod series;
mod steps;
mod traffic;
mod typist;

pub(super) use bench::Bench;
pub(crate) use host::measure;
pub(crate) use series::{Series, Side};
pub(super) use steps::STEPS;
