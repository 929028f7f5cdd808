//! The only place that prints: data and results on standard output, everything else on standard error.
//!
//! For people it takes a [`Message`], which is in every language, and says it in theirs.

use std::io::{self, IsTerminal as _, Write as _};

use serde::Serialize;

use super::failure::Failure;
use super::language::Language;
use super::message::{Message, printable};
use super::tone::Tone;

/// The version of every JSON object that the command line prints. Members may be added; none changes its meaning.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Versioned<'a, T> {
    schema_version: u32,
    #[serde(flatten)]
    data: &'a T,
}

/// Prints `data` as one line of JSON with its schema version; the same in every language.
pub(super) fn json<T: Serialize>(data: &T) -> Result<(), Failure> {
    let versioned = Versioned { schema_version: SCHEMA_VERSION, data };
    let line = serde_json::to_string(&versioned).map_err(|error| Failure::Output(error.into()))?;
    bytes(format!("{line}\n").as_bytes())
}

/// Prints a result.
pub(super) fn text(message: &Message) -> Result<(), Failure> {
    bytes(format!("{}\n", spoken(message)).as_bytes())
}

/// Prints a result behind a mark in its tone, the lines after the first as far in.
pub(super) fn marked((tone, mark): (Tone, &Message), width: usize, message: &Message) -> Result<(), Failure> {
    let text = spoken(message).replace('\n', &format!("\n{:width$}", ""));
    bytes(format!("{}{text}\n", padded(&spoken(mark), Some(tone), width)).as_bytes())
}

/// Prints a row of a table: each cell with its tone, and the width of its column.
pub(super) fn row<'a>(cells: impl Iterator<Item = (&'a str, Option<Tone>, usize)>) -> Result<(), Failure> {
    let cells: Vec<String> = cells.map(|(cell, tone, width)| padded(&printable(cell), tone, width)).collect();
    bytes(format!("{}\n", cells.join("  ").trim_end()).as_bytes())
}

/// A word in its tone, and spaces after it up to `width`.
fn padded(word: &str, tone: Option<Tone>, width: usize) -> String {
    let spaces = width.saturating_sub(word.chars().count());
    let painted = tone.map_or_else(|| word.to_owned(), |tone| tone.paint(word));
    format!("{painted}{:spaces$}", "")
}

/// Prints a line of data that is no sentence: where a key is, a rule.
pub(super) fn data(line: &str) -> Result<(), Failure> {
    bytes(format!("{}\n", printable(line)).as_bytes())
}

/// Prints bytes as they are.
pub(super) fn bytes(content: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(content).and_then(|()| out.flush()).map_err(Failure::Output)
}

/// Tells something beside the result.
pub(super) fn note(message: &Message) {
    say(&format!("{}\n", spoken(message)));
}

/// Asks, and leaves the answer room on the line.
pub(super) fn question(message: &Message) {
    say(&format!("{} ", spoken(message)));
}

/// Ends a line on which somebody typed unseen, or which [`progress`] wrote.
pub(super) fn end_line() {
    say("\n");
}

/// How far something is: on a terminal one line that changes, else a line each time.
pub(super) fn progress(message: &Message) {
    let text = spoken(message);
    say(&if io::stderr().is_terminal() { format!("\r\x1b[K{text}") } else { format!("{text}\n") });
}

/// Whether an answer to a question means yes, in the person's language.
pub(super) fn means_yes(answer: &str) -> bool {
    let answer = answer.trim().to_lowercase();
    spoken(&super::messages::answers_that_mean_yes()).split_whitespace().any(|yes| yes == answer)
}

/// The message in the person's language.
pub(super) fn spoken(message: &Message) -> String {
    message.in_language(Language::of_person())
}

/// Nobody is there to tell when standard error is closed.
fn say(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}
