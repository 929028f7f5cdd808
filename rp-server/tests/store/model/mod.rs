//! Any sequence of changes leaves the store as it leaves a few maps.

mod accounts;
mod compare;
mod contacts;
mod expected;
mod keys;
mod messages;
mod sequences;
