//! The command line: one file a verb.

mod arguments;
mod control;
mod serve;

pub(crate) use arguments::run;
