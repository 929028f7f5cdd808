//! `cargo xtask bench`: our figures beside the floor under them and the peers around them, in one run on one machine.

mod assertions;
mod figure;
mod machine;
mod measured;
mod names;
mod peers;
mod run;
mod sign_in;

pub(crate) use run::{run, run_in_machine};
