//! The server's interface, seen from the outside: each test starts a server of its own and speaks HTTP to it.

// clippy.toml allows these in test functions; what they call beside is a test as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod accounts;
mod app;
mod apps;
mod config;
mod control;
mod fido;
mod forward_auth;
mod http;
mod keys;
mod lifecycle;
mod notices;
mod openapi;
mod operator;
mod outbox;
mod person;
mod policy;
mod recovery;
mod sessions;
mod sign_in;
mod sign_in_refusals;
mod sign_up;
mod tls;
mod well_known;

#[path = "../support/phone.rs"]
mod phone;
#[path = "../support/soft_key.rs"]
mod soft_key;
