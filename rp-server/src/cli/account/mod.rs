//! `rp-server account`: accounts and invitations, whether the server runs or not.
//!
//! A server that runs has its store to itself: it is asked over its control socket. One that does not run leaves the store free:
//! then this program opens it and does the same.

mod access;
mod arguments;
mod output;
mod run;

pub(super) use arguments::AccountArguments;
pub(super) use run::{ask, run};
