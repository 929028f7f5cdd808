//! How to make any valid value of each type.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use shared::attestation_object::AttestationObject;
use shared::authenticator_data::{AttestedCredentialData, AuthenticatorData, Flags};
use shared::cbor::{Map, Value};
use shared::client_data::{ClientDataType, CollectedClientData};
use shared::cose::PublicKey;
use shared::ctap::get_info::GetInfo;
use shared::ids::{Aaguid, Base64UrlBytes, Challenge, CredentialId, RpId, UserHandle};
use shared::webauthn_json::{
    AssertionResponse, AttestationConveyance, AttestationResponse, AuthenticationResponseJson, AuthenticatorSelection,
    CredentialDescriptor, CredentialParameters, PUBLIC_KEY, PublicKeyCredentialCreationOptionsJson,
    PublicKeyCredentialRequestOptionsJson, RegistrationResponseJson, ResidentKey, RpEntity, UserEntity,
    UserVerification,
};

fn text() -> impl Strategy<Value = String> {
    "[a-zåäö\"\\\\ 0-9]{0,12}"
}

fn bytes(range: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), range)
}

/// Any value, at most four levels deep.
pub(crate) fn cbor() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<u64>().prop_map(Value::Unsigned),
        (0..30_u64).prop_map(Value::Unsigned),
        any::<u64>().prop_map(Value::Negative),
        bytes(0..=30).prop_map(Value::Bytes),
        text().prop_map(Value::Text),
        any::<bool>().prop_map(Value::Bool),
        Just(Value::Null),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::Array),
            vec((inner.clone(), inner), 0..5).prop_map(|entries| Value::Map(entries.into_iter().collect())),
        ]
    })
    .prop_filter("CTAP2 nests four levels", |value| depth(value) <= 4)
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Map(map) => 1 + map.iter().map(|(key, value)| depth(key).max(depth(value))).max().unwrap_or(0),
        _ => 0,
    }
}

/// A key of any algorithm.
pub(crate) fn public_key() -> impl Strategy<Value = PublicKey> {
    let rsa = (bytes(256..=512), prop::sample::select(vec![vec![3_u8], vec![1, 0, 1]])).prop_map(|(mut n, e)| {
        n[0] |= 0x80;
        PublicKey::Rs256 { n, e }
    });
    prop_oneof![
        any::<([u8; 32], [u8; 32])>().prop_map(|(x, y)| PublicKey::Es256 { x, y }),
        (bytes(48..=48), bytes(48..=48))
            .prop_map(|(x, y)| PublicKey::Es384 { x: x.try_into().unwrap(), y: y.try_into().unwrap() }),
        (bytes(66..=66), bytes(66..=66))
            .prop_map(|(x, y)| PublicKey::Es512 { x: x.try_into().unwrap(), y: y.try_into().unwrap() }),
        any::<[u8; 32]>().prop_map(|x| PublicKey::EdDsa { x }),
        rsa,
    ]
}

fn credential_id() -> impl Strategy<Value = CredentialId> {
    bytes(1..=100).prop_map(|bytes| CredentialId::new(bytes).unwrap())
}

fn challenge() -> impl Strategy<Value = Challenge> {
    bytes(16..=64).prop_map(|bytes| Challenge::new(bytes).unwrap())
}

fn user_handle() -> impl Strategy<Value = UserHandle> {
    bytes(1..=64).prop_map(|bytes| UserHandle::new(bytes).unwrap())
}

fn blob() -> impl Strategy<Value = Base64UrlBytes> {
    bytes(0..=80).prop_map(|bytes| Base64UrlBytes::new(bytes).unwrap())
}

fn attested_credential_data() -> impl Strategy<Value = AttestedCredentialData> {
    (any::<[u8; 16]>(), credential_id(), public_key()).prop_map(|(aaguid, credential_id, public_key)| {
        AttestedCredentialData { aaguid: Aaguid(aaguid), credential_id, public_key }
    })
}

fn extensions() -> impl Strategy<Value = Map> {
    vec((text(), cbor().prop_filter("inside a map", |value| depth(value) < 4)), 0..4)
        .prop_map(|entries| entries.into_iter().collect())
}

