//! `docs/requirements.md` is true: every requirement is there, and every test that it names.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const TABLE: &str = include_str!("../../docs/requirements.md");
/// Which there are. What needs an app of our own comes after them.
const LAST: u32 = 37;

/// What stands in backticks in a cell.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// The rows: what they are about, and the tests they name.
fn rows() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut rows = BTreeMap::new();
    for line in TABLE.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| |")) {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let before = rows.insert(cells[0], quoted(cells[cells.len() - 1]));
        assert!(before.is_none(), "{} has two rows", cells[0]);
    }
    rows
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// Every name in the workspace's tests. Macros make some of them, so that not all stand after `fn`.
fn names() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folders = ["rp-server/src", "rp-server/tests", "tests/tests"].map(|folder| root.join(folder));
    let mut names = BTreeSet::new();
    for path in folders.iter().flat_map(|folder| sources(folder)) {
        if path.file_name().unwrap() == "requirements.rs" {
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        let words = text.split(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
        names.extend(words.filter(|word| word.len() > 8 && word.contains('_')).map(str::to_owned));
    }
    names
}

/// The requirements that a test's name begins with: `r27_r28_what`, `r30_to_r36_what`.
fn numbers(test: &str) -> Vec<u32> {
    let mut numbers = Vec::new();
    let mut is_range = false;
    for word in test.split('_') {
        match word.strip_prefix('r').and_then(|digits| digits.parse::<u32>().ok()) {
            Some(number) if is_range => numbers.extend(numbers[numbers.len() - 1] + 1..=number),
            Some(number) => numbers.push(number),
            None if word == "to" => is_range = true,
            None => break,
        }
    }
    numbers
}

#[test]
fn every_requirement_has_a_row_and_every_test_of_it_is_there() {
    let (rows, names) = (rows(), names());
    for number in 1..=LAST {
        let tests = rows.get(format!("R{number}").as_str()).unwrap_or_else(|| panic!("R{number} has no row"));
        assert!(!tests.is_empty(), "R{number} has no test");
        for test in tests {
            assert!(numbers(test).contains(&number), "R{number}: {test} does not carry its number");
        }
    }
    for (row, tests) in &rows {
        assert!(!tests.is_empty(), "{row} has no test");
        for test in tests {
            assert!(names.contains(*test), "{row}: there is no test {test}");
            assert!(test.starts_with('r'), "{row}: {test}");
        }
    }
}

#[test]
fn every_page_that_the_table_names_is_one_that_there_is() {
    let routes = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http/pages/routes.rs")).unwrap();
    for line in TABLE.lines().filter(|line| line.starts_with("| R")) {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        for page in quoted(cells[2]) {
            assert!(routes.contains(&format!("\"{page}\"")), "{}: there is no page {page}", cells[0]);
        }
    }
}
