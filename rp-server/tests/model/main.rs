//! Any sequence of what people do with an account, its methods and its codes goes as a small model of the rules says, and leaves
//! the account as the model has it.
//!
//! The model is written from the requirements, of sets and times alone: it knows nothing of the server's policy. More sequences than
//! a test run has time for: `NYCKEL_SEQUENCES=200000 cargo test -p rp-server --test model`.

// clippy.toml allows these in test functions; what they call beside is a test as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod answer;
mod laws;
mod reference;
mod sequences;
mod server;
mod steps;
mod terms;
mod things;

#[allow(dead_code, reason = "each test program uses a part of it")]
#[path = "../support/phone.rs"]
mod phone;
