//! The second driver: the crate `ctap-hid-fido2`, as a cross-check of our own.
//!
//! The crate reads without a timeout, panics on some replies and prints its touch prompt itself. So it works on a thread
//! of its own, which is left behind when it does not come back in time.

mod convert;
mod worker;

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use ctap_hid_fido2::fidokey::get_assertion::get_assertion_params::GetAssertionArgs;
use ctap_hid_fido2::fidokey::make_credential::MakeCredentialArgs;
use ctap_hid_fido2::public_key_credential_user_entity::PublicKeyCredentialUserEntity;
use ctap_hid_fido2::{FidoKeyHid, FidoKeyHidFactory, HidParam, LibCfg};
use shared::ctap::commands::Command;
use shared::ctap::get_info::GetInfo;
use shared::ctap::packet::ChannelId;
use shared::ctap::status::Status;
use shared::ids::{CredentialId, RpId};
use zeroize::Zeroizing;

use super::Authenticator;
use crate::ctap2::{Assertion, MadeCredential, PinTries};
use crate::error::{Error, ErrorKind, Lacking};
use crate::key::{NewCredential, Secret, SignRequest, Verification};
use crate::large_blob::LargeBlobKey;
use crate::operation::Operation;
use crate::pin_protocol::PinProtocol;
use crate::transport::{DeviceName, HidrawTransport};

/// A key behind the crate.
pub struct CtapHidFido2 {
    key: Arc<FidoKeyHid>,
    info: GetInfo,
    place: Place,
    _lock: File,
}

/// What it takes to cancel what the crate is waiting for.
#[derive(Debug, Clone)]
struct Place {
    path: PathBuf,
    channel: Option<ChannelId>,
}

impl CtapHidFido2 {
    /// Opens and locks a hidraw node. The crate prints `touch_prompt` on stderr when the key wants a touch.
    pub fn open(device: &DeviceName, touch_prompt: &str, operation: &mut Operation<'_>) -> Result<Self, Error> {
        let DeviceName::Hidraw(path) = device else {
            return Err(ErrorKind::DriverCannotReach(device.to_string()).into());
        };
        let lock = HidrawTransport::lock(path)?;
        let mut place = Place { path: path.clone(), channel: None };
        let configuration =
            LibCfg { keep_alive_msg: touch_prompt.to_owned(), keep_alive_msg_to_stderr: true, ..LibCfg::init() };
        let parameters = [HidParam::Path(path.display().to_string())];
        let (key, channel, info) = worker::run(&place, Command::GetInfo, operation, move || {
            let key = FidoKeyHidFactory::create_by_params(&parameters, &configuration)?;
            let channel = ChannelId(u32::from_be_bytes(key.get_cid()?));
            let info = convert::info(&key)?;
            Ok((key, channel, info))
        })?;
        place.channel = Some(channel);
        let protocol = PinProtocol::preferred(&info).map_or(1, PinProtocol::number);
        Ok(Self { key: Arc::new(key.with_pin_protocol_version(protocol)), info, place, _lock: lock })
    }

    fn run<T: Send + 'static>(
        &self,
        command: Command,
        operation: &mut Operation<'_>,
        work: impl FnOnce(&FidoKeyHid) -> anyhow::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        let key = Arc::clone(&self.key);
        worker::run(&self.place, command, operation, move || work(&key))
    }

    /// As the own driver has it: a wrong PIN with the tries left, a credential that is there or not by its own name.
    fn explain(&mut self, error: Error, operation: &mut Operation<'_>) -> Error {
        match error.status() {
            Some(Status::PinInvalid) => {
                let tries_left = self.pin_tries(operation).ok().map(|tries| tries.left);
                ErrorKind::WrongPin { tries_left, power_cycle_needed: false }.into()
            }
            Some(Status::PinNotSet) => ErrorKind::PinNotSet.into(),
            Some(Status::CredentialExcluded) => ErrorKind::AlreadyRegistered.into(),
            Some(Status::NoCredentials | Status::InvalidCredential) => ErrorKind::NoCredential.into(),
            _ => error,
        }
    }
}

