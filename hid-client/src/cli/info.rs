//! `info`: what a key is and what it can do.

use std::collections::BTreeMap;

use serde::Serialize;
use shared::cose::Algorithm;
use shared::ctap::get_info::GetInfo;

use super::context::Context;
use super::failure::Failure;
use super::message::{Message, Value};
use super::messages::info as messages;
use super::{output, table};

/// The members of getInfo under the standard's names (CTAP 2.1 §6.4); those that the key leaves out are null.
#[derive(Serialize)]
struct Info {
    versions: Vec<String>,
    extensions: Vec<String>,
    aaguid: String,
    /// Only the options that the key states.
    options: BTreeMap<String, bool>,
    max_msg_size: u64,
    pin_uv_auth_protocols: Option<Vec<u64>>,
    max_credential_count_in_list: Option<u64>,
    max_credential_id_length: Option<u64>,
    transports: Option<Vec<String>>,
    /// COSE identifiers.
    algorithms: Option<Vec<i64>>,
    max_serialized_large_blob_array: Option<u64>,
    force_pin_change: bool,
    min_pin_length: u64,
    firmware_version: Option<u64>,
    max_cred_blob_length: Option<u64>,
    max_rp_ids_for_set_min_pin_length: Option<u64>,
    preferred_platform_uv_attempts: Option<u64>,
    /// Bits of the FIDO registry: 2 is a fingerprint.
    uv_modality: Option<u64>,
    remaining_discoverable_credentials: Option<u64>,
}

pub(super) fn run(context: &Context) -> Result<(), Failure> {
    let authenticator = context.authenticator()?;
    let info = Info::from(authenticator.info());
    if context.json {
        return output::json(&info);
    }
    table::fields(info.fields())
}

impl From<&GetInfo> for Info {
    fn from(info: &GetInfo) -> Self {
        let info = info.clone();
        Self {
            versions: info.versions,
            extensions: info.extensions.unwrap_or_default(),
            aaguid: info.aaguid.to_string(),
            options: info.options.unwrap_or_default().into_iter().collect(),
            max_msg_size: info.max_msg_size.unwrap_or(GetInfo::DEFAULT_MAX_MSG_SIZE),
            pin_uv_auth_protocols: info.pin_uv_auth_protocols,
            max_credential_count_in_list: info.max_credential_count_in_list,
            max_credential_id_length: info.max_credential_id_length,
            transports: info.transports,
            algorithms: info.algorithms,
            max_serialized_large_blob_array: info.max_serialized_large_blob_array,
            force_pin_change: info.force_pin_change.unwrap_or(false),
            min_pin_length: info.min_pin_length.unwrap_or(4),
            firmware_version: info.firmware_version,
            max_cred_blob_length: info.max_cred_blob_length,
            max_rp_ids_for_set_min_pin_length: info.max_rp_ids_for_set_min_pin_length,
            preferred_platform_uv_attempts: info.preferred_platform_uv_attempts,
            uv_modality: info.uv_modality,
            remaining_discoverable_credentials: info.remaining_discoverable_credentials,
        }
    }
}

impl Info {
    /// What people see of it, by what it is called.
    fn fields(self) -> Vec<(Message, Value)> {
        let option = |(name, on): (&String, &bool)| {
            Value::from(if *on { messages::info_option_on(name) } else { messages::info_option_off(name) })
        };
        let algorithm = |id: &i64| Algorithm::from_id(*id).map_or(id.to_string(), |known| known.to_string());
        let numbers = |list: &Vec<u64>| list.iter().map(u64::to_string).collect::<Vec<_>>().join(" ");
        let pin = match self.options.get("clientPin") {
            Some(true) => messages::info_pin_is_set(),
            Some(false) => messages::info_pin_is_not_set(),
            None => messages::info_pin_is_unknown(),
        };
        let mut fields = vec![
            (messages::info_versions(), self.versions.join(" ").into()),
            (messages::info_aaguid(), self.aaguid.into()),
            (messages::info_pin(), pin.into()),
            (messages::info_min_pin_length(), self.min_pin_length.into()),
            (messages::info_options(), Value::Words(self.options.iter().map(option).collect())),
            (messages::info_extensions(), self.extensions.join(" ").into()),
            (messages::info_max_msg_size(), self.max_msg_size.into()),
        ];
        let algorithms = |ids: &Vec<i64>| ids.iter().map(algorithm).collect::<Vec<_>>().join(" ");
        let optional = [
            (messages::info_pin_protocols(), self.pin_uv_auth_protocols.as_ref().map(numbers).map(Value::from)),
            (messages::info_transports(), self.transports.map(|list| list.join(" ").into())),
            (messages::info_algorithms(), self.algorithms.as_ref().map(algorithms).map(Value::from)),
            (messages::info_max_credential_count(), self.max_credential_count_in_list.map(Value::from)),
            (messages::info_max_credential_id_length(), self.max_credential_id_length.map(Value::from)),
            (messages::info_remaining_credentials(), self.remaining_discoverable_credentials.map(Value::from)),
            (messages::info_room_for_data(), self.max_serialized_large_blob_array.map(Value::from)),
            (messages::info_firmware(), self.firmware_version.map(Value::from)),
        ];
        fields.extend(optional.into_iter().filter_map(|(name, value)| Some((name, value?))));
        fields
    }
}
