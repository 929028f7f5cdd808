//! The reply of authenticatorGetInfo (CTAP 2.1 §6.4).

use crate::cbor::{CborError, FieldError, Fields, Map, Value};
use crate::ids::Aaguid;

/// What an authenticator says about itself. A member it leaves out is `None` or empty; [`Self::option`] knows the defaults.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GetInfo {
    /// 0x01: `FIDO_2_0`, `FIDO_2_1`, `U2F_V2`, ...
    pub versions: Vec<String>,
    /// 0x02: supported extensions.
    pub extensions: Option<Vec<String>>,
    /// 0x03: the model.
    pub aaguid: Aaguid,
    /// 0x04: options by name, in canonical order.
    pub options: Option<Vec<(String, bool)>>,
    /// 0x05: the longest message in bytes; 1024 when left out.
    pub max_msg_size: Option<u64>,
    /// 0x06: PIN/UV auth protocols, the preferred one first.
    pub pin_uv_auth_protocols: Option<Vec<u64>>,
    /// 0x07: the most credentials in an allow or exclude list.
    pub max_credential_count_in_list: Option<u64>,
    /// 0x08: the longest credential id in bytes.
    pub max_credential_id_length: Option<u64>,
    /// 0x09: `usb`, `nfc`, `ble`, ...
    pub transports: Option<Vec<String>>,
    /// 0x0A: COSE identifiers of the algorithms for credentials of type public-key, the preferred one first.
    pub algorithms: Option<Vec<i64>>,
    /// 0x0B: the longest serialized large-blob array in bytes.
    pub max_serialized_large_blob_array: Option<u64>,
    /// 0x0C: the PIN must be changed before it can be used.
    pub force_pin_change: Option<bool>,
    /// 0x0D: the shortest PIN, in Unicode code points; 4 when left out.
    pub min_pin_length: Option<u64>,
    /// 0x0E: firmware version.
    pub firmware_version: Option<u64>,
    /// 0x0F: the longest credBlob in bytes.
    pub max_cred_blob_length: Option<u64>,
    /// 0x10: the most RP IDs that setMinPINLength takes.
    pub max_rp_ids_for_set_min_pin_length: Option<u64>,
    /// 0x11: how often the platform should try built-in UV before the PIN.
    pub preferred_platform_uv_attempts: Option<u64>,
    /// 0x12: user verification methods, as bits of the FIDO registry.
    pub uv_modality: Option<u64>,
    /// 0x13: certifications by name and level.
    pub certifications: Option<Vec<(String, u64)>>,
    /// 0x14: how many more discoverable credentials certainly fit.
    pub remaining_discoverable_credentials: Option<u64>,
    /// 0x15: vendor prototype config command ids.
    pub vendor_prototype_config_commands: Option<Vec<u64>>,
    /// Members of later versions of the standard, by their number.
    pub other: Map,
}

