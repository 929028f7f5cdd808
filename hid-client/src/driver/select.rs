//! Which driver speaks to the key.

use super::Authenticator;
use crate::ctaphid::CtapHid;
use crate::error::Error;
#[cfg(not(feature = "ctap-hid-fido2"))]
use crate::error::ErrorKind;
use crate::key::Key;
use crate::operation::Operation;
use crate::transport::{self, DeviceName};
use crate::u2f::U2fKey;

/// A driver by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DriverName {
    /// This crate's own.
    #[default]
    Own,
    /// The crate `ctap-hid-fido2`, in builds with the cargo feature of that name.
    CtapHidFido2,
}

/// Opens `device` by `driver`.
///
/// `touch_prompt` is for drivers that have no way to report that a touch is needed and print it on stderr themselves.
pub fn open(
    driver: DriverName,
    device: &DeviceName,
    touch_prompt: &str,
    operation: &mut Operation<'_>,
) -> Result<Box<dyn Authenticator>, Error> {
    match driver {
        DriverName::Own => {
            let hid = CtapHid::open(transport::open(device)?, operation)?;
            if hid.capabilities().cbor {
                return Ok(Box::new(Key::over(hid, operation)?));
            }
            Ok(Box::new(U2fKey::over(hid, operation)?))
        }
        #[cfg(feature = "ctap-hid-fido2")]
        DriverName::CtapHidFido2 => Ok(Box::new(super::CtapHidFido2::open(device, touch_prompt, operation)?)),
        #[cfg(not(feature = "ctap-hid-fido2"))]
        DriverName::CtapHidFido2 => {
            let _ = touch_prompt;
            Err(ErrorKind::DriverMissing("ctap-hid-fido2").into())
        }
    }
}
