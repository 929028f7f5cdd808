//! Data on standard output.

use std::io::Write as _;

use serde::Serialize;

use super::failure::Failure;

/// The version of every JSON object that the command line prints. Members may be added; none changes its meaning.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Versioned<'a, T> {
    schema_version: u32,
    #[serde(flatten)]
    data: &'a T,
}

/// Prints `data` as one line of JSON with its schema version.
pub(super) fn json<T: Serialize>(data: &T) -> Result<(), Failure> {
    let versioned = Versioned { schema_version: SCHEMA_VERSION, data };
    let line = serde_json::to_string(&versioned).map_err(|error| Failure::Output(error.into()))?;
    text(&line)
}

/// Prints a line.
pub(super) fn text(line: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(Failure::Output)
}
