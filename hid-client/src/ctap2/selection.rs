//! authenticatorSelection (CTAP 2.1 §6.9).

use shared::cbor::Map;
use shared::ctap::commands::Command;

use super::Request;
use crate::ctaphid::Patience;
use crate::error::Error;

/// Waits for a touch and does nothing else: to let a person choose among keys.
#[derive(Debug, Clone, Copy)]
pub struct Selection;

impl Request for Selection {
    type Reply = ();

    const COMMAND: Command = Command::Selection;
    const PATIENCE: Patience = Patience::Person;

    fn parameters(&self) -> Option<Map> {
        None
    }

    fn parse(&self, _bytes: &[u8]) -> Result<(), Error> {
        Ok(())
    }
}
