//! How much of the key's attestation the server gets (WebAuthn L3 §5.1.3, attestation conveyance "none").

use shared::attestation_object::AttestationObject;
use shared::cbor::Map;
use shared::ids::Aaguid;
use shared::webauthn_json::AttestationConveyance;

/// The attestation object for a server that asked for `conveyance`.
///
/// For "none" the statement goes, unless it is a self attestation, which tells nothing. Level 3 leaves the AAGUID as it
/// is, where Level 2 had it zeroed.
pub(super) fn convey(object: AttestationObject, conveyance: AttestationConveyance) -> AttestationObject {
    if conveyance != AttestationConveyance::None || is_anonymous_self_attestation(&object) {
        return object;
    }
    AttestationObject { fmt: "none".into(), att_stmt: Map::new(), ..object }
}

fn is_anonymous_self_attestation(object: &AttestationObject) -> bool {
    let aaguid = object.auth_data.attested_credential_data.as_ref().map(|credential| credential.aaguid);
    aaguid == Some(Aaguid::ZERO) && object.fmt == "packed" && object.att_stmt.get("x5c").is_none()
}
