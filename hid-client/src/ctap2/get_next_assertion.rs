//! authenticatorGetNextAssertion (CTAP 2.1 §6.3).

use shared::cbor::Map;
use shared::ctap::commands::Command;

use super::get_assertion::parse_assertion;
use super::{Assertion, Request};
use crate::error::Error;

/// Asks for the next of several assertions. Nothing else may be sent since the first.
#[derive(Debug, Clone, Copy)]
pub struct GetNextAssertion;

impl Request for GetNextAssertion {
    type Reply = Assertion;

    const COMMAND: Command = Command::GetNextAssertion;

    fn parameters(&self) -> Option<Map> {
        None
    }

    fn parse(&self, bytes: &[u8]) -> Result<Assertion, Error> {
        parse_assertion(Self::COMMAND, bytes, None)
    }
}
