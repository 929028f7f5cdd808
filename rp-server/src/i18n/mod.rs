//! The languages of the pages: which one a person reads, what each says, and how it tells the time.
//!
//! The texts stand in `locales/`, one file a language, and are part of the program. `tests/pages_texts.rs` holds them to
//! one another: the same ids, the same variables, nothing unused, and no text anywhere else.

mod language;
mod negotiation;
mod texts;
mod time;

pub use language::Language;
pub use negotiation::accepted;
pub use texts::{Texts, Value};
pub use time::{TimeTeller, ToldTime};
