//! The store, seen through its trait: what it promises, in a directory of its own for each test.

// clippy.toml allows these in test functions; what they call beside is a test as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod accounts;
mod audit;
mod ceremonies;
mod contacts;
mod encodings;
mod failure;
mod invitations;
mod locks;
mod model;
mod outbox;
mod recovery_codes;
mod reopening;
mod sessions;
mod sign_in;
mod support;
