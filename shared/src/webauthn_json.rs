//! The JSON forms of options and responses (WebAuthn L3 §5.1.8 to §5.1.10, `toJSON()`).
//!
//! Members keep the standard's names; binary values are base64url without padding. Members that the standard may add
//! later are passed over; a value of an enumeration that is not known counts as left out, as the standard has it
//! (§2.1.1 "Enumerations as DOMString types").

use serde::{Deserialize, Serialize};

use crate::ids::{Base64UrlBytes, Challenge, CredentialId, RpId, UserHandle};

/// The only credential type that WebAuthn defines.
pub const PUBLIC_KEY: &str = "public-key";

/// Extension inputs or outputs by identifier.
pub type Extensions = serde_json::Map<String, serde_json::Value>;

/// `PublicKeyCredentialRpEntity`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PublicKeyCredentialRpEntity))]
pub struct RpEntity {
    /// The RP ID; the origin's effective domain when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RpId>,
    /// A name for people.
    pub name: String,
}

/// `PublicKeyCredentialUserEntityJSON`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PublicKeyCredentialUserEntityJSON))]
#[serde(rename_all = "camelCase")]
pub struct UserEntity {
    /// The user handle.
    pub id: UserHandle,
    /// What the person signs in with.
    pub name: String,
    /// What the person is called.
    pub display_name: String,
}

/// `PublicKeyCredentialParameters`. The algorithm is a number here: the list may name some that this product does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PublicKeyCredentialParameters))]
pub struct CredentialParameters {
    /// `public-key`; entries of other types are passed over.
    #[serde(rename = "type")]
    pub credential_type: String,
    /// A COSE algorithm identifier.
    pub alg: i64,
}

/// `PublicKeyCredentialDescriptorJSON`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PublicKeyCredentialDescriptorJSON))]
pub struct CredentialDescriptor {
    /// `public-key`; entries of other types are passed over.
    #[serde(rename = "type")]
    pub credential_type: String,
    /// The credential.
    pub id: CredentialId,
    /// Hints how the authenticator may be reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transports: Vec<String>,
}

/// `UserVerificationRequirement`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = UserVerificationRequirement))]
#[serde(rename_all = "kebab-case")]
pub enum UserVerification {
    /// Without it the ceremony fails.
    Required,
    /// Not wanted.
    Discouraged,
    /// Wanted where it is possible; the default, and what an unknown value means.
    #[default]
    #[serde(other)]
    Preferred,
}

/// `ResidentKeyRequirement`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ResidentKeyRequirement))]
#[serde(rename_all = "kebab-case")]
pub enum ResidentKey {
    /// Without it the ceremony fails.
    Required,
    /// Wanted where it is possible.
    Preferred,
    /// Not wanted.
    Discouraged,
    /// A value that is not known: as if left out.
    #[serde(other)]
    Unknown,
}

/// `AttestationConveyancePreference`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AttestationConveyancePreference))]
#[serde(rename_all = "kebab-case")]
pub enum AttestationConveyance {
    /// As the client likes.
    Indirect,
    /// As the authenticator gave it.
    Direct,
    /// With the authenticator's own identity, where a policy allows it.
    Enterprise,
    /// Not wanted; the default, and what an unknown value means.
    #[default]
    #[serde(other)]
    None,
}

/// `AuthenticatorSelectionCriteria`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AuthenticatorSelectionCriteria))]
#[serde(rename_all = "camelCase")]
pub struct AuthenticatorSelection {
    /// `platform` or `cross-platform`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticator_attachment: Option<String>,
    /// Whether the credential should be discoverable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident_key: Option<ResidentKey>,
    /// Level 1's form of `residentKey: required`.
    #[serde(default)]
    pub require_resident_key: bool,
    /// Whether the person must be verified.
    #[serde(default)]
    pub user_verification: UserVerification,
}

impl AuthenticatorSelection {
    /// Whether the credential should be discoverable, with the rule for Level 1's member (§5.4.4 `residentKey`).
    pub fn effective_resident_key(&self) -> ResidentKey {
        match self.resident_key {
            Some(known @ (ResidentKey::Required | ResidentKey::Preferred | ResidentKey::Discouraged)) => known,
            _ if self.require_resident_key => ResidentKey::Required,
            _ => ResidentKey::Discouraged,
        }
    }
}

/// `PublicKeyCredentialCreationOptionsJSON` (§5.1.9).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PublicKeyCredentialCreationOptionsJSON))]
#[serde(rename_all = "camelCase")]
pub struct PublicKeyCredentialCreationOptionsJson {
    /// Who asks.
    pub rp: RpEntity,
    /// For whom.
    pub user: UserEntity,
    /// Makes the ceremony fresh.
    pub challenge: Challenge,
    /// Algorithms, the most wanted first.
    pub pub_key_cred_params: Vec<CredentialParameters>,
    /// Milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u64>,
    /// Credentials that must not be on the same authenticator.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude_credentials: Vec<CredentialDescriptor>,
    /// Which authenticators will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticator_selection: Option<AuthenticatorSelection>,
    /// `security-key`, `client-device`, `hybrid`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// Which attestation is wanted.
    #[serde(default)]
    pub attestation: AttestationConveyance,
    /// Attestation formats, the most wanted first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attestation_formats: Vec<String>,
    /// Client extension inputs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub extensions: Option<Extensions>,
}

