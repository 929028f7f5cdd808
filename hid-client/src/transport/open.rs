//! From a device's name to a transport.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::{Transport, UnixSocketTransport};
use crate::error::{Action, Error, ErrorKind};

/// Where a key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeviceName {
    /// A hidraw node: `/dev/hidraw0`.
    Hidraw(PathBuf),
    /// A Unix socket: `unix:/run/key.sock`.
    UnixSocket(PathBuf),
}

impl FromStr for DeviceName {
    type Err = Error;

    /// Reads `unix:PATH` or the path of a device node.
    fn from_str(text: &str) -> Result<Self, Error> {
        let invalid = || ErrorKind::InvalidDevice(text.to_owned()).into();
        match text.strip_prefix("unix:") {
            Some("") => Err(invalid()),
            Some(path) => Ok(Self::UnixSocket(path.into())),
            None if text.starts_with('/') => Ok(Self::Hidraw(text.into())),
            None => Err(invalid()),
        }
    }
}

impl fmt::Display for DeviceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hidraw(path) => write!(f, "{}", path.display()),
            Self::UnixSocket(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// Opens the key at `device`; a hidraw node is locked against other programs.
pub fn open(device: &DeviceName) -> Result<Box<dyn Transport>, Error> {
    match device {
        DeviceName::UnixSocket(path) => match UnixSocketTransport::connect(path) {
            Ok(transport) => Ok(Box::new(transport)),
            Err(error) => Err(match error.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => {
                    ErrorKind::NoKey(Some(device.to_string()))
                }
                io::ErrorKind::PermissionDenied => ErrorKind::NoPermission(device.to_string()),
                _ => ErrorKind::Io(Action::Connect, error),
            }
            .into()),
        },
        DeviceName::Hidraw(path) => hidraw(path),
    }
}

#[cfg(any(feature = "hidapi-native", feature = "ctap-hid-fido2"))]
fn hidraw(path: &Path) -> Result<Box<dyn Transport>, Error> {
    Ok(Box::new(super::HidrawTransport::open(path)?))
}

#[cfg(not(any(feature = "hidapi-native", feature = "ctap-hid-fido2")))]
fn hidraw(_path: &Path) -> Result<Box<dyn Transport>, Error> {
    Err(ErrorKind::DriverMissing("hidapi-native").into())
}
