//! Which driver speaks to the key.

use super::Authenticator;
use crate::error::Error;
#[cfg(not(feature = "ctap-hid-fido2"))]
use crate::error::ErrorKind;
use crate::key::Key;
use crate::operation::Operation;
use crate::transport::{self, DeviceName};

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
pub fn open(
    driver: DriverName,
    device: &DeviceName,
    operation: &mut Operation<'_>,
) -> Result<Box<dyn Authenticator>, Error> {
    match driver {
        DriverName::Own => Ok(Box::new(Key::open(transport::open(device)?, operation)?)),
        #[cfg(feature = "ctap-hid-fido2")]
        DriverName::CtapHidFido2 => Ok(Box::new(super::CtapHidFido2::open(device, operation)?)),
        #[cfg(not(feature = "ctap-hid-fido2"))]
        DriverName::CtapHidFido2 => Err(ErrorKind::DriverMissing("ctap-hid-fido2").into()),
    }
}
