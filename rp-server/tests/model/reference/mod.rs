//! The rules, written from the requirements in sets and times.

mod changes;
mod codes;
mod devices;
mod offers;
mod proofs;
mod recovery;
mod replacement;
mod run;
mod sign_in;
mod state;
mod throttle;

pub(crate) use state::{Learned, Model, Removed};
