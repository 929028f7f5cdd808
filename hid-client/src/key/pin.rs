//! Setting, changing and verifying PINs, and counting their tries.

use shared::ctap::commands::Permissions;
use shared::ctap::status::Status;

use super::{Key, Verification};
use crate::ctap2::{ChangePin, GetKeyAgreement, GetPinRetries, PinTries, SetPin};
use crate::error::{Error, ErrorKind, Lacking};
use crate::operation::Operation;
use crate::pin::{MIN_CODE_POINTS, Pin};
use crate::pin_protocol::{PinProtocol, Session};

impl Key {
    /// How often a wrong PIN may still be entered (CTAP 2.1 §6.5.5.2).
    pub fn pin_tries(&mut self, operation: &mut Operation<'_>) -> Result<PinTries, Error> {
        self.require_pin_support()?;
        self.call(&GetPinRetries, operation)
    }

    /// Sets the first PIN (CTAP 2.1 §6.5.5.5). A PIN that the key would refuse for its length is not sent.
    pub fn set_pin(&mut self, new: &Pin, operation: &mut Operation<'_>) -> Result<(), Error> {
        if self.require_pin_support()? {
            return Err(ErrorKind::PinAlreadySet.into());
        }
        self.check_new_pin(new)?;
        let session = self.session(operation)?;
        self.call(&SetPin::new(&session, new)?, operation)?;
        self.refresh(operation)
    }

    /// Changes the PIN (CTAP 2.1 §6.5.5.6). A new PIN that the key would refuse for its length is not sent.
    pub fn change_pin(&mut self, current: &Pin, new: &Pin, operation: &mut Operation<'_>) -> Result<(), Error> {
        if !self.require_pin_support()? {
            return Err(ErrorKind::PinNotSet.into());
        }
        self.check_new_pin(new)?;
        let session = self.session(operation)?;
        let result = self.call(&ChangePin::new(&session, current, new)?, operation);
        result.map_err(|error| self.explain_pin_error(error, operation))?;
        self.refresh(operation)
    }

    /// Whether `pin` is the key's PIN: [`ErrorKind::WrongPin`] when it is not, which costs a try like any other use.
    ///
    /// No key answers this by itself; it is asked for a token, which is thrown away.
    pub fn verify_pin(&mut self, pin: &Pin, operation: &mut Operation<'_>) -> Result<(), Error> {
        if !self.require_pin_support()? {
            return Err(ErrorKind::PinNotSet.into());
        }
        // The least that a token can be for: a relying party that cannot exist (RFC 6761 §6.4). A key that gives its PIN no
        // part in ceremonies has management to give it a part in.
        let (permission, rp_id) = if self.info().option("noMcGaPermissionsWithClientPin") {
            (Permissions::CREDENTIAL_MANAGEMENT, None)
        } else {
            (Permissions::GET_ASSERTION, Some("pin-verification.invalid"))
        };
        self.authorize(&Verification::Pin(pin.clone()), permission, rp_id, operation).map(drop)
    }

    /// A key agreement for the preferred PIN/UV auth protocol.
    pub(super) fn session(&mut self, operation: &mut Operation<'_>) -> Result<Session, Error> {
        let protocol = PinProtocol::preferred(self.info()).ok_or(ErrorKind::NotSupported(Lacking::PinProtocol))?;
        let peer = self.call(&GetKeyAgreement(protocol), operation)?;
        Session::establish(protocol, &peer)
    }

    /// An error about a PIN with what a person needs to know: the tries left.
    pub(super) fn explain_pin_error(&mut self, error: Error, operation: &mut Operation<'_>) -> Error {
        match error.status() {
            Some(Status::PinInvalid) => {
                let tries = self.call(&GetPinRetries, operation).ok();
                ErrorKind::WrongPin {
                    tries_left: tries.map(|tries| tries.left),
                    power_cycle_needed: tries.is_some_and(|tries| tries.power_cycle_needed),
                }
                .into()
            }
            Some(Status::PinNotSet) => ErrorKind::PinNotSet.into(),
            _ => error,
        }
    }

    fn check_new_pin(&self, new: &Pin) -> Result<(), Error> {
        let minimum = self.info().min_pin_length.and_then(|length| usize::try_from(length).ok());
        Ok(new.check_length(minimum.unwrap_or(MIN_CODE_POINTS)).map_err(ErrorKind::from)?)
    }

    /// Whether a PIN is set; an error when the key knows no PINs (CTAP 2.1 §6.4 option `clientPin`).
    fn require_pin_support(&self) -> Result<bool, Error> {
        Ok(self.info().stated_option("clientPin").ok_or(ErrorKind::NotSupported(Lacking::Pin))?)
    }
}
