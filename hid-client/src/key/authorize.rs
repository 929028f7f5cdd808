//! From a verified person to the authorisation of a request (CTAP 2.1 §6.5.5.7).

use shared::ctap::commands::Permissions;

use super::{Key, Verification};
use crate::ctap2::{Authorization, GetPinToken, GetTokenUsingPin, GetTokenUsingUv};
use crate::error::{Error, ErrorKind, Lacking};
use crate::events::Event;
use crate::operation::Operation;
use crate::pin_protocol::PinUvAuthToken;

/// What authorises the requests of one operation.
#[derive(Debug)]
pub(super) enum Grant {
    None,
    BuiltIn,
    Token(PinUvAuthToken),
}

impl Grant {
    /// The authorisation of a request for `client_data_hash`.
    pub(super) fn authorization(&self, client_data_hash: &[u8; 32]) -> Authorization {
        match self {
            Self::None => Authorization::None,
            Self::BuiltIn => Authorization::BuiltIn,
            Self::Token(token) => Authorization::by_token(token, client_data_hash),
        }
    }
}

impl Key {
    /// Verifies the person, for `permissions` alone where the key can be told so, and at `rp_id` alone where there is one.
    pub(super) fn authorize(
        &mut self,
        verification: &Verification,
        permissions: Permissions,
        rp_id: Option<&str>,
        operation: &mut Operation<'_>,
    ) -> Result<Grant, Error> {
        let has_permissions = self.info().option("pinUvAuthToken");
        match verification {
            Verification::None => Ok(Grant::None),
            Verification::BuiltIn => {
                operation.report(Event::VerificationNeeded);
                if !has_permissions {
                    return Ok(Grant::BuiltIn);
                }
                let session = self.session(operation)?;
                self.call(&GetTokenUsingUv::new(&session, permissions, rp_id), operation).map(Grant::Token)
            }
            Verification::Pin(pin) => {
                let ceremony = Permissions::MAKE_CREDENTIAL | Permissions::GET_ASSERTION;
                if permissions.intersects(ceremony) && self.info().option("noMcGaPermissionsWithClientPin") {
                    return Err(ErrorKind::NotSupported(Lacking::PinForCeremonies).into());
                }
                let session = self.session(operation)?;
                let token = if has_permissions {
                    self.call(&GetTokenUsingPin::new(&session, pin, permissions, rp_id)?, operation)
                } else {
                    self.call(&GetPinToken::new(&session, pin)?, operation)
                };
                token.map(Grant::Token).map_err(|error| self.explain_pin_error(error, operation))
            }
        }
    }
}
