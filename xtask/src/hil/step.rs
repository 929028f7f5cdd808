//! One step of a scenario. Its name reads as the sentence that the verdict is about.

use anyhow::Result;

use crate::report::Verdict;

/// A step on a bench of the kind `B`.
pub(super) struct Step<B> {
    /// What must be true.
    pub(super) name: &'static str,
    /// Whether nothing after it can succeed once it has failed.
    pub(super) essential: bool,
    /// Tries it. An error is a failure with its reason.
    pub(super) run: fn(&mut B) -> Result<Verdict>,
}

/// A step that others can do without.
pub(super) const fn step<B>(name: &'static str, run: fn(&mut B) -> Result<Verdict>) -> Step<B> {
    Step { name, essential: false, run }
}

/// A step that all later ones lean on.
pub(super) const fn essential<B>(name: &'static str, run: fn(&mut B) -> Result<Verdict>) -> Step<B> {
    Step { name, essential: true, run }
}

/// The names of `steps`, in order.
pub(super) fn names<B>(steps: &[Step<B>]) -> Vec<&'static str> {
    steps.iter().map(|step| step.name).collect()
}
