//! The store, seen through its trait: what it promises, in a directory of its own for each test.

mod accounts;
mod audit;
mod ceremonies;
mod encodings;
mod failure;
mod model;
mod reopening;
mod sessions;
mod sign_in;
mod support;
