//! authenticatorGetInfo (CTAP 2.1 §6.4).

use shared::cbor::Map;
use shared::ctap::commands::Command;
use shared::ctap::get_info::GetInfo;

use super::Request;
use crate::error::{Error, ErrorKind};

/// Asks what the key is and can.
#[derive(Debug, Clone, Copy)]
pub struct AskInfo;

impl Request for AskInfo {
    type Reply = GetInfo;

    const COMMAND: Command = Command::GetInfo;

    fn parameters(&self) -> Option<Map> {
        None
    }

    fn parse(&self, bytes: &[u8]) -> Result<GetInfo, Error> {
        Ok(GetInfo::parse(bytes).map_err(ErrorKind::from)?)
    }
}
