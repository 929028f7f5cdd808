//! The crate's types to those of this product.

use ctap_hid_fido2::FidoKeyHid;
use ctap_hid_fido2::fidokey::CredentialSupportedKeyType;
use ctap_hid_fido2::fidokey::get_assertion::get_assertion_params;
use ctap_hid_fido2::fidokey::make_credential::Attestation;
use shared::attestation_object::AttestationObject;
use shared::authenticator_data::AuthenticatorData;
use shared::cbor::{Map, Value};
use shared::cose::Algorithm;
use shared::ctap::get_info::GetInfo;
use shared::ids::{Aaguid, CredentialId, IdError, UserHandle};

use crate::ctap2::{Assertion, AssertionUser};
use crate::error::{Error, ErrorKind, Lacking, ProtocolError};

/// Asks the key what it is. Zero and the empty list are how the crate says that the key left a member out.
pub(super) fn info(key: &FidoKeyHid) -> anyhow::Result<GetInfo> {
    // The crate does not export the type of this.
    let info = key.get_info()?;
    let some = |number: u32| (number != 0).then(|| u64::from(number));
    let aaguid = <[u8; 16]>::try_from(info.aaguid).map_err(|_| anyhow::anyhow!("getInfo without an AAGUID"))?;
    let numbers = info.pin_uv_auth_protocols.iter().copied().map(u64::from).collect::<Vec<_>>();
    let algorithms: Vec<_> = info.algorithms.iter().filter_map(|(_, id)| id.parse().ok()).collect();
    Ok(GetInfo {
        versions: info.versions,
        extensions: (!info.extensions.is_empty()).then_some(info.extensions),
        aaguid: Aaguid(aaguid),
        options: (!info.options.is_empty()).then_some(info.options),
        max_msg_size: u64::try_from(info.max_msg_size).ok().filter(|size| *size != 0),
        pin_uv_auth_protocols: (!numbers.is_empty()).then_some(numbers),
        max_credential_count_in_list: some(info.max_credential_count_in_list),
        max_credential_id_length: some(info.max_credential_id_length),
        transports: (!info.transports.is_empty()).then_some(info.transports),
        algorithms: (!algorithms.is_empty()).then_some(algorithms),
        force_pin_change: Some(info.force_pin_change),
        min_pin_length: some(info.min_pin_length),
        firmware_version: some(info.firmware_version),
        remaining_discoverable_credentials: some(info.remaining_discoverable_credentials),
        ..GetInfo::default()
    })
}

/// The algorithms that the crate can ask for, in the order wanted.
pub(super) fn key_types(algorithms: &[i64]) -> Result<Vec<CredentialSupportedKeyType>, Error> {
    let known: Vec<_> = algorithms
        .iter()
        .filter_map(|id| match Algorithm::from_id(*id)? {
            Algorithm::Es256 => Some(CredentialSupportedKeyType::Ecdsa256),
            Algorithm::EdDsa => Some(CredentialSupportedKeyType::Ed25519),
            _ => None,
        })
        .collect();
    if known.is_empty() { Err(ErrorKind::NotSupported(Lacking::AlgorithmsOfDriver).into()) } else { Ok(known) }
}

/// The crate takes the statement apart; it is put together again as its format has it (WebAuthn L3 §8.2, §8.6, §8.7).
pub(super) fn attestation(attestation: Attestation) -> Result<AttestationObject, Error> {
    let certificates: Vec<Value> = attestation.attstmt_x5c.into_iter().map(Value::from).collect();
    let x5c = (!certificates.is_empty()).then_some(certificates);
    let statement = match attestation.fmt.as_str() {
        "none" => Map::new(),
        "packed" => {
            Map::new().with("alg", attestation.attstmt_alg).with("sig", attestation.attstmt_sig).with_some("x5c", x5c)
        }
        "fido-u2f" => Map::new().with("sig", attestation.attstmt_sig).with_some("x5c", x5c),
        _ => return Err(driver("an attestation format that it cannot give back")),
    };
    let object = AttestationObject::from_parts(attestation.fmt, statement, attestation.auth_data);
    Ok(object.map_err(ErrorKind::from)?)
}

pub(super) fn assertion(
    assertion: get_assertion_params::Assertion,
    allowed: &[CredentialId],
) -> Result<Assertion, Error> {
    let id = |error: IdError| driver(&error.to_string());
    let credential_id = match allowed {
        // The credential may be left out when the list had the one entry (CTAP 2.1 §6.2.2).
        [only] if assertion.credential_id.is_empty() => only.clone(),
        _ => CredentialId::new(assertion.credential_id).map_err(id)?,
    };
    let text = |text: String| (!text.is_empty()).then_some(text);
    let user = if assertion.user.id.is_empty() {
        None
    } else {
        let (name, display_name) = (text(assertion.user.name), text(assertion.user.display_name));
        Some(AssertionUser { id: UserHandle::new(assertion.user.id).map_err(id)?, name, display_name })
    };
    Ok(Assertion {
        credential_id,
        auth_data: AuthenticatorData::parse(&assertion.auth_data).map_err(ErrorKind::from)?,
        auth_data_bytes: assertion.auth_data,
        signature: assertion.signature,
        user,
        large_blob_key: None,
        number_of_credentials: u64::try_from(assertion.number_of_credentials).ok().filter(|count| *count > 0),
    })
}

fn driver(problem: &str) -> Error {
    ErrorKind::from(ProtocolError::Driver(problem.to_owned())).into()
}
