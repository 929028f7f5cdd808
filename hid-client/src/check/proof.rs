//! The PIN, and the tokens that it gives.

use shared::ctap::commands::Permissions;
use shared::ctap::status::Status;

use super::bench::Bench;
use super::trouble::Trouble;
use crate::ctap2::{GetKeyAgreement, GetPinToken, GetTokenUsingPin, Request};
use crate::error::ErrorKind;
use crate::pin::Pin;
use crate::pin_protocol::{PinProtocol, PinUvAuthToken, Session};

impl Bench<'_> {
    /// A key agreement by `protocol`.
    pub(super) fn session(&mut self, protocol: PinProtocol) -> Result<Session, Trouble> {
        let peer = self.call(&GetKeyAgreement(protocol))?;
        Ok(Session::establish(protocol, &peer)?)
    }

    /// The PIN; why there is none where there is none.
    pub(super) fn pin(&self) -> Result<Pin, Trouble> {
        self.pin.clone().ok_or(Trouble::NotTried("the key has no PIN, or its PIN must be changed first"))
    }

    /// The protocol that a client would take.
    pub(super) fn protocol(&self) -> Result<PinProtocol, Trouble> {
        PinProtocol::preferred(&self.info).ok_or(Trouble::NotTried("the key has no PIN/UV auth protocol"))
    }

    /// A token for `permissions` at `rp_id`, by the PIN.
    pub(super) fn token(&mut self, permissions: Permissions, rp_id: Option<&str>) -> Result<PinUvAuthToken, Trouble> {
        let protocol = self.protocol()?;
        let (pin, session) = (self.pin()?, self.session(protocol)?);
        if self.info.option("pinUvAuthToken") {
            self.issue(&GetTokenUsingPin::new(&session, &pin, permissions, rp_id)?)
        } else {
            self.issue(&GetPinToken::new(&session, &pin)?)
        }
    }

    /// As [`Self::token`] on a key with a PIN, else nothing: that key asks for no proof.
    pub(super) fn proof(
        &mut self,
        permissions: Permissions,
        rp_id: Option<&str>,
    ) -> Result<Option<PinUvAuthToken>, Trouble> {
        if self.info.stated_option("clientPin") != Some(true) {
            return Ok(None);
        }
        self.token(permissions, rp_id).map(Some)
    }

    /// Asks for a token. A PIN that is wrong the first time is the person's mistake, and never tried again.
    pub(super) fn issue(&mut self, request: &impl Request<Reply = PinUvAuthToken>) -> Result<PinUvAuthToken, Trouble> {
        match self.cbor(&request.encode())? {
            (Status::Ok, body) => {
                self.pin_was_right = true;
                Ok(request.parse(&body)?)
            }
            (Status::PinInvalid, _) if !self.pin_was_right => {
                Err(Trouble::Ended(ErrorKind::WrongPin { tries_left: None, power_cycle_needed: false }.into()))
            }
            (status @ (Status::PinBlocked | Status::PinAuthBlocked), _) => {
                Err(Trouble::Ended(ErrorKind::Status { command: request.command(), status }.into()))
            }
            (status, _) => Err(Trouble::Broken(format!("no token by the right PIN: refused with {status}"))),
        }
    }
}
