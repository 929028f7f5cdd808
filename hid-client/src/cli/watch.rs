//! `watch`: keys that come and go, until it is stopped.

use std::thread;
use std::time::Duration;

use clap::Args;
use serde::Serialize;

use super::context::Context;
use super::failure::Failure;
use super::list::Entry;
use super::output;
use crate::transport::DeviceName;
use crate::watching::{Change, Watch};

/// How often is looked.
const LOOK: Duration = Duration::from_millis(250);

/// What is watched.
#[derive(Debug, Args)]
pub(super) struct WatchArguments {
    /// Places to watch, as --device takes them; all keys of this computer when none is named.
    #[arg(value_name = "DEVICE")]
    devices: Vec<String>,
}

#[derive(Serialize)]
struct Event {
    /// `added` or `removed`.
    event: &'static str,
    #[serde(flatten)]
    device: Entry,
}

pub(super) fn run(context: &Context, arguments: &WatchArguments) -> Result<(), Failure> {
    let places = arguments.devices.iter().map(|name| name.parse()).collect::<Result<Vec<DeviceName>, _>>()?;
    let mut watch = Watch::new(places);
    context.until_stopped(|| {
        for change in watch.look()? {
            print(context, change)?;
        }
        thread::sleep(LOOK);
        Ok(())
    })
}

fn print(context: &Context, change: Change) -> Result<(), Failure> {
    let (event, sign, device) = match change {
        Change::Added(device) => ("added", '+', device),
        Change::Removed(device) => ("removed", '-', device),
    };
    if context.json {
        return output::json(&Event { event, device: Entry::from(device) });
    }
    // A place that was named is nothing but its name.
    let text = if device.vendor_id == 0 { device.name.to_string() } else { device.to_string() };
    output::data(&format!("{sign} {text}"))
}
