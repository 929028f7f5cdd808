//! The settings of a key (CTAP 2.1 §6.11).

use shared::ctap::commands::Permissions;
use shared::ctap::get_info::GetInfo;

use super::authorize::Grant;
use super::{Key, Verification};
use crate::ctap2::{ConfigureKey, Setting};
use crate::error::{Error, ErrorKind, Lacking};
use crate::operation::Operation;
use crate::pin::MIN_CODE_POINTS;

impl Key {
    /// Whether the key has this setting and takes this value; an error that says what is wrong before anybody is asked for a
    /// PIN.
    pub fn require_setting(&self, setting: &Setting) -> Result<(), Error> {
        let info = self.info();
        let lacks = |what| Err(ErrorKind::NotSupported(what).into());
        if !info.option("authnrCfg") {
            return lacks(Lacking::Settings);
        }
        match setting {
            Setting::ToggleAlwaysUv if info.stated_option("alwaysUv").is_none() => lacks(Lacking::AlwaysUv),
            Setting::EnableEnterpriseAttestation if info.stated_option("ep").is_none() => {
                lacks(Lacking::EnterpriseAttestation)
            }
            Setting::MinPinLength { .. } if !info.option("setMinPINLength") => lacks(Lacking::MinPinLength),
            Setting::MinPinLength { length, rp_ids, force_change } => {
                let current = shortest_pin(info);
                if length.is_some_and(|length| u64::from(length) < current) {
                    return Err(ErrorKind::ShorterPinLength(current).into());
                }
                let room = info.max_rp_ids_for_set_min_pin_length.unwrap_or(0);
                if rp_ids.as_ref().is_some_and(|rp_ids| rp_ids.len() as u64 > room) {
                    return lacks(Lacking::MinPinLengthReaders);
                }
                if *force_change && !info.option("clientPin") {
                    return Err(ErrorKind::PinNotSet.into());
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Changes a setting. [`Verification::None`] does for a key that has no PIN and no other verification yet.
    pub fn configure(
        &mut self,
        setting: &Setting,
        verification: &Verification,
        operation: &mut Operation<'_>,
    ) -> Result<(), Error> {
        self.require_setting(setting)?;
        let permission = Permissions::AUTHENTICATOR_CONFIGURATION;
        let grant = self.authorize(verification, permission, None, operation)?;
        let token = match &grant {
            Grant::Token(token) => Some(token),
            Grant::None | Grant::BuiltIn => None,
        };
        self.call(&ConfigureKey { setting, token }, operation)?;
        self.refresh(operation)
    }
}

/// getInfo minPINLength with its default.
fn shortest_pin(info: &GetInfo) -> u64 {
    info.min_pin_length.unwrap_or(MIN_CODE_POINTS as u64)
}
