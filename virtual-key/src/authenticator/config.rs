//! authenticatorConfig (CTAP 2.1 §6.11).

use shared::cbor::{Fields, Map};
use shared::ctap::commands::{Command, ConfigSubcommand as Subcommand, Permissions};
use shared::ctap::status::Status;

use super::client_pin::{MAX_PIN_LENGTH, MIN_PIN_LENGTH};
use super::core::Authenticator;
use super::failure::Failure;
use super::request::{management_proof, require_pin_uv_auth_param};
use crate::attestation::BatchKey;

/// getInfo maxRPIDsForSetMinPINLength.
pub(super) const MAX_RP_IDS_FOR_MIN_PIN_LENGTH: usize = 8;

impl Authenticator {
    pub(super) fn config(&mut self, request: &Map) -> Result<Map, Failure> {
        let fields = Fields(request);
        let code = fields.uint(0x01, "subCommand")?;
        // This command's own word for a subcommand that it does not have.
        let subcommand = u8::try_from(code).ok().and_then(Subcommand::from_code).ok_or(Status::InvalidParameter)?;
        let parameters = fields.opt_map(0x02, "subCommandParams")?;
        // A key whose owner cannot be verified yet may be freed of the demand that they are, by anybody who holds it.
        let unlocks = subcommand == Subcommand::ToggleAlwaysUv && !self.is_protected();
        if self.is_protected() || (self.always_uv() && !unlocks) {
            self.authorize_config(fields, subcommand)?;
        }
        match subcommand {
            Subcommand::EnableEnterpriseAttestation => self.enable_enterprise_attestation(),
            Subcommand::ToggleAlwaysUv => self.toggle_always_uv(),
            Subcommand::SetMinPinLength => self.set_min_pin_length(parameters),
        }
    }

    /// The option `alwaysUv`: as the key was set up, unless it was toggled since.
    pub(super) fn always_uv(&self) -> bool {
        self.store.state().config.always_uv.unwrap_or(self.settings.always_uv)
    }

    /// The shortest PIN, in Unicode code points (getInfo minPINLength).
    pub(super) fn min_pin_length(&self) -> u8 {
        self.store.state().config.min_pin_length.unwrap_or(MIN_PIN_LENGTH)
    }

    /// minPINLength for a relying party that may learn it (the extension minPinLength, §12.4).
    pub(super) fn min_pin_length_for(&self, rp_id: &str) -> Option<u8> {
        let rp_ids = &self.store.state().config.min_pin_length_rp_ids;
        rp_ids.iter().any(|allowed| allowed == rp_id).then(|| self.min_pin_length())
    }

    /// The MAC over 32 bytes 0xff, the command, the subcommand and its parameters, by a token with `acfg`.
    fn authorize_config(&mut self, fields: Fields<'_>, subcommand: Subcommand) -> Result<(), Failure> {
        require_pin_uv_auth_param(fields)?;
        let (protocol, param) = management_proof(fields)?;
        let mut message = vec![0xff; 32];
        message.extend_from_slice(&[Command::Config.code(), subcommand.code()]);
        message.extend(fields.0.get(0x02).iter().flat_map(|parameters| parameters.encode()));
        let token = self.pin.token().ok_or(Status::PinAuthInvalid)?;
        if !token.authorize_management(protocol, &message, param, Permissions::AUTHENTICATOR_CONFIGURATION) {
            return Err(Status::PinAuthInvalid.into());
        }
        Ok(())
    }

    /// §6.11.1. The certificate that names this one key is made when it is first wanted.
    fn enable_enterprise_attestation(&mut self) -> Result<Map, Failure> {
        let key = match &self.store.state().enterprise_key {
            Some(key) => key.clone(),
            None => BatchKey::generate_enterprise()?,
        };
        self.store.update(|state| {
            state.enterprise_key = Some(key);
            state.config.enterprise_attestation = true;
            Ok(Map::new())
        })
    }

    /// §6.11.2.
    fn toggle_always_uv(&mut self) -> Result<Map, Failure> {
        let always_uv = !self.always_uv();
        self.store.update(|state| {
            state.config.always_uv = Some(always_uv);
            Ok(Map::new())
        })
    }

    /// §6.11.3 (subcommand setMinPINLength).
    fn set_min_pin_length(&mut self, parameters: Option<&Map>) -> Result<Map, Failure> {
        let none = Map::new();
        let parameters = Fields(parameters.unwrap_or(&none));
        let wanted = parameters.opt_uint(0x01, "newMinPINLength")?;
        let rp_ids = parameters.opt_texts(0x02, "minPinLengthRPIDs")?;
        let force = parameters.opt_boolean(0x03, "forceChangePin")?.unwrap_or(false);

        let current = self.min_pin_length();
        let wanted = u8::try_from(wanted.unwrap_or(current.into())).unwrap_or(u8::MAX);
        if !(current..=MAX_PIN_LENGTH).contains(&wanted) {
            return Err(Status::PinPolicyViolation.into());
        }
        if rp_ids.as_ref().is_some_and(|rp_ids| rp_ids.len() > MAX_RP_IDS_FOR_MIN_PIN_LENGTH) {
            return Err(Status::KeyStoreFull.into());
        }
        if force && !self.is_protected() {
            return Err(Status::PinNotSet.into());
        }
        // Of a PIN that an older program stored only this is known: it was as long as it had to be.
        let too_short = self.is_protected() && self.store.state().pin_length.unwrap_or(MIN_PIN_LENGTH) < wanted;
        let must_change = force || too_short;
        self.store.update(|state| {
            state.config.min_pin_length = Some(wanted);
            if let Some(rp_ids) = rp_ids {
                state.config.min_pin_length_rp_ids = rp_ids;
            }
            if must_change {
                state.config.force_pin_change = true;
                state.persistent_token = None;
            }
            Ok::<_, Failure>(())
        })?;
        if must_change {
            self.pin.end_token();
        }
        Ok(Map::new())
    }
}
