//! The pages, seen from the outside: each test starts a server of its own and reads its pages as a browser would, script
//! apart. What the script does is done by a key in software, against the API.

// clippy.toml allows these in test functions; what they call beside is a test as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[allow(dead_code, reason = "the API's tests use the rest")]
#[path = "../api/app.rs"]
mod app;
mod apps;
mod code_rules;
mod devices;
mod escaping;
mod forms;
mod headers;
mod invitations;
mod keys;
mod languages;
mod passwords;
#[allow(dead_code, reason = "the API's tests use the rest")]
#[path = "../api/person.rs"]
mod person;
#[path = "../support/phone.rs"]
mod phone;
mod phones;
mod post;
mod proof;
mod questions;
mod reader;
mod recovery_codes;
mod recovery_steps;
mod refusals;
mod replacements;
mod resets;
mod return_to;
mod review;
mod rules;
mod scan;
mod secrets;
mod single_use;
#[path = "../support/soft_key.rs"]
mod soft_key;
mod trusted_devices;
