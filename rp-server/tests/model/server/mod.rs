//! The server's side of a sequence: the real store, and the real security info over it, under a clock of the sequence's own.

mod browser;
mod house;
mod keys;
mod letters;
mod person;
mod reading;
mod run;

pub(crate) use house::House;
pub(crate) use person::{Person, START};
