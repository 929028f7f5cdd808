//! Rows under a headline, or fields with their values, each column as wide as its widest cell.

use super::failure::Failure;
use super::language::Language;
use super::message::{Message, Value};
use super::output;

/// Prints `rows` under `head`.
pub(super) fn print<const N: usize>(head: [Message; N], rows: Vec<[Value; N]>) -> Result<(), Failure> {
    let rows: Vec<[Value; N]> = [head.map(Value::Message)].into_iter().chain(rows).collect();
    aligned(&rows)
}

/// Prints what each of `fields` is called, and its value.
pub(super) fn fields(fields: Vec<(Message, Value)>) -> Result<(), Failure> {
    let rows: Vec<[Value; 2]> = fields.into_iter().map(|(name, value)| [name.into(), value]).collect();
    aligned(&rows)
}

fn aligned<const N: usize>(rows: &[[Value; N]]) -> Result<(), Failure> {
    let spoken = |row: &[Value; N]| row.each_ref().map(|cell| cell.in_language(Language::of_person()));
    let rows: Vec<[String; N]> = rows.iter().map(spoken).collect();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    for row in &rows {
        let cells = row.iter().enumerate().map(|(column, cell)| format!("{cell:<0$}", width(column).unwrap_or(0)));
        output::data(cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}
