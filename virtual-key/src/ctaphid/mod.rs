//! The device side of CTAPHID (CTAP 2.1 §11.2): reports and the time in, reports and requests out. No threads, no clock.

mod channels;
mod machine;

pub use machine::{Ctaphid, Event, Reaction, RequestId};
