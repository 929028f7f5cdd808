//! Rows under a headline, or fields with their values, each column as wide as its widest cell.

use super::failure::Failure;
use super::language::Language;
use super::message::{Message, Value};
use super::output;
use super::tone::Tone;

/// Prints `rows` under `head`.
pub(super) fn print<const N: usize>(head: [Message; N], rows: Vec<[Value; N]>) -> Result<(), Failure> {
    let rows: Vec<[Value; N]> = [head.map(|name| Value::Toned(Tone::Head, name))].into_iter().chain(rows).collect();
    aligned(&rows)
}

/// Prints what each of `fields` is called, and its value.
pub(super) fn fields(fields: Vec<(Message, Value)>) -> Result<(), Failure> {
    let rows: Vec<[Value; 2]> = fields.into_iter().map(|(name, value)| [name.into(), value]).collect();
    aligned(&rows)
}

fn aligned<const N: usize>(rows: &[[Value; N]]) -> Result<(), Failure> {
    let spoken = |row: &[Value; N]| row.each_ref().map(|cell| (cell.in_language(Language::of_person()), cell.tone()));
    let rows: Vec<[(String, Option<Tone>); N]> = rows.iter().map(spoken).collect();
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|(cell, _)| cell.chars().count()).max();
    let widths: Vec<usize> = (0..N).map(|column| width(column).unwrap_or(0)).collect();
    rows.iter()
        .try_for_each(|row| output::row(row.iter().zip(&widths).map(|((cell, tone), width)| (&**cell, *tone, *width))))
}
