//! authenticatorConfig (CTAP 2.1 §6.11).

use shared::cbor::{Map, Value};
use shared::ctap::commands::{Command, ConfigSubcommand};

use super::Request;
use crate::error::Error;
use crate::pin_protocol::PinUvAuthToken;

/// A setting to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// Let the key attest itself as this one device to those who may know (§6.11.1).
    EnableEnterpriseAttestation,
    /// Demand user verification for everything, or no longer (§6.11.2).
    ToggleAlwaysUv,
    /// The shortest PIN (§6.11.4).
    MinPinLength {
        /// In Unicode code points; as it is when left out.
        length: Option<u8>,
        /// RP IDs that may learn it, in place of those before; as they are when left out.
        rp_ids: Option<Vec<String>>,
        /// Whether the PIN must be changed before it can be used again.
        force_change: bool,
    },
}

/// Changes a setting.
#[derive(Debug)]
pub struct ConfigureKey<'a> {
    /// Which.
    pub setting: &'a Setting,
    /// What allows it; a key without any user verification may be configured without.
    pub token: Option<&'a PinUvAuthToken>,
}

impl Setting {
    fn subcommand(&self) -> ConfigSubcommand {
        match self {
            Self::EnableEnterpriseAttestation => ConfigSubcommand::EnableEnterpriseAttestation,
            Self::ToggleAlwaysUv => ConfigSubcommand::ToggleAlwaysUv,
            Self::MinPinLength { .. } => ConfigSubcommand::SetMinPinLength,
        }
    }

    fn parameters(&self) -> Option<Map> {
        let Self::MinPinLength { length, rp_ids, force_change } = self else { return None };
        let texts = |rp_ids: &Vec<String>| rp_ids.iter().map(|rp_id| Value::from(rp_id.as_str())).collect::<Vec<_>>();
        let parameters = Map::new()
            .with_some(0x01, *length)
            .with_some(0x02, rp_ids.as_ref().map(texts))
            .with_some(0x03, force_change.then_some(true));
        Some(parameters)
    }
}

impl Request for ConfigureKey<'_> {
    type Reply = ();

    const COMMAND: Command = Command::Config;

    fn parameters(&self) -> Option<Map> {
        let (subcommand, parameters) = (self.setting.subcommand().code(), self.setting.parameters());
        // The MAC is over 32 bytes 0xff, the command, the subcommand and its parameters.
        let mut message = vec![0xff; 32];
        message.extend_from_slice(&[Command::Config.code(), subcommand]);
        message.extend(parameters.iter().flat_map(Map::encode));
        let map = Map::new().with(0x01, subcommand).with_some(0x02, parameters);
        Some(match self.token {
            Some(token) => map.with(0x03, token.protocol().number()).with(0x04, token.authenticate(&message)),
            None => map,
        })
    }

    fn parse(&self, _bytes: &[u8]) -> Result<(), Error> {
        Ok(())
    }
}
