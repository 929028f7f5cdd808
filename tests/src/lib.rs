//! Everything that needs more than one crate of the workspace.
//!
//! [`process`] starts the real programs; [`mod@bench`] is where a key is plugged in; [`scenarios`] are the loop's steps, one body
//! for every transport: a virtual key in memory, on a Unix socket, behind the kernel's hidraw, or a key of your own. [`mod@engine`]
//! is whose authenticator is in the key: ours, or another implementation of the standard.
//! [`durability`] holds a store to what it acknowledged before it was killed or lost its power. [`conformance`] is a key under `hid-client check`. [`nginx`] is the proxy of the
//! documentation; [`oath`] is an authenticator app; [`post`] is what messages to people go through.

pub mod bench;
pub mod browser;
pub mod conformance;
pub mod desk;
pub mod durability;
pub mod engine;
pub mod nginx;
pub mod oath;
pub mod post;
pub mod process;
pub mod scenarios;
pub mod site;
