//! The key as a running thing: one thread to which everything comes in order: reports, touches, pulling the plug.

mod core;
mod steps;

pub(crate) use self::core::{Device, Setup, Signal};
