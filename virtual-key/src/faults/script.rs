//! Which fault comes when.

use std::fmt;
use std::str::FromStr;

use super::Fault;
use super::fault::{Layer, UnknownFault};

/// When a fault comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// At every command.
    Always,
    /// At one command: the n-th CTAP2 command from when the fault was set, the next one being 1.
    Command(u64),
}

/// Faults and when they come. Its text has one a line: a name, and the number of the command if it is for one alone; `#`
/// begins a comment.
///
/// ```
/// use virtual_key::{Fault, FaultScript, When};
///
/// let script: FaultScript = "silence 3  # the third command\nuser-not-verified\n".parse()?;
/// let mut same = FaultScript::new();
/// same.add(Fault::Silence, When::Command(3));
/// same.add(Fault::UserNotVerified, When::Always);
/// assert_eq!(script, same);
/// # Ok::<(), virtual_key::FaultScriptError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FaultScript(Vec<(Fault, When)>);

/// A script that cannot be read: which line, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct FaultScriptError {
    line: usize,
    problem: Problem,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum Problem {
    #[error(transparent)]
    Unknown(#[from] UnknownFault),
    #[error("{0:?} is not the number of a command: give 1 for the next one")]
    Number(String),
    #[error("a line has a fault's name and at most one number")]
    TooMany,
}

/// The faults of one command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Active(Vec<Fault>);

impl FaultScript {
    /// No faults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a fault.
    pub fn add(&mut self, fault: Fault, when: When) {
        self.0.push((fault, when));
    }

    /// The entry of a script that has one.
    pub(crate) fn only(&self) -> Option<(Fault, When)> {
        if let [only] = self.0.as_slice() { Some(*only) } else { None }
    }

    /// Adds the faults of `other`, whose commands count from now.
    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// A command comes: its faults. Those for one command count down, and are gone once they came.
    pub(crate) fn next_command(&mut self) -> Active {
        let mut active = Active::default();
        self.0.retain_mut(|(fault, when)| match when {
            When::Always => {
                active.0.push(*fault);
                true
            }
            When::Command(left @ 2..) => {
                *left -= 1;
                true
            }
            When::Command(_) => {
                active.0.push(*fault);
                false
            }
        });
        active
    }
}

impl Active {
    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.0.contains(&fault)
    }

    /// The faults that show in `layer`.
    pub(crate) fn of(&self, layer: Layer) -> impl Iterator<Item = Fault> + '_ {
        self.0.iter().copied().filter(move |fault| fault.layer() == layer)
    }
}

impl FromStr for FaultScript {
    type Err = FaultScriptError;

    fn from_str(text: &str) -> Result<Self, FaultScriptError> {
        let mut script = Self::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default();
            let mut words = line.split_whitespace();
            let Some(name) = words.next() else { continue };
            let entry = entry(name, words.next(), words.next());
            let (fault, when) = entry.map_err(|problem| FaultScriptError { line: index + 1, problem })?;
            script.add(fault, when);
        }
        Ok(script)
    }
}

fn entry(name: &str, number: Option<&str>, more: Option<&str>) -> Result<(Fault, When), Problem> {
    let fault = name.parse()?;
    if more.is_some() {
        return Err(Problem::TooMany);
    }
    let Some(number) = number else { return Ok((fault, When::Always)) };
    match number.parse() {
        Ok(n @ 1..) => Ok((fault, When::Command(n))),
        _ => Err(Problem::Number(number.to_owned())),
    }
}

impl fmt::Display for FaultScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (fault, when) in &self.0 {
            match when {
                When::Always => writeln!(f, "{fault}")?,
                When::Command(n) => writeln!(f, "{fault} {n}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_comes_at_its_command_or_always() {
        let mut script: FaultScript = "silence 2\nno-touch\n\n# nothing\ncut-reply 1".parse().unwrap();
        assert_eq!(script.next_command().0, [Fault::NoTouch, Fault::CutReply]);
        assert_eq!(script.next_command().0, [Fault::Silence, Fault::NoTouch]);
        assert_eq!(script.next_command().0, [Fault::NoTouch]);
    }

    #[test]
    fn what_is_written_reads_back() {
        let mut script = FaultScript::new();
        for (at, fault) in Fault::ALL.iter().enumerate() {
            script.add(*fault, if at % 2 == 0 { When::Always } else { When::Command(at as u64) });
        }
        assert_eq!(script.to_string().parse(), Ok(script));
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_line() {
        for (text, problem) in [
            ("silence\nsilent", "line 2: there is no fault \"silent\"; the faults are drop-report, "),
            ("silence 0", "line 1: \"0\" is not the number of a command"),
            ("silence soon", "line 1: \"soon\" is not the number of a command"),
            ("silence 1 2", "line 1: a line has a fault's name and at most one number"),
        ] {
            let error = text.parse::<FaultScript>().unwrap_err().to_string();
            assert!(error.starts_with(problem), "{error}");
        }
    }
}
