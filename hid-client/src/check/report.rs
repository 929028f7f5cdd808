//! What a run found.

use std::time::Duration;

use shared::ctap::get_info::GetInfo;

use super::Section;

/// What a run found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Each section once, in the order of [`Section::ALL`].
    pub sections: Vec<SectionReport>,
    /// What the key says about itself, where it could be read.
    pub info: Option<GetInfo>,
    /// What the run made and could not remove.
    pub stays: Vec<Stays>,
}

/// What was found about one section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionReport {
    /// Which one.
    pub section: Section,
    /// One for each rule that was looked at; none for a section that the key does not claim.
    pub findings: Vec<Finding>,
    /// Why there are none.
    pub note: Option<&'static str>,
}

/// What was found about one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name; stable.
    pub rule: &'static str,
    /// Where it is in the standard.
    pub clause: &'static str,
    /// What it says.
    pub says: &'static str,
    /// How it came out.
    pub outcome: Outcome,
    /// How long it took, people's time included.
    pub took: Duration,
}

/// How a rule came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The key does as it says.
    Holds,
    /// The key does not, and what it did.
    Broken(String),
    /// The key does not claim what the rule is about.
    NotClaimed(&'static str),
    /// It could not be tried, and why.
    NotTried(&'static str),
}

/// How a section came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All rules that were tried hold.
    Holds,
    /// At least one rule is broken.
    Broken,
    /// The key does not claim it.
    NotClaimed,
    /// No rule could be tried.
    NotTried,
}

impl Verdict {
    /// In a word, for people and programs alike.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Broken => "broken",
            Self::NotClaimed => "not_claimed",
            Self::NotTried => "not_tried",
        }
    }
}

/// Something that stays on the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stays {
    /// The relying party that discoverable credentials of the run are at.
    pub rp_id: String,
    /// Why they are still there.
    pub reason: &'static str,
}

impl Report {
    /// The sections with a broken rule.
    pub fn broken(&self) -> impl Iterator<Item = &SectionReport> {
        self.sections.iter().filter(|section| section.verdict() == Verdict::Broken)
    }

    /// Whether something was left out because nobody touched the key.
    pub fn untouched(&self) -> bool {
        self.sections.iter().flat_map(|section| &section.findings).any(|finding| finding.outcome == Outcome::UNTOUCHED)
    }
}

impl SectionReport {
    /// How the section came out.
    pub fn verdict(&self) -> Verdict {
        let any = |wanted: fn(&Outcome) -> bool| self.findings.iter().any(|finding| wanted(&finding.outcome));
        if any(|outcome| matches!(outcome, Outcome::Broken(_))) {
            Verdict::Broken
        } else if any(|outcome| matches!(outcome, Outcome::Holds)) {
            Verdict::Holds
        } else if any(|outcome| matches!(outcome, Outcome::NotTried(_))) {
            Verdict::NotTried
        } else {
            Verdict::NotClaimed
        }
    }
}

impl Outcome {
    /// What a rule comes to that nobody touched the key for.
    pub(super) const UNTOUCHED: Self = Self::NotTried("nobody touched the key in time");

    /// In a word, for programs: the words of [`Verdict`].
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Broken(_) => "broken",
            Self::NotClaimed(_) => "not_claimed",
            Self::NotTried(_) => "not_tried",
        }
    }

    /// Why it did not come out as [`Self::Holds`].
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Holds => None,
            Self::Broken(reason) => Some(reason),
            Self::NotClaimed(reason) | Self::NotTried(reason) => Some(reason),
        }
    }
}