/// Authenticator data with or without a credential and extensions.
pub(crate) fn authenticator_data() -> impl Strategy<Value = AuthenticatorData> {
    (any::<[u8; 32]>(), any::<u8>(), any::<u32>(), of(attested_credential_data()), of(extensions())).prop_map(
        |(rp_id_hash, flags, sign_count, attested_credential_data, extensions)| {
            let flags =
                Flags(flags).set(Flags::AT, attested_credential_data.is_some()).set(Flags::ED, extensions.is_some());
            AuthenticatorData { rp_id_hash, flags, sign_count, attested_credential_data, extensions }
        },
    )
}

/// An attestation object with a statement of any shape.
pub(crate) fn attestation_object() -> impl Strategy<Value = AttestationObject> {
    let with_credential = (authenticator_data(), attested_credential_data()).prop_map(|(mut data, credential)| {
        data.attested_credential_data = Some(credential);
        data
    });
    let statement = (bytes(0..=70), vec(bytes(0..=40), 0..3)).prop_map(|(sig, x5c)| {
        let x5c: Vec<_> = x5c.into_iter().map(Value::Bytes).collect();
        Map::new().with("alg", -7).with("sig", sig).with("x5c", x5c)
    });
    (with_credential, of(statement)).prop_map(|(auth_data, statement)| {
        let (fmt, att_stmt) = statement.map_or(("none", Map::new()), |statement| ("packed", statement));
        AttestationObject::from_parts(fmt, att_stmt, auth_data.encode()).unwrap()
    })
}

/// Client data of either ceremony.
pub(crate) fn client_data() -> impl Strategy<Value = CollectedClientData> {
    let ceremony = prop_oneof![Just(ClientDataType::Create), Just(ClientDataType::Get)];
    let origin = "https://[a-z]{1,8}\\.example(:[0-9]{2,4})?";
    (ceremony, challenge(), origin, any::<bool>(), of(origin)).prop_map(
        |(ceremony, challenge, origin, cross_origin, top_origin)| CollectedClientData {
            ceremony,
            challenge,
            origin,
            cross_origin,
            top_origin: top_origin.filter(|_| cross_origin),
        },
    )
}

/// A getInfo reply with any of its members.
pub(crate) fn get_info() -> impl Strategy<Value = GetInfo> {
    let texts = || vec(text(), 0..4);
    let named = (text(), any::<bool>());
    let lists = (texts(), of(texts()), any::<[u8; 16]>(), of(vec(named, 0..4)), of(vec(any::<u64>(), 0..3)));
    let numbers = (of(any::<u64>()), of(any::<u64>()), of(any::<bool>()), of(vec(any::<i64>(), 0..3)));
    let later = (of(texts()), of(vec((text(), any::<u64>()), 0..3)), of(any::<u64>()));
    (lists, numbers, later).prop_map(|(lists, numbers, later)| {
        let (versions, extensions, aaguid, options, protocols) = lists;
        let (max_msg_size, firmware_version, force_pin_change, algorithms) = numbers;
        let (transports, certifications, beyond) = later;
        GetInfo {
            versions,
            extensions,
            aaguid: Aaguid(aaguid),
            options: options.map(canonical),
            max_msg_size,
            pin_uv_auth_protocols: protocols,
            transports,
            algorithms,
            firmware_version,
            force_pin_change,
            certifications: certifications.map(canonical),
            other: Map::new().with_some(0x16, beyond).with_some("vendor", beyond),
            ..GetInfo::default()
        }
    })
}

/// Names once each, in the order in which CBOR sorts them.
fn canonical<T: Ord>(mut named: Vec<(String, T)>) -> Vec<(String, T)> {
    named.sort_by(|(left, _), (right, _)| left.len().cmp(&right.len()).then_with(|| left.cmp(right)));
    named.dedup_by(|(left, _), (right, _)| left == right);
    named
}

