//! `list`: the keys that are plugged in.

use serde::Serialize;

use super::context::Context;
use super::failure::Failure;
use super::{messages, output};
use crate::discovery::{self, Device};

#[derive(Serialize)]
struct List {
    /// One for each key, by path.
    devices: Vec<Entry>,
}

#[derive(Serialize)]
pub(super) struct Entry {
    /// What `--device` takes.
    device: String,
    /// USB ids, four hex digits.
    vendor_id: String,
    product_id: String,
    /// As the key says, or null.
    manufacturer: Option<String>,
    product: Option<String>,
    serial_number: Option<String>,
}

pub(super) fn run(context: &Context) -> Result<(), Failure> {
    let devices = discovery::devices()?;
    if context.json {
        return output::json(&List { devices: devices.into_iter().map(Entry::from).collect() });
    }
    if devices.is_empty() {
        output::note(&messages::no_keys());
    }
    devices.iter().try_for_each(|device| output::data(&device.to_string()))
}

impl From<Device> for Entry {
    fn from(device: Device) -> Self {
        Self {
            device: device.name.to_string(),
            vendor_id: format!("{:04x}", device.vendor_id),
            product_id: format!("{:04x}", device.product_id),
            manufacturer: device.manufacturer,
            product: device.product,
            serial_number: device.serial_number,
        }
    }
}
