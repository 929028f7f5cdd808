//! Which method there is, what it is good for, and what the administrator allows: the one place that pages, API and refusals read.

mod decision;
mod question;
mod settings;
mod table;

pub use decision::Refusal;
pub use question::{Question, QuestionText};
pub use settings::{Policy, TwoStep};
pub use table::{Purpose, Row, TABLE, row};
