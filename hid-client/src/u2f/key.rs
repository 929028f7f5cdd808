//! A U2F key for the WebAuthn client (CTAP 2.1 §10).

use std::thread;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use shared::cose::Algorithm;
use shared::ctap::get_info::GetInfo;
use shared::ids::{CredentialId, RpId};
use zeroize::Zeroizing;

use super::apdu::{self, Instruction, StatusWord};
use super::authenticate::{self, Control};
use super::register;
use crate::ctap2::{Assertion, MadeCredential, PinTries};
use crate::ctaphid::CtapHid;
use crate::driver::Authenticator;
use crate::error::{Error, ErrorKind, Lacking, ProtocolError};
use crate::events::Event;
use crate::key::{NewCredential, Secret, SignRequest, Verification};
use crate::large_blob::LargeBlobKey;
use crate::operation::Operation;

/// The version of U2F there is.
const VERSION: &str = "U2F_V2";
/// A U2F key never waits: it is asked again and again until somebody touches it.
const ASK_AGAIN: Duration = Duration::from_millis(100);

/// An open key that speaks U2F.
#[derive(Debug)]
pub struct U2fKey {
    hid: CtapHid,
    info: GetInfo,
}

impl U2fKey {
    /// Asks the key on `hid` which version of U2F it speaks; an error for one that there is none of.
    pub fn over(mut hid: CtapHid, operation: &mut Operation<'_>) -> Result<Self, Error> {
        if !hid.capabilities().msg {
            return Err(ErrorKind::NotSupported(Lacking::AnyProtocol).into());
        }
        let reply = hid.msg(&apdu::encode(Instruction::Version, 0, &[]), operation)?;
        match apdu::parse(&reply)? {
            (version, StatusWord::NO_ERROR) if version == VERSION.as_bytes() => {}
            (_, StatusWord::NO_ERROR) => return Err(ErrorKind::NotSupported(Lacking::U2fVersion).into()),
            (_, word) => return Err(ErrorKind::U2f(word).into()),
        }
        // What such a key would say about itself if it could: CTAP 2.1 §10.1 has it at that.
        let info = GetInfo { versions: vec![VERSION.into()], ..GetInfo::default() };
        Ok(Self { hid, info })
    }

    /// Waits for a touch and makes nothing of it: to let a person choose among keys (CTAP 2.1 §10.2 step 3).
    pub fn select(&mut self, operation: &mut Operation<'_>) -> Result<(), Error> {
        let data = [Sha256::digest(b"selection"), Sha256::digest(b"selection.invalid")].concat();
        self.with_touch(&apdu::encode(Instruction::Register, Control::EnforcePresence as u8, &data), operation)
            .map(drop)
    }

    /// Asks until the key was touched.
    fn with_touch(&mut self, message: &[u8], operation: &mut Operation<'_>) -> Result<Vec<u8>, Error> {
        let mut told = false;
        loop {
            operation.check()?;
            let reply = self.hid.msg(message, operation)?;
            match apdu::parse(&reply)? {
                (data, StatusWord::NO_ERROR) => return Ok(data.to_vec()),
                (_, StatusWord::CONDITIONS_NOT_SATISFIED) => {
                    if !std::mem::replace(&mut told, true) {
                        operation.report(Event::TouchNeeded);
                    }
                    thread::sleep(ASK_AGAIN);
                }
                (_, StatusWord::WRONG_DATA) => return Err(ErrorKind::NoCredential.into()),
                (_, word) => return Err(ErrorKind::U2f(word).into()),
            }
        }
    }

