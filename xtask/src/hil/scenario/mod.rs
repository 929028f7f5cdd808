//! What is tried inside the machine, by theme.

mod bench;
mod blobs;
mod credentials;
mod drivers;
mod fingerprints;
mod libfido2;
mod machine;
mod settings;
mod steps;
mod verbs;

pub(super) use bench::{Bench, LOOP_SCENARIO, SECOND_DRIVER};
pub(super) use steps::STEPS;
