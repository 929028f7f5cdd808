//! What is tried inside the machine, by theme.

mod bench;
mod blobs;
mod credentials;
mod drivers;
mod fingerprints;
mod libfido2;
pub(super) mod machine;
mod settings;
mod steps;
mod verbs;

pub(super) use bench::{Bench, DEVICE, LOOP_SCENARIO, SECOND_DRIVER};
pub(super) use credentials::base64url;
pub(super) use steps::STEPS;