fn descriptors() -> impl Strategy<Value = Vec<CredentialDescriptor>> {
    let descriptor = (credential_id(), vec(text(), 0..3)).prop_map(|(id, transports)| CredentialDescriptor {
        credential_type: PUBLIC_KEY.into(),
        id,
        transports,
    });
    vec(descriptor, 0..3)
}

fn user_verification() -> impl Strategy<Value = UserVerification> {
    prop_oneof![
        Just(UserVerification::Required),
        Just(UserVerification::Preferred),
        Just(UserVerification::Discouraged)
    ]
}

/// Options for a registration.
pub(crate) fn creation_options() -> impl Strategy<Value = PublicKeyCredentialCreationOptionsJson> {
    let user =
        (user_handle(), text(), text()).prop_map(|(id, name, display_name)| UserEntity { id, name, display_name });
    let attestation = prop_oneof![
        Just(AttestationConveyance::None),
        Just(AttestationConveyance::Direct),
        Just(AttestationConveyance::Enterprise)
    ];
    let selection =
        (of(text()), any::<bool>(), user_verification()).prop_map(|(attachment, required, verification)| {
            AuthenticatorSelection {
                authenticator_attachment: attachment,
                resident_key: required.then_some(ResidentKey::Required),
                require_resident_key: required,
                user_verification: verification,
            }
        });
    (user, challenge(), vec(any::<i64>(), 0..3), of(any::<u64>()), descriptors(), of(selection), attestation).prop_map(
        |(user, challenge, algorithms, timeout, exclude_credentials, authenticator_selection, attestation)| {
            PublicKeyCredentialCreationOptionsJson {
                rp: RpEntity { id: Some(RpId::new("example.org").unwrap()), name: "Example".into() },
                user,
                challenge,
                pub_key_cred_params: algorithms
                    .into_iter()
                    .map(|alg| CredentialParameters { credential_type: PUBLIC_KEY.into(), alg })
                    .collect(),
                timeout,
                exclude_credentials,
                authenticator_selection,
                hints: vec!["security-key".into()],
                attestation,
                attestation_formats: Vec::new(),
                extensions: Some(serde_json::Map::from_iter([("credProps".to_owned(), true.into())])),
            }
        },
    )
}

/// Options for an authentication.
pub(crate) fn request_options() -> impl Strategy<Value = PublicKeyCredentialRequestOptionsJson> {
    (challenge(), of(any::<u64>()), descriptors(), user_verification()).prop_map(
        |(challenge, timeout, allow_credentials, user_verification)| PublicKeyCredentialRequestOptionsJson {
            challenge,
            timeout,
            rp_id: Some(RpId::new("example.org").unwrap()),
            allow_credentials,
            user_verification,
            hints: Vec::new(),
            extensions: None,
        },
    )
}

/// A registration's answer.
pub(crate) fn registration() -> impl Strategy<Value = RegistrationResponseJson> {
    (credential_id(), blob(), blob(), of(blob()), of(any::<i64>())).prop_map(
        |(id, client_data_json, attestation_object, authenticator_data, public_key_algorithm)| {
            RegistrationResponseJson {
                id: id.clone(),
                raw_id: id,
                credential_type: PUBLIC_KEY.into(),
                response: AttestationResponse {
                    client_data_json,
                    attestation_object,
                    public_key: authenticator_data.clone(),
                    authenticator_data,
                    transports: vec!["usb".into()],
                    public_key_algorithm,
                },
                authenticator_attachment: None,
                client_extension_results: serde_json::Map::new(),
            }
        },
    )
}

/// An authentication's answer.
pub(crate) fn authentication() -> impl Strategy<Value = AuthenticationResponseJson> {
    (credential_id(), blob(), blob(), blob(), of(user_handle())).prop_map(
        |(id, client_data_json, authenticator_data, signature, user_handle)| AuthenticationResponseJson {
            id: id.clone(),
            raw_id: id,
            credential_type: PUBLIC_KEY.into(),
            response: AssertionResponse { client_data_json, authenticator_data, signature, user_handle },
            authenticator_attachment: Some("cross-platform".into()),
            client_extension_results: serde_json::Map::new(),
        },
    )
}
