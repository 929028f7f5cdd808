//! `config`: the key's settings.

use std::io::{self, IsTerminal as _};

use clap::{Subcommand, ValueEnum};
use serde::Serialize;

use super::arguments::CurrentPin;
use super::confirm::confirm;
use super::context::Context;
use super::failure::Failure;
use super::messages::settings;
use super::output;
use super::pin_source::PinSource;
use super::verified::{verified, verified_by_pin};
use crate::ctap2::Setting;
use crate::key::{Key, Verification};
use crate::operation::Operation;

#[derive(Debug, Subcommand)]
pub(super) enum ConfigVerb {
    /// Have the key ask for its PIN every time, whatever the server wants.
    AlwaysUv {
        /// On or off.
        #[arg(value_enum)]
        wanted: Switch,
        #[command(flatten)]
        pin: CurrentPin,
    },
    /// Raise the shortest PIN that the key accepts.
    MinPinLength {
        /// Characters (Unicode code points). Only a reset lowers it again.
        #[arg(value_name = "N", value_parser = clap::value_parser!(u8).range(4..=63))]
        length: u8,
        /// A relying party that may learn it; once for each, in place of those before.
        #[arg(long, value_name = "RP_ID")]
        rp_id: Vec<String>,
        #[command(flatten)]
        pin: CurrentPin,
    },
    /// Have the key refuse its PIN until it is changed.
    ForcePinChange {
        #[command(flatten)]
        pin: CurrentPin,
    },
    /// Let the key tell which one it is to organisations that may ask.
    EnterpriseAttestation {
        /// Do not ask whether it is meant.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        pin: CurrentPin,
    },
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Switch {
    On,
    Off,
}

#[derive(Serialize)]
struct AlwaysUv {
    /// As it is now.
    always_uv: bool,
}

#[derive(Serialize)]
struct PinPolicy {
    /// Code points, as it is now.
    min_pin_length: Option<u64>,
    /// The PIN must be changed before it can be used again.
    force_pin_change: bool,
}

#[derive(Serialize)]
struct EnterpriseAttestation {
    /// As it is now.
    enterprise_attestation: bool,
}

pub(super) fn run(context: &Context, verb: ConfigVerb) -> Result<(), Failure> {
    match verb {
        ConfigVerb::AlwaysUv { wanted, pin } => always_uv(context, wanted == Switch::On, &pin.source()),
        ConfigVerb::MinPinLength { length, rp_id, pin } => {
            let rp_ids = (!rp_id.is_empty()).then_some(rp_id);
            pin_policy(
                context,
                &Setting::MinPinLength { length: Some(length), rp_ids, force_change: false },
                &pin.source(),
            )
        }
        ConfigVerb::ForcePinChange { pin } => {
            let setting = Setting::MinPinLength { length: None, rp_ids: None, force_change: true };
            pin_policy(context, &setting, &pin.source())
        }
        ConfigVerb::EnterpriseAttestation { yes, pin } => enterprise_attestation(context, yes, &pin.source()),
    }
}

fn always_uv(context: &Context, wanted: bool, pin: &PinSource) -> Result<(), Failure> {
    let mut key = context.key()?;
    key.require_setting(&Setting::ToggleAlwaysUv)?;
    // The key can only be told to change it: one that has it already is left alone.
    if key.info().option("alwaysUv") != wanted {
        apply(context, &mut key, &Setting::ToggleAlwaysUv, pin)?;
    }
    let always_uv = key.info().option("alwaysUv");
    if context.json {
        return output::json(&AlwaysUv { always_uv });
    }
    output::text(&if always_uv { settings::always_uv_on() } else { settings::always_uv_off() })
}

fn pin_policy(context: &Context, setting: &Setting, pin: &PinSource) -> Result<(), Failure> {
    let mut key = context.key()?;
    apply(context, &mut key, setting, pin)?;
    let policy = PinPolicy {
        min_pin_length: key.info().min_pin_length,
        force_pin_change: key.info().force_pin_change.unwrap_or(false),
    };
    if context.json {
        return output::json(&policy);
    }
    if let (Setting::MinPinLength { length: Some(_), .. }, Some(length)) = (setting, policy.min_pin_length) {
        output::text(&settings::min_pin_length(length))?;
    }
    if policy.force_pin_change { output::text(&settings::pin_change_forced()) } else { Ok(()) }
}

fn enterprise_attestation(context: &Context, yes: bool, pin: &PinSource) -> Result<(), Failure> {
    if !yes && !io::stdin().is_terminal() {
        return Err(Failure::NotConfirmed);
    }
    let mut key = context.key()?;
    key.require_setting(&Setting::EnableEnterpriseAttestation)?;
    if !yes {
        confirm(&settings::confirm_enterprise_attestation())?;
    }
    apply(context, &mut key, &Setting::EnableEnterpriseAttestation, pin)?;
    let enterprise_attestation = key.info().option("ep");
    if context.json {
        return output::json(&EnterpriseAttestation { enterprise_attestation });
    }
    output::text(&settings::enterprise_attestation_on())
}

/// Changes a setting, with the person verified where the key can verify anybody.
fn apply(context: &Context, key: &mut Key, setting: &Setting, pin: &PinSource) -> Result<(), Failure> {
    key.require_setting(setting)?;
    let work = |key: &mut Key, verification: &Verification, operation: &mut Operation<'_>| {
        key.configure(setting, verification, operation)
    };
    // §6.4: a finger will do for a key that says so, and is all that a key without a PIN has.
    if key.info().option("uvAcfg") || key.info().option("uv") && !key.info().option("clientPin") {
        return verified(context, key, pin, work);
    }
    if key.info().option("clientPin") {
        return verified_by_pin(context, key, pin, work);
    }
    Ok(context.operation(|operation| key.configure(setting, &Verification::None, operation))?)
}
