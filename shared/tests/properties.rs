//! For every type: build then parse is the identity, every truncation and every trailing byte is refused, and no input
//! panics.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod strategies;

use proptest::prelude::*;
use shared::attestation_object::AttestationObject;
use shared::authenticator_data::AuthenticatorData;
use shared::cbor::Value;
use shared::client_data::CollectedClientData;
use shared::cose::PublicKey;
use shared::ctap::get_info::GetInfo;
use shared::ctap::packet::{ChannelId, Packet, REPORT_SIZE, Report, fragment};
use shared::webauthn_json::{
    AuthenticationResponseJson, PublicKeyCredentialCreationOptionsJson, PublicKeyCredentialRequestOptionsJson,
    RegistrationResponseJson,
};

/// Refused: every shorter prefix, and the bytes followed by any one more.
fn only_the_whole<T>(bytes: &[u8], trailing: u8, parse: impl Fn(&[u8]) -> Option<T>) -> Result<(), TestCaseError> {
    for length in 0..bytes.len() {
        prop_assert!(parse(&bytes[..length]).is_none(), "accepted when cut to {length} of {} bytes", bytes.len());
    }
    let longer = [bytes, &[trailing]].concat();
    prop_assert!(parse(&longer).is_none(), "accepted with {trailing:#04x} behind it");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn cbor(value in strategies::cbor(), trailing: u8) {
        let bytes = value.encode();
        prop_assert_eq!(Value::parse(&bytes).unwrap(), value);
        only_the_whole(&bytes, trailing, |bytes| Value::parse(bytes).ok())?;
    }

    /// Another crate reads what we write: our canonical form is well-formed CBOR and ends where we say.
    #[test]
    fn cbor_is_read_by_others(value in strategies::cbor()) {
        let bytes = value.encode();
        let mut decoder = minicbor::Decoder::new(&bytes);
        decoder.skip().unwrap();
        prop_assert_eq!(decoder.position(), bytes.len());
    }

    /// What is accepted is the one encoding of the value: there is no second form.
    #[test]
    fn accepted_cbor_is_canonical(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(value) = Value::parse(&bytes) {
            prop_assert_eq!(value.encode(), bytes);
        }
    }

    #[test]
    fn cose_key(key in strategies::public_key(), trailing: u8) {
        let bytes = key.encode();
        prop_assert_eq!(PublicKey::parse(&bytes).unwrap(), key);
        only_the_whole(&bytes, trailing, |bytes| PublicKey::parse(bytes).ok())?;
    }

    #[test]
    fn authenticator_data(data in strategies::authenticator_data(), trailing: u8) {
        let bytes = data.encode();
        prop_assert_eq!(AuthenticatorData::parse(&bytes).unwrap(), data);
        only_the_whole(&bytes, trailing, |bytes| AuthenticatorData::parse(bytes).ok())?;
    }

    #[test]
    fn attestation_object(object in strategies::attestation_object(), trailing: u8) {
        let bytes = object.encode();
        prop_assert_eq!(AttestationObject::parse(&bytes).unwrap(), object);
        only_the_whole(&bytes, trailing, |bytes| AttestationObject::parse(bytes).ok())?;
    }

    #[test]
    fn client_data(data in strategies::client_data(), trailing in any::<u8>().prop_filter("white space may follow JSON", |byte| !byte.is_ascii_whitespace())) {
        let bytes = data.to_json();
        prop_assert_eq!(CollectedClientData::parse(&bytes).unwrap(), data);
        only_the_whole(&bytes, trailing, |bytes| CollectedClientData::parse(bytes).ok())?;
    }

    #[test]
    fn get_info(info in strategies::get_info(), trailing: u8) {
        let bytes = info.encode();
        prop_assert_eq!(GetInfo::parse(&bytes).unwrap(), info);
        only_the_whole(&bytes, trailing, |bytes| GetInfo::parse(bytes).ok())?;
    }

    #[test]
    fn a_fragmented_message_comes_together(channel in 1..u32::MAX, command in 0..=0x7f_u8, message in prop::collection::vec(any::<u8>(), 0..7609)) {
        let reports = fragment(ChannelId(channel), command, &message).unwrap();
        let mut together = Vec::new();
        for (at, report) in reports.iter().enumerate() {
            match Packet::parse(report) {
                Packet::Initialization { channel: c, command: k, length, data } => {
                    prop_assert_eq!((at, c, k, usize::from(length)), (0, ChannelId(channel), command, message.len()));
                    together.extend_from_slice(data);
                }
                Packet::Continuation { channel: c, sequence, data } => {
                    prop_assert_eq!((c, usize::from(sequence)), (ChannelId(channel), at - 1));
                    together.extend_from_slice(data);
                }
            }
        }
        prop_assert!(together[message.len()..].iter().all(|byte| *byte == 0));
        together.truncate(message.len());
        prop_assert_eq!(together, message);
    }

    #[test]
    fn a_packet_reads_back(report in prop::collection::vec(any::<u8>(), REPORT_SIZE)) {
        let report = Report::try_from(report).unwrap();
        let packet = Packet::parse(&report);
        let again = packet.to_report();
        prop_assert_eq!(Packet::parse(&again), packet);
    }

    #[test]
    fn the_json_forms_read_back(options in strategies::creation_options(), request in strategies::request_options(), registration in strategies::registration(), authentication in strategies::authentication()) {
        prop_assert_eq!(serde_json::from_slice::<PublicKeyCredentialCreationOptionsJson>(&serde_json::to_vec(&options).unwrap()).unwrap(), options);
        prop_assert_eq!(serde_json::from_slice::<PublicKeyCredentialRequestOptionsJson>(&serde_json::to_vec(&request).unwrap()).unwrap(), request);
        prop_assert_eq!(serde_json::from_slice::<RegistrationResponseJson>(&serde_json::to_vec(&registration).unwrap()).unwrap(), registration);
        prop_assert_eq!(serde_json::from_slice::<AuthenticationResponseJson>(&serde_json::to_vec(&authentication).unwrap()).unwrap(), authentication);
    }

    /// Bytes at random, and valid bytes with one of them changed, which get past the first checks.
    #[test]
    fn no_input_panics(noise in prop::collection::vec(any::<u8>(), 0..300), object in strategies::attestation_object(), data in strategies::client_data(), info in strategies::get_info(), at: prop::sample::Index, to: u8) {
        let mut inputs = vec![noise];
        for mut valid in [object.encode(), object.auth_data_bytes, data.to_json(), info.encode()] {
            let at = at.index(valid.len());
            valid[at] = to;
            inputs.push(valid);
        }
        for bytes in inputs {
            let _ = Value::parse(&bytes);
            let _ = PublicKey::parse(&bytes);
            let _ = AuthenticatorData::parse(&bytes);
            let _ = AttestationObject::parse(&bytes);
            let _ = CollectedClientData::parse(&bytes);
            let _ = GetInfo::parse(&bytes);
            let _ = serde_json::from_slice::<RegistrationResponseJson>(&bytes);
            let _ = serde_json::from_slice::<AuthenticationResponseJson>(&bytes);
        }
    }
}