/// A reply that is not that of getInfo.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GetInfoError {
    /// Not canonical CBOR.
    #[error("getInfo: {0}")]
    Cbor(#[from] CborError),
    /// A member is missing or of the wrong type.
    #[error("getInfo: {0}")]
    Field(#[from] FieldError),
}

impl GetInfo {
    /// The longest message when getInfo does not say (§6.4, 0x05).
    pub const DEFAULT_MAX_MSG_SIZE: u64 = 1024;

    /// Reads the CBOR behind the status byte.
    pub fn parse(bytes: &[u8]) -> Result<Self, GetInfoError> {
        let value = Value::parse(bytes)?;
        let fields = Fields::of(&value, "the reply")?;
        let versions = fields.opt_texts(0x01, "versions (0x01)")?.ok_or(FieldError::Missing("versions (0x01)"))?;
        let mut other = fields.0.clone();
        for known in 0x01..=0x15_u8 {
            other.remove(known);
        }
        Ok(Self {
            versions,
            extensions: fields.opt_texts(0x02, "extensions (0x02)")?,
            aaguid: Aaguid(fields.byte_array(0x03, "aaguid (0x03)")?),
            options: named(fields, 0x04, "options (0x04)", "a map from text to boolean", Value::as_bool)?,
            max_msg_size: fields.opt_uint(0x05, "maxMsgSize (0x05)")?,
            pin_uv_auth_protocols: uints(fields, 0x06, "pinUvAuthProtocols (0x06)")?,
            max_credential_count_in_list: fields.opt_uint(0x07, "maxCredentialCountInList (0x07)")?,
            max_credential_id_length: fields.opt_uint(0x08, "maxCredentialIdLength (0x08)")?,
            transports: fields.opt_texts(0x09, "transports (0x09)")?,
            algorithms: algorithms(fields)?,
            max_serialized_large_blob_array: fields.opt_uint(0x0b, "maxSerializedLargeBlobArray (0x0B)")?,
            force_pin_change: fields.opt_boolean(0x0c, "forcePINChange (0x0C)")?,
            min_pin_length: fields.opt_uint(0x0d, "minPINLength (0x0D)")?,
            firmware_version: fields.opt_uint(0x0e, "firmwareVersion (0x0E)")?,
            max_cred_blob_length: fields.opt_uint(0x0f, "maxCredBlobLength (0x0F)")?,
            max_rp_ids_for_set_min_pin_length: fields.opt_uint(0x10, "maxRPIDsForSetMinPINLength (0x10)")?,
            preferred_platform_uv_attempts: fields.opt_uint(0x11, "preferredPlatformUvAttempts (0x11)")?,
            uv_modality: fields.opt_uint(0x12, "uvModality (0x12)")?,
            certifications: named(fields, 0x13, "certifications (0x13)", "a map from text to integer", Value::as_u64)?,
            remaining_discoverable_credentials: fields.opt_uint(0x14, "remainingDiscoverableCredentials (0x14)")?,
            vendor_prototype_config_commands: uints(fields, 0x15, "vendorPrototypeConfigCommands (0x15)")?,
            other,
        })
    }

    /// The CBOR behind the status byte.
    pub fn encode(&self) -> Vec<u8> {
        let algorithm = |id: &i64| Value::Map(Map::new().with("alg", *id).with("type", "public-key"));
        let numbers = |list: &Vec<u64>| list.iter().copied().map(Value::from).collect::<Vec<_>>();
        let mut map = Map::new()
            .with(0x01, texts(&self.versions))
            .with_some(0x02, self.extensions.as_deref().map(texts))
            .with(0x03, self.aaguid.0)
            .with_some(0x04, self.options.as_ref().map(|list| list.iter().cloned().collect::<Map>()))
            .with_some(0x05, self.max_msg_size)
            .with_some(0x06, self.pin_uv_auth_protocols.as_ref().map(numbers))
            .with_some(0x07, self.max_credential_count_in_list)
            .with_some(0x08, self.max_credential_id_length)
            .with_some(0x09, self.transports.as_deref().map(texts))
            .with_some(0x0a, self.algorithms.as_ref().map(|ids| ids.iter().map(algorithm).collect::<Vec<_>>()))
            .with_some(0x0b, self.max_serialized_large_blob_array)
            .with_some(0x0c, self.force_pin_change)
            .with_some(0x0d, self.min_pin_length)
            .with_some(0x0e, self.firmware_version)
            .with_some(0x0f, self.max_cred_blob_length)
            .with_some(0x10, self.max_rp_ids_for_set_min_pin_length)
            .with_some(0x11, self.preferred_platform_uv_attempts)
            .with_some(0x12, self.uv_modality)
            .with_some(0x13, self.certifications.as_ref().map(|list| list.iter().cloned().collect::<Map>()))
            .with_some(0x14, self.remaining_discoverable_credentials)
            .with_some(0x15, self.vendor_prototype_config_commands.as_ref().map(numbers));
        for (key, value) in self.other.iter() {
            map.insert(key.clone(), value.clone());
        }
        map.encode()
    }

    /// An option as the authenticator states it; `None` when it leaves it out.
    pub fn stated_option(&self, name: &str) -> Option<bool> {
        self.options.as_ref()?.iter().find(|(option, _)| option == name).map(|(_, on)| *on)
    }

    /// An option with the standard's default when it is left out: `up` is true, all others are false (§6.4 "options").
    pub fn option(&self, name: &str) -> bool {
        self.stated_option(name).unwrap_or(name == "up")
    }
}

fn texts(list: &[String]) -> Vec<Value> {
    list.iter().map(|text| Value::from(text.as_str())).collect()
}

fn uints(fields: Fields<'_>, key: u8, field: &'static str) -> Result<Option<Vec<u64>>, GetInfoError> {
    let Some(items) = fields.opt_array(key, field)? else { return Ok(None) };
    let wrong = FieldError::WrongType { field, expected: "an array of integers", found: "an array with other items" };
    items.iter().map(|item| item.as_u64().ok_or(wrong.clone())).collect::<Result<_, _>>().map(Some).map_err(Into::into)
}

fn named<T>(
    fields: Fields<'_>,
    key: u8,
    field: &'static str,
    expected: &'static str,
    read: fn(&Value) -> Option<T>,
) -> Result<Option<Vec<(String, T)>>, GetInfoError> {
    let Some(map) = fields.opt_map(key, field)? else { return Ok(None) };
    let entry = |(name, value): (&Value, &Value)| {
        let wrong = FieldError::WrongType { field, expected, found: "a map with other entries" };
        Ok((name.as_text().ok_or(wrong.clone())?.to_owned(), read(value).ok_or(wrong)?))
    };
    map.iter().map(entry).collect::<Result<_, _>>().map(Some)
}

/// PublicKeyCredentialParameters of type public-key; other types are passed over, as WebAuthn does (§5.1.3 step 10).
fn algorithms(fields: Fields<'_>) -> Result<Option<Vec<i64>>, GetInfoError> {
    const FIELD: &str = "algorithms (0x0A)";
    let Some(items) = fields.opt_array(0x0a, FIELD)? else { return Ok(None) };
    let mut ids = Vec::new();
    for item in items {
        let parameters = Fields::of(item, FIELD)?;
        if parameters.text("type", "algorithms (0x0A) type")? == "public-key" {
            ids.push(parameters.int("alg", "algorithms (0x0A) alg")?);
        }
    }
    Ok(Some(ids))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_reply_and_its_defaults() {
        let bytes = Map::new().with(1, vec![Value::from("FIDO_2_0")]).with(3, [0_u8; 16]).encode();
        let info = GetInfo::parse(&bytes).unwrap();
        assert_eq!(info.encode(), bytes);
        assert!(info.option("up") && !info.option("rk") && info.stated_option("clientPin").is_none());
    }

    #[test]
    fn a_wrong_member_is_named() {
        let base = || Map::new().with(1, vec![Value::from("FIDO_2_0")]).with(3, [0_u8; 16]);
        let refusal = |map: Map| GetInfo::parse(&map.encode()).unwrap_err().to_string();
        assert_eq!(refusal(Map::new()), "getInfo: versions (0x01) is missing");
        assert_eq!(refusal(base().with(4, true)), "getInfo: options (0x04) is a boolean, expected a map");
        assert!(
            refusal(base().with(4, Map::new().with("rk", 1))).contains("options (0x04) is a map with other entries")
        );
        assert!(refusal(base().with(6, vec![Value::Null])).contains("pinUvAuthProtocols (0x06)"));
    }

    #[test]
    fn members_of_later_versions_are_kept() {
        let bytes = Map::new().with(1, vec![Value::from("FIDO_2_3")]).with(3, [0_u8; 16]).with(0x1d, 63).encode();
        let info = GetInfo::parse(&bytes).unwrap();
        assert_eq!(info.other.get(0x1d), Some(&Value::from(63_u8)));
        assert_eq!(info.encode(), bytes);
    }
}
