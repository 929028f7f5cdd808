//! What a store has promised, and whether it kept it: the records a writer process puts in, the lines in which it tells what
//! was acknowledged, and the check of a store against those lines after the writer's end.

mod acknowledged;
mod check;
mod disk;
mod subject;
mod writer;

pub use acknowledged::{Line, LineError, Promises};
pub use check::{Verdict, check};
pub use disk::Disk;
pub use subject::{Key, NOW, Subject};
pub use writer::{WriterProcess, write_for_ever};
