//! The writer's lines, and what a store owes because of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use super::Subject;

/// One line: what the writer is about to do, or what the store has acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// The store is open.
    Ready,
    /// An account is about to be created.
    Creating(Subject),
    /// It was acknowledged.
    Created(Subject),
    /// A ceremony was handed out for its use.
    Used(Subject, u32),
    /// A sign-in was acknowledged: the counter has this value, and the session of that number is open.
    SignedIn(Subject, u32),
    /// A session is about to be ended.
    Ending(Subject, u32),
    /// Its end was acknowledged.
    Ended(Subject, u32),
    /// The second key was acknowledged.
    Added(Subject),
    /// The second key is about to be removed.
    Removing(Subject),
    /// Its removal was acknowledged.
    Removed(Subject),
}

/// A line that the writer does not write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineError(String);

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a line of the writer: {:?}", self.0)
    }
}

impl std::error::Error for LineError {}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready => f.write_str("ready"),
            Self::Creating(subject) => write!(f, "creating {}", subject.0),
            Self::Created(subject) => write!(f, "created {}", subject.0),
            Self::Used(subject, number) => write!(f, "used {} {number}", subject.0),
            Self::SignedIn(subject, counter) => write!(f, "signed-in {} {counter}", subject.0),
            Self::Ending(subject, number) => write!(f, "ending {} {number}", subject.0),
            Self::Ended(subject, number) => write!(f, "ended {} {number}", subject.0),
            Self::Added(subject) => write!(f, "added {}", subject.0),
            Self::Removing(subject) => write!(f, "removing {}", subject.0),
            Self::Removed(subject) => write!(f, "removed {}", subject.0),
        }
    }
}

impl FromStr for Line {
    type Err = LineError;

    fn from_str(text: &str) -> Result<Self, LineError> {
        let wrong = || LineError(text.to_owned());
        let mut words = text.split(' ');
        let word = words.next().unwrap_or_default();
        let numbers: Vec<u64> = words.map(|word| word.parse().map_err(|_| wrong())).collect::<Result<_, _>>()?;
        let second = numbers.get(1).and_then(|number| u32::try_from(*number).ok());
        match (word, numbers.first().copied().map(Subject), second, numbers.len()) {
            ("ready", None, _, 0) => Ok(Self::Ready),
            ("creating", Some(subject), _, 1) => Ok(Self::Creating(subject)),
            ("created", Some(subject), _, 1) => Ok(Self::Created(subject)),
            ("used", Some(subject), Some(number), 2) => Ok(Self::Used(subject, number)),
            ("signed-in", Some(subject), Some(counter), 2) => Ok(Self::SignedIn(subject, counter)),
            ("ending", Some(subject), Some(number), 2) => Ok(Self::Ending(subject, number)),
            ("ended", Some(subject), Some(number), 2) => Ok(Self::Ended(subject, number)),
            ("added", Some(subject), _, 1) => Ok(Self::Added(subject)),
            ("removing", Some(subject), _, 1) => Ok(Self::Removing(subject)),
            ("removed", Some(subject), _, 1) => Ok(Self::Removed(subject)),
            _ => Err(wrong()),
        }
    }
}

/// What is known of one person.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub(super) created: bool,
    pub(super) counter: u32,
    pub(super) used: BTreeSet<u32>,
    pub(super) ending: BTreeSet<u32>,
    pub(super) ended: BTreeSet<u32>,
    pub(super) added: bool,
    pub(super) removing: bool,
    pub(super) removed: bool,
}

/// Everything that was acknowledged so far.
#[derive(Debug, Clone, Default)]
pub struct Promises {
    pub(super) known: BTreeMap<Subject, Known>,
    /// Acknowledged changes, each of which has an entry in the audit.
    pub(super) changes: u64,
}

impl Promises {
    /// Takes one line of the writer.
    pub fn add(&mut self, line: Line) {
        match line {
            Line::Ready => return,
            Line::Creating(subject) => drop(self.of(subject)),
            Line::Created(subject) => self.of(subject).created = true,
            Line::Used(subject, number) => drop(self.of(subject).used.insert(number)),
            Line::SignedIn(subject, counter) => self.of(subject).counter = counter,
            Line::Ending(subject, number) => drop(self.of(subject).ending.insert(number)),
            Line::Ended(subject, number) => drop(self.of(subject).ended.insert(number)),
            Line::Added(subject) => self.of(subject).added = true,
            Line::Removing(subject) => self.of(subject).removing = true,
            Line::Removed(subject) => self.of(subject).removed = true,
        }
        let is_change = !matches!(line, Line::Creating(_) | Line::Used(..) | Line::Ending(..) | Line::Removing(_));
        self.changes += u64::from(is_change);
    }

    /// How many changes were acknowledged.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// How many ceremonies were used.
    pub fn used_ceremonies(&self) -> usize {
        self.known.values().map(|known| known.used.len()).sum()
    }

    fn of(&mut self, subject: Subject) -> &mut Known {
        self.known.entry(subject).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_what_it_prints() {
        let subject = Subject(7);
        for line in [
            Line::Ready,
            Line::Creating(subject),
            Line::Created(subject),
            Line::Used(subject, 1),
            Line::SignedIn(subject, 2),
            Line::Ending(subject, 3),
            Line::Ended(subject, 4),
            Line::Added(subject),
            Line::Removing(subject),
            Line::Removed(subject),
        ] {
            assert_eq!(line.to_string().parse(), Ok(line));
        }
        // A line that was cut by the writer's end is not taken for another one.
        for wrong in ["", "created", "created 7 8", "used 7", "signed-in 7 x", "create 7"] {
            assert!(wrong.parse::<Line>().is_err(), "{wrong}");
        }
    }
}