/// `PublicKeyCredentialRequestOptionsJSON` (§5.1.10).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PublicKeyCredentialRequestOptionsJSON))]
#[serde(rename_all = "camelCase")]
pub struct PublicKeyCredentialRequestOptionsJson {
    /// Makes the ceremony fresh.
    pub challenge: Challenge,
    /// Milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u64>,
    /// The RP ID; the origin's effective domain when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rp_id: Option<RpId>,
    /// Credentials that will do; empty for a discoverable one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow_credentials: Vec<CredentialDescriptor>,
    /// Whether the person must be verified.
    #[serde(default)]
    pub user_verification: UserVerification,
    /// `security-key`, `client-device`, `hybrid`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// Client extension inputs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub extensions: Option<Extensions>,
}

/// `AuthenticatorAttestationResponseJSON`.
///
/// Level 1 clients send the first two members only; where the others come they must agree with the attestation object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AuthenticatorAttestationResponseJSON))]
#[serde(rename_all = "camelCase")]
pub struct AttestationResponse {
    /// The client data's bytes.
    #[serde(rename = "clientDataJSON")]
    pub client_data_json: Base64UrlBytes,
    /// The attestation object's bytes.
    pub attestation_object: Base64UrlBytes,
    /// A copy of the authenticator data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticator_data: Option<Base64UrlBytes>,
    /// How the authenticator can be reached.
    #[serde(default)]
    pub transports: Vec<String>,
    /// The public key as SubjectPublicKeyInfo, where the client can make one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<Base64UrlBytes>,
    /// The public key's COSE algorithm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key_algorithm: Option<i64>,
}

/// `RegistrationResponseJSON`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RegistrationResponseJSON))]
#[serde(rename_all = "camelCase")]
pub struct RegistrationResponseJson {
    /// The credential id.
    pub id: CredentialId,
    /// The credential id once more; must equal `id`.
    pub raw_id: CredentialId,
    /// `public-key`.
    #[serde(rename = "type")]
    pub credential_type: String,
    /// The authenticator's answer.
    pub response: AttestationResponse,
    /// `platform` or `cross-platform`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticator_attachment: Option<String>,
    /// Client extension outputs.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub client_extension_results: Extensions,
}

/// `AuthenticatorAssertionResponseJSON`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AuthenticatorAssertionResponseJSON))]
#[serde(rename_all = "camelCase")]
pub struct AssertionResponse {
    /// The client data's bytes.
    #[serde(rename = "clientDataJSON")]
    pub client_data_json: Base64UrlBytes,
    /// The authenticator data's bytes.
    pub authenticator_data: Base64UrlBytes,
    /// The signature over the authenticator data and the client data's hash.
    pub signature: Base64UrlBytes,
    /// Whose credential it is; always there for a discoverable one. JSON null counts as left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_handle: Option<UserHandle>,
}

/// `AuthenticationResponseJSON`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AuthenticationResponseJSON))]
#[serde(rename_all = "camelCase")]
pub struct AuthenticationResponseJson {
    /// The credential id.
    pub id: CredentialId,
    /// The credential id once more; must equal `id`.
    pub raw_id: CredentialId,
    /// `public-key`.
    #[serde(rename = "type")]
    pub credential_type: String,
    /// The authenticator's answer.
    pub response: AssertionResponse,
    /// `platform` or `cross-platform`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticator_attachment: Option<String>,
    /// Client extension outputs.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub client_extension_results: Extensions,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_members_and_values_are_as_if_left_out() {
        let selection: AuthenticatorSelection = serde_json::from_str(
            r#"{"residentKey":"later","requireResidentKey":true,"userVerification":"soon","new":1}"#,
        )
        .unwrap();
        assert_eq!(selection.effective_resident_key(), ResidentKey::Required);
        assert_eq!(selection.user_verification, UserVerification::Preferred);
        assert_eq!(AuthenticatorSelection::default().effective_resident_key(), ResidentKey::Discouraged);
    }

    #[test]
    fn options_keep_the_standards_names() {
        let options = PublicKeyCredentialRequestOptionsJson {
            challenge: Challenge::new([0; 16]).unwrap(),
            timeout: Some(300_000),
            rp_id: Some(RpId::new("example.org").unwrap()),
            allow_credentials: vec![CredentialDescriptor {
                credential_type: PUBLIC_KEY.into(),
                id: CredentialId::new([1]).unwrap(),
                transports: vec!["usb".into()],
            }],
            user_verification: UserVerification::Required,
            hints: vec!["security-key".into()],
            extensions: None,
        };
        let json = r#"{"challenge":"AAAAAAAAAAAAAAAAAAAAAA","timeout":300000,"rpId":"example.org","allowCredentials":[{"type":"public-key","id":"AQ","transports":["usb"]}],"userVerification":"required","hints":["security-key"]}"#;
        assert_eq!(serde_json::to_string(&options).unwrap(), json);
        assert_eq!(serde_json::from_str::<PublicKeyCredentialRequestOptionsJson>(json).unwrap(), options);
    }

    #[test]
    fn an_empty_credential_id_is_refused() {
        let json = r#"{"id":"","rawId":"","type":"public-key","response":{"clientDataJSON":"","authenticatorData":"","signature":""}}"#;
        let error = serde_json::from_str::<AuthenticationResponseJson>(json).unwrap_err().to_string();
        assert!(error.starts_with("credential id must be 1 to 1023 bytes long"), "{error}");
    }
}
