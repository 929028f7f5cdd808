//! Rows under a headline, each column as wide as its widest cell.

use super::failure::Failure;
use super::{messages, output};

/// Prints `rows` under `head`. What a cell says may be outside text.
pub(super) fn print<const N: usize>(head: [&str; N], rows: Vec<[String; N]>) -> Result<(), Failure> {
    let rows: Vec<[String; N]> = [head.map(str::to_owned)]
        .into_iter()
        .chain(rows)
        .map(|row| row.map(|cell| messages::printable(&cell)))
        .collect();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    for row in &rows {
        let cells = row.iter().enumerate().map(|(column, cell)| format!("{cell:<0$}", width(column).unwrap_or(0)));
        output::text(cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}