    /// The first of `ids` that the key has a credential of at `application`; without a touch.
    fn find(
        &mut self,
        challenge: &[u8; 32],
        application: &[u8; 32],
        ids: &[CredentialId],
        operation: &mut Operation<'_>,
    ) -> Result<Option<CredentialId>, Error> {
        for id in ids {
            operation.check()?;
            let Some(request) = authenticate::request(challenge, application, id) else { continue };
            let message = apdu::encode(Instruction::Authenticate, Control::CheckOnly as u8, &request);
            let reply = self.hid.msg(&message, operation)?;
            // Anything else is a no: some keys look at the handle's length first, and say so.
            if apdu::parse(&reply)?.1 == StatusWord::CONDITIONS_NOT_SATISFIED {
                return Ok(Some(id.clone()));
            }
        }
        Ok(None)
    }
}

impl Authenticator for U2fKey {
    fn info(&self) -> &GetInfo {
        &self.info
    }

    fn pin_tries(&mut self, _operation: &mut Operation<'_>) -> Result<PinTries, Error> {
        Err(ErrorKind::U2fHasNoPin.into())
    }

    /// CTAP 2.1 §10.2.
    fn make_credential(
        &mut self,
        new: &NewCredential,
        verification: &Verification,
        operation: &mut Operation<'_>,
    ) -> Result<MadeCredential, Error> {
        refuse_verification(verification)?;
        if new.resident_key {
            return Err(ErrorKind::NotSupported(Lacking::DiscoverableCredentials).into());
        }
        if !new.algorithms.contains(&Algorithm::Es256.id()) {
            return Err(ErrorKind::NotSupported(Lacking::Algorithms).into());
        }
        let (challenge, application) = parameters(&new.client_data_json, new.rp_id.as_str());
        if self.find(&challenge, &application, &new.exclude, operation)?.is_some() {
            // Nobody learns of it without a touch.
            self.select(operation)?;
            return Err(ErrorKind::AlreadyRegistered.into());
        }
        let data = [challenge, application].concat();
        let message = apdu::encode(Instruction::Register, Control::EnforcePresence as u8, &data);
        let object = register::attestation_object(&self.with_touch(&message, operation)?, application)?;
        Ok(MadeCredential { object, large_blob_key: None })
    }

    /// CTAP 2.1 §10.3.
    fn sign(
        &mut self,
        request: &SignRequest,
        verification: &Verification,
        operation: &mut Operation<'_>,
    ) -> Result<Vec<Assertion>, Error> {
        refuse_verification(verification)?;
        if request.allow.is_empty() {
            return Err(ErrorKind::NotSupported(Lacking::SayingWhose).into());
        }
        let (challenge, application) = parameters(&request.client_data_json, request.rp_id.as_str());
        let id = self.find(&challenge, &application, &request.allow, operation)?.ok_or(ErrorKind::NoCredential)?;
        let data = authenticate::request(&challenge, &application, &id);
        let data = data.ok_or(ErrorKind::from(ProtocolError::U2f("a key handle longer than there are")))?;
        let message = apdu::encode(Instruction::Authenticate, Control::EnforcePresence as u8, &data);
        let reply = self.with_touch(&message, operation)?;
        Ok(vec![authenticate::assertion(&reply, application, &id)?])
    }

    fn derive_secret(
        &mut self,
        _rp_id: &RpId,
        _credential: &CredentialId,
        _salt: &Secret,
        _verification: &Verification,
        _operation: &mut Operation<'_>,
    ) -> Result<Secret, Error> {
        Err(ErrorKind::NotSupported(Lacking::Secrets).into())
    }

    fn large_blob(
        &mut self,
        _key: &LargeBlobKey,
        _operation: &mut Operation<'_>,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        Err(ErrorKind::NotSupported(Lacking::LargeBlobs).into())
    }
}

fn refuse_verification(verification: &Verification) -> Result<(), Error> {
    match verification {
        Verification::None => Ok(()),
        Verification::BuiltIn | Verification::Pin(_) => Err(ErrorKind::U2fHasNoPin.into()),
    }
}

/// Challenge parameter and application parameter: the hash of the client data, and that of the RP ID.
fn parameters(client_data_json: &[u8], rp_id: &str) -> ([u8; 32], [u8; 32]) {
    (Sha256::digest(client_data_json).into(), Sha256::digest(rp_id).into())
}