impl Authenticator for CtapHidFido2 {
    fn info(&self) -> &GetInfo {
        &self.info
    }

    fn pin_tries(&mut self, operation: &mut Operation<'_>) -> Result<PinTries, Error> {
        let left = self.run(Command::ClientPin, operation, FidoKeyHid::get_pin_retries)?;
        // The crate does not read powerCycleState.
        Ok(PinTries { left: u8::try_from(left).unwrap_or(0), power_cycle_needed: false })
    }

    fn make_credential(
        &mut self,
        new: &NewCredential,
        verification: &Verification,
        operation: &mut Operation<'_>,
    ) -> Result<MadeCredential, Error> {
        let key_types = convert::key_types(&new.algorithms)?;
        let (new, verification) = (new.clone(), verification.clone());
        let result = self.run(Command::MakeCredential, operation, move |key| {
            let (uv, pin) = proof(&verification);
            key.make_credential_with_args(&MakeCredentialArgs {
                rpid: new.rp_id.as_str().to_owned(),
                // The crate hashes its "challenge" into the client data hash: what it wants is the client data.
                challenge: new.client_data_json.clone(),
                pin,
                key_types,
                uv,
                exclude_list: new.exclude.iter().map(|id| id.as_bytes().to_vec()).collect(),
                user_entity: Some(PublicKeyCredentialUserEntity::new(
                    Some(new.user.id.as_bytes()),
                    Some(&new.user.name),
                    Some(&new.user.display_name),
                )),
                rk: new.resident_key.then_some(true),
                extensions: None,
            })
        });
        match result {
            // The crate knows none of the extensions that have more to tell.
            Ok(attestation) => Ok(MadeCredential { object: convert::attestation(attestation)?, large_blob_key: None }),
            Err(error) => Err(self.explain(error, operation)),
        }
    }

    fn sign(
        &mut self,
        request: &SignRequest,
        verification: &Verification,
        operation: &mut Operation<'_>,
    ) -> Result<Vec<Assertion>, Error> {
        let (sent, verification) = (request.clone(), verification.clone());
        let result = self.run(Command::GetAssertion, operation, move |key| {
            let (uv, pin) = proof(&verification);
            key.get_assertion_with_args(&GetAssertionArgs {
                rpid: sent.rp_id.as_str().to_owned(),
                challenge: sent.client_data_json.clone(),
                pin,
                credential_ids: sent.allow.iter().map(|id| id.as_bytes().to_vec()).collect(),
                up: true,
                uv,
                extensions: None,
            })
        });
        match result {
            Ok(assertions) => {
                assertions.into_iter().map(|assertion| convert::assertion(assertion, &request.allow)).collect()
            }
            Err(error) => Err(self.explain(error, operation)),
        }
    }

    fn derive_secret(
        &mut self,
        _rp_id: &RpId,
        _credential: &CredentialId,
        _salt: &Secret,
        _verification: &Verification,
        _operation: &mut Operation<'_>,
    ) -> Result<Secret, Error> {
        Err(ErrorKind::NotSupported(Lacking::SecretsByDriver).into())
    }

    fn large_blob(
        &mut self,
        _key: &LargeBlobKey,
        _operation: &mut Operation<'_>,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        Err(ErrorKind::NotSupported(Lacking::LargeBlobsByDriver).into())
    }
}

/// The option `uv` and the PIN: never both.
fn proof(verification: &Verification) -> (Option<bool>, Option<&str>) {
    match verification {
        Verification::None => (None, None),
        Verification::BuiltIn => (Some(true), None),
        Verification::Pin(pin) => (None, Some(pin.text())),
    }
}

impl std::fmt::Debug for CtapHidFido2 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CtapHidFido2").field("place", &self.place).finish_non_exhaustive()
    }
}
