//! What must hold for any bytes, one function a parser. The fuzzer calls these with inputs of its own (`fuzz/`), and
//! `corpus.rs` with every input that the fuzzer once found worth keeping.

use shared::attestation_object::AttestationObject;
use shared::authenticator_data::AuthenticatorData;
use shared::cbor::Value;
use shared::client_data::CollectedClientData;
use shared::cose::PublicKey;
use shared::ctap::get_info::GetInfo;
use shared::ctap::packet::{MAX_MESSAGE_SIZE, Packet, REPORT_SIZE, Report, fragment};
use shared::webauthn_json::{
    AuthenticationResponseJson, PublicKeyCredentialCreationOptionsJson, PublicKeyCredentialRequestOptionsJson,
    RegistrationResponseJson,
};

/// What is accepted is the one encoding of its value.
pub fn cbor(bytes: &[u8]) {
    if let Ok(value) = Value::parse(bytes) {
        assert_eq!(value.encode(), bytes);
    }
    if let Ok((value, rest)) = Value::parse_prefix(bytes) {
        assert_eq!([value.encode(), rest.to_vec()].concat(), bytes);
    }
}

/// What is accepted is the one encoding of its key.
pub fn cose(bytes: &[u8]) {
    if let Ok(key) = PublicKey::parse(bytes) {
        assert_eq!(key.encode(), bytes);
    }
}

/// What is accepted is the one encoding of its data.
pub fn authenticator_data(bytes: &[u8]) {
    if let Ok(data) = AuthenticatorData::parse(bytes) {
        assert_eq!(data.encode(), bytes);
    }
}

/// What is accepted is the one encoding of its object.
pub fn attestation_object(bytes: &[u8]) {
    if let Ok(object) = AttestationObject::parse(bytes) {
        assert_eq!(object.encode(), bytes);
        assert_eq!(object.auth_data.encode(), object.auth_data_bytes);
    }
}

/// What is accepted says the same when the client writes it anew.
pub fn client_data(bytes: &[u8]) {
    if let Ok(data) = CollectedClientData::parse(bytes) {
        assert_eq!(CollectedClientData::parse(&data.to_json()).as_ref(), Ok(&data));
    }
}

/// What is accepted reads back from its own encoding; members that the type does not keep may be lost.
pub fn get_info(bytes: &[u8]) {
    if let Ok(info) = GetInfo::parse(bytes) {
        assert_eq!(GetInfo::parse(&info.encode()).as_ref(), Ok(&info));
    }
}

/// Every report is a packet that reads back; every message that fits is cut and comes together.
pub fn packet(bytes: &[u8]) {
    for report in bytes.chunks_exact(REPORT_SIZE) {
        let report = Report::try_from(report).unwrap();
        let packet = Packet::parse(&report);
        let again = packet.to_report();
        assert_eq!(Packet::parse(&again), packet);
    }
    let channel = shared::ctap::packet::ChannelId(7);
    match fragment(channel, 0x10, bytes) {
        Err(_) => assert!(bytes.len() > MAX_MESSAGE_SIZE),
        Ok(reports) => {
            let data = reports.iter().flat_map(|report| match Packet::parse(report) {
                Packet::Initialization { data, .. } => data.to_vec(),
                Packet::Continuation { data, .. } => data.to_vec(),
            });
            assert!(data.take(bytes.len()).eq(bytes.iter().copied()));
        }
    }
}

/// What is accepted as one of the JSON forms reads back from what it writes.
pub fn webauthn_json(bytes: &[u8]) {
    fn reads_back<T>(bytes: &[u8])
    where
        T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
    {
        if let Ok(form) = serde_json::from_slice::<T>(bytes) {
            assert_eq!(serde_json::from_slice::<T>(&serde_json::to_vec(&form).unwrap()).unwrap(), form);
        }
    }
    reads_back::<PublicKeyCredentialCreationOptionsJson>(bytes);
    reads_back::<PublicKeyCredentialRequestOptionsJson>(bytes);
    reads_back::<RegistrationResponseJson>(bytes);
    reads_back::<AuthenticationResponseJson>(bytes);
}
