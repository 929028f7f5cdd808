//! Which keys are plugged in.

use std::fmt;

use crate::error::{Action, Error, ErrorKind};
use crate::transport::DeviceName;

/// The HID usage page of FIDO authenticators (CTAP 2.1 §11.2.8.1).
pub const FIDO_USAGE_PAGE: u16 = 0xf1d0;

/// Lets everybody who sits at the machine open FIDO keys (systemd's `uaccess`).
pub const UDEV_RULE: &str = r#"KERNEL=="hidraw*", SUBSYSTEM=="hidraw", ENV{ID_FIDO_TOKEN}=="1", TAG+="uaccess""#;

/// A key that is plugged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Where it is.
    pub name: DeviceName,
    /// USB vendor id.
    pub vendor_id: u16,
    /// USB product id.
    pub product_id: u16,
    /// Who made it, as it says.
    pub manufacturer: Option<String>,
    /// What it is called, as it says.
    pub product: Option<String>,
    /// Its serial number; most keys keep theirs to themselves.
    pub serial_number: Option<String>,
}

impl fmt::Display for Device {
    /// `/dev/hidraw0  1209:0001  Maker Product`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {:04x}:{:04x}", self.name, self.vendor_id, self.product_id)?;
        for (at, text) in [&self.manufacturer, &self.product].into_iter().flatten().enumerate() {
            write!(f, "{}{text}", if at == 0 { "  " } else { " " })?;
        }
        Ok(())
    }
}

/// The keys that are plugged in, by path. Listing needs no permission to open them.
#[cfg(any(feature = "hidapi-native", feature = "ctap-hid-fido2"))]
pub fn devices() -> Result<Vec<Device>, Error> {
    let failed = |error: hidapi::HidError| ErrorKind::Io(Action::ListDevices, std::io::Error::other(error.to_string()));
    let api = hidapi::HidApi::new().map_err(failed)?;
    let text = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(printable);
    let fido = api.device_list().filter(|device| device.usage_page() == FIDO_USAGE_PAGE);
    let mut devices: Vec<_> = fido
        .map(|device| Device {
            name: DeviceName::Hidraw(device.path().to_string_lossy().into_owned().into()),
            vendor_id: device.vendor_id(),
            product_id: device.product_id(),
            manufacturer: text(device.manufacturer_string()),
            product: text(device.product_string()),
            serial_number: text(device.serial_number()),
        })
        .collect();
    devices.sort_by_key(|device| device.name.to_string());
    devices.dedup_by(|left, right| left.name == right.name);
    Ok(devices)
}

/// No way to look for keys in this build.
#[cfg(not(any(feature = "hidapi-native", feature = "ctap-hid-fido2")))]
pub fn devices() -> Result<Vec<Device>, Error> {
    Err(ErrorKind::DriverMissing("hidapi-native").into())
}

/// The one key that is plugged in; an error with the list when there are several.
pub fn only_device() -> Result<DeviceName, Error> {
    let devices = devices()?;
    match devices.as_slice() {
        [] => Err(ErrorKind::NoKey(None).into()),
        [only] => Ok(only.name.clone()),
        _ => Err(ErrorKind::SeveralKeys(devices).into()),
    }
}

/// The key with this serial number, or at this place in the list, from 1. `None` when there is none.
pub fn find(name: &str) -> Result<Option<DeviceName>, Error> {
    Ok(find_among(&devices()?, name))
}

fn find_among(devices: &[Device], name: &str) -> Option<DeviceName> {
    let by_serial = devices.iter().find(|device| device.serial_number.as_deref() == Some(name));
    let place = name.parse::<usize>().ok().and_then(|place| place.checked_sub(1));
    by_serial.or_else(|| devices.get(place?)).map(|device| device.name.clone())
}

/// What a device calls itself is outside text: no control characters reach a terminal.
#[cfg(any(feature = "hidapi-native", feature = "ctap-hid-fido2"))]
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_by_its_serial_number_or_its_place() {
        let device = |path: &str, serial: Option<&str>| Device {
            name: DeviceName::Hidraw(path.into()),
            vendor_id: 1,
            product_id: 2,
            manufacturer: None,
            product: None,
            serial_number: serial.map(str::to_owned),
        };
        let devices =
            [device("/dev/hidraw0", None), device("/dev/hidraw1", Some("A1")), device("/dev/hidraw2", Some("1"))];
        for (name, expected) in [("A1", Some(1)), ("2", Some(1)), ("1", Some(2)), ("0", None), ("4", None), ("", None)]
        {
            assert_eq!(find_among(&devices, name), expected.map(|at: usize| devices[at].name.clone()), "{name:?}");
        }
    }
}
