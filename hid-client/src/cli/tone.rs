//! Colour, for terminals alone.

use std::io::{self, IsTerminal as _};

/// What a word is to whoever reads it; on a terminal it looks so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// A headline.
    Head,
    /// All is well.
    Good,
    /// Something is wrong.
    Bad,
    /// Something is as it is.
    Faint,
}

impl Tone {
    /// `text` as it is written to standard output: in colour on a terminal, as it is everywhere else.
    pub(super) fn paint(self, text: &str) -> String {
        if is_wanted() { format!("\x1b[{}m{text}\x1b[0m", self.code()) } else { text.to_owned() }
    }

    /// The parameter of SGR (ECMA-48 §8.3.117). Words say the same, so that nobody needs to see a colour.
    const fn code(self) -> u8 {
        match self {
            Self::Head => 1,
            Self::Good => 32,
            Self::Bad => 31,
            Self::Faint => 2,
        }
    }
}

/// Not in files and pipes, not where `NO_COLOR` is set to anything, and not on a terminal that says that it has none.
fn is_wanted() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    io::stdout().is_terminal() && !is_set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
