//! What the steps share.

use anyhow::{Context, Result};

use super::traffic::Traffic;
use super::typist::Typist;
use crate::hil::scenario;

/// The state of the machine between steps.
#[derive(Default)]
pub(in crate::hil) struct Bench {
    /// The key, and ways to run a program.
    pub(super) machine: scenario::Bench,
    /// Who types the PIN.
    typist: Option<Typist>,
    /// The credential that both sides sign with, in Base64.
    pub(super) credential: String,
    /// What both sides of each piece of work send, in the order of `Work::ALL`.
    pub(super) traffic: Vec<Vec<Traffic>>,
}

impl Bench {
    /// Seats somebody at our terminal.
    pub(super) fn seat(&mut self, typist: Typist) {
        self.typist = Some(typist);
    }

    /// Who types the PIN; an error before the step that seats them.
    pub(super) fn typist(&self) -> Result<&Typist> {
        self.typist.as_ref().context("nobody sits at the terminal")
    }
}
