//! Client extensions: what the server asks for, and what the person wants by themselves (WebAuthn L3 §9, §10).

use serde_json::{Value, json};
use shared::attestation_object::AttestationObject;
use shared::cbor;
use shared::ctap::get_info::GetInfo;
use shared::ids::Base64UrlBytes;
use shared::webauthn_json::Extensions;
use zeroize::Zeroizing;

use crate::ctap2::{Assertion, MadeCredential};
use crate::error::{Error, ErrorKind, Lacking};
use crate::key::{CreateExtensions, GetExtensions, Secret, supports};

/// What the person wants of a ceremony, whatever the server asks for. None of it shows in what the server gets.
#[derive(Clone, Default)]
pub struct Wishes {
    /// At registration: room for data on the key. At sign-in: that data.
    pub large_blob: bool,
    /// The input to the credential's pseudo-random function (§10.1.4), at registration and at sign-in alike.
    pub prf_input: Option<Zeroizing<Vec<u8>>>,
}

/// What a ceremony found for the person alone.
#[derive(Clone, Default)]
pub struct Findings {
    /// At sign-in: the data that the key keeps for the credential.
    pub large_blob: Option<Zeroizing<Vec<u8>>>,
    /// What the credential's pseudo-random function gives.
    pub prf: Option<Secret>,
}

/// A registration's extensions.
pub(super) struct Creation<'a> {
    inputs: Inputs<'a>,
    /// What the key is asked for.
    pub(super) wanted: CreateExtensions,
}

/// A sign-in's extensions.
pub(super) struct Request<'a> {
    inputs: Inputs<'a>,
    /// What the key is asked for.
    pub(super) wanted: GetExtensions,
}

/// Extension inputs of the server's; what makes no sense counts as not asked for.
#[derive(Clone, Copy)]
struct Inputs<'a>(Option<&'a Extensions>);

impl<'a> Inputs<'a> {
    fn get(self, name: &str) -> Option<&'a Value> {
        self.0?.get(name)
    }

    fn is_true(self, name: &str) -> bool {
        self.get(name) == Some(&Value::Bool(true))
    }

    fn bytes(self, name: &str) -> Option<Vec<u8>> {
        serde_json::from_value::<Base64UrlBytes>(self.get(name)?.clone()).ok().map(|bytes| bytes.as_bytes().to_vec())
    }
}

impl<'a> Creation<'a> {
    /// What to ask a key for. Extensions that it lacks are passed over, except where the server or the person insists.
    pub(super) fn new(
        inputs: Option<&'a Extensions>,
        wishes: &Wishes,
        resident_key: bool,
        info: &GetInfo,
    ) -> Result<Self, Error> {
        let inputs = Inputs(inputs);
        let can_large_blob = resident_key && supports(info, "largeBlobKey") && info.option("largeBlobs");
        let support = inputs.get("largeBlob").and_then(|input| input.get("support")).and_then(Value::as_str);
        if !can_large_blob && (wishes.large_blob || support == Some("required")) {
            return Err(ErrorKind::NotSupported(Lacking::LargeBlobs).into());
        }
        let wanted = CreateExtensions {
            cred_protect: cred_protect(inputs, info)?,
            cred_blob: inputs.bytes("credBlob").filter(|_| supports(info, "credBlob")),
            large_blob_key: can_large_blob && (wishes.large_blob || support.is_some()),
            min_pin_length: inputs.is_true("minPinLength") && supports(info, "minPinLength"),
        };
        Ok(Self { inputs, wanted })
    }

    /// The outputs for the server: of what it asked for alone.
    pub(super) fn outputs(&self, made: &MadeCredential, resident_key: bool) -> Extensions {
        let mut outputs = Extensions::new();
        if self.inputs.is_true("credProps") {
            outputs.insert("credProps".to_owned(), json!({ "rk": resident_key }));
        }
        if self.inputs.bytes("credBlob").is_some() {
            let kept = signed_output(&made.object, "credBlob").and_then(cbor::Value::as_bool).unwrap_or(false);
            outputs.insert("credBlob".to_owned(), kept.into());
        }
        if self.inputs.get("largeBlob").is_some() {
            outputs.insert("largeBlob".to_owned(), json!({ "supported": made.large_blob_key.is_some() }));
        }
        outputs
    }
}

impl<'a> Request<'a> {
    /// What to ask a key for.
    pub(super) fn new(inputs: Option<&'a Extensions>, wishes: &Wishes, info: &GetInfo) -> Result<Self, Error> {
        let inputs = Inputs(inputs);
        let can_large_blob = supports(info, "largeBlobKey") && info.option("largeBlobs");
        if wishes.large_blob && !can_large_blob {
            return Err(ErrorKind::NotSupported(Lacking::LargeBlobs).into());
        }
        let wanted = GetExtensions {
            cred_blob: inputs.is_true("getCredBlob") && supports(info, "credBlob"),
            large_blob_key: can_large_blob && (wishes.large_blob || reads_large_blob(inputs)),
        };
        Ok(Self { inputs, wanted })
    }

    /// The outputs for the server: of what it asked for alone. `large_blob` is what the key keeps for the credential.
    pub(super) fn outputs(&self, assertion: &Assertion, large_blob: Option<&[u8]>) -> Extensions {
        let mut outputs = Extensions::new();
        if self.inputs.is_true("getCredBlob") {
            let outputs_of_key = assertion.auth_data.extensions.as_ref();
            let blob = outputs_of_key.and_then(|outputs| outputs.get("credBlob")).and_then(cbor::Value::as_bytes);
            if let Some(blob) = blob {
                outputs.insert("getCredBlob".to_owned(), Base64UrlBytes::from(blob).to_string().into());
            }
        }
        if reads_large_blob(self.inputs) {
            let read = |blob| json!({ "blob": Base64UrlBytes::from(blob).to_string() });
            let output = large_blob.map_or_else(|| json!({}), read);
            outputs.insert("largeBlob".to_owned(), output);
        }
        outputs
    }
}

/// credentialProtectionPolicy and enforceCredentialProtectionPolicy (CTAP 2.1 §12.1).
fn cred_protect(inputs: Inputs<'_>, info: &GetInfo) -> Result<Option<u8>, Error> {
    let level = match inputs.get("credentialProtectionPolicy").and_then(Value::as_str) {
        Some("userVerificationOptional") => 1,
        Some("userVerificationOptionalWithCredentialIDList") => 2,
        Some("userVerificationRequired") => 3,
        _ => return Ok(None),
    };
    if supports(info, "credProtect") {
        return Ok(Some(level));
    }
    if level > 1 && inputs.is_true("enforceCredentialProtectionPolicy") {
        return Err(ErrorKind::NotSupported(Lacking::CredProtect).into());
    }
    Ok(None)
}

fn reads_large_blob(inputs: Inputs<'_>) -> bool {
    inputs.get("largeBlob").and_then(|input| input.get("read")) == Some(&Value::Bool(true))
}

fn signed_output<'a>(object: &'a AttestationObject, name: &str) -> Option<&'a cbor::Value> {
    object.auth_data.extensions.as_ref()?.get(name)
}
