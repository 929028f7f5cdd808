//! `cargo xtask demo`: the whole loop before one's eyes.

mod house;
mod narrator;
mod post;
mod run;

pub(crate) use run::run;
