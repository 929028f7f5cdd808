//! The control socket: how the command line reaches a server that runs, which alone may touch its store.
//!
//! A Unix socket in the data directory that its user alone can open. A connection carries one request and one reply, each a
//! frame: its length in four bytes (big-endian), then that much JSON ([`Request`](crate::operator::Request),
//! [`Reply`](crate::operator::Reply)).

mod client;
mod frame;
mod place;
mod server;

pub use client::{Connection, ControlError};
pub use server::ControlSocket;
