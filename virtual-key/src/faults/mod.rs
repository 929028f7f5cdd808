//! A key that can be told to misbehave: which faults there are, when they come, and what each does.

mod authenticator;
mod fault;
mod reply;
mod script;
mod wire;

pub use fault::Fault;
pub(crate) use reply::spoil;
pub(crate) use script::Active;
pub use script::{FaultScript, FaultScriptError, When};
pub(crate) use wire::distort;
