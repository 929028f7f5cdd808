//! `select`: which of several keys is meant.

use clap::Args;
use serde::Serialize;

use super::context::Context;
use super::failure::Failure;
use super::output;
use crate::discovery;
use crate::selection;
use crate::transport::DeviceName;

/// The keys to choose among.
#[derive(Debug, Args)]
pub(super) struct SelectArguments {
    /// The keys to choose among, as --device takes them; all that are plugged in when none is named.
    #[arg(value_name = "DEVICE")]
    devices: Vec<String>,
}

#[derive(Serialize)]
struct Selected {
    /// What `--device` takes.
    device: String,
}

pub(super) fn run(context: &Context, arguments: &SelectArguments) -> Result<(), Failure> {
    context.own_driver()?;
    let devices = named_or_all(&arguments.devices)?;
    let device = match devices.as_slice() {
        // There is nothing to choose.
        [only] => only.clone(),
        _ => context.operation(|operation| selection::select(&devices, operation))?,
    };
    let device = device.to_string();
    if context.json { output::json(&Selected { device }) } else { output::data(&device) }
}

fn named_or_all(names: &[String]) -> Result<Vec<DeviceName>, Failure> {
    if names.is_empty() {
        return Ok(discovery::devices()?.into_iter().map(|device| device.name).collect());
    }
    Ok(names.iter().map(|name| name.parse()).collect::<Result<_, _>>()?)
}
