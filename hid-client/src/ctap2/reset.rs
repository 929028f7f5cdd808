//! authenticatorReset (CTAP 2.1 §6.6).

use shared::cbor::Map;
use shared::ctap::commands::Command;

use super::Request;
use crate::ctaphid::Patience;
use crate::error::Error;

/// Erases everything on the key.
#[derive(Debug, Clone, Copy)]
pub struct Reset;

impl Request for Reset {
    type Reply = ();

    const COMMAND: Command = Command::Reset;
    const PATIENCE: Patience = Patience::Person;

    fn parameters(&self) -> Option<Map> {
        None
    }

    fn parse(&self, _bytes: &[u8]) -> Result<(), Error> {
        Ok(())
    }
}
