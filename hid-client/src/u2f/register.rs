//! Making a credential (U2F Raw Message Formats §4), and what it is to a relying party (CTAP 2.1 §10.2).

use shared::attestation_object::AttestationObject;
use shared::authenticator_data::{AttestedCredentialData, AuthenticatorData, Flags};
use shared::cbor::{Map, Value};
use shared::cose::PublicKey;
use shared::ids::{Aaguid, CredentialId};

use crate::error::{Error, ErrorKind, ProtocolError};

/// SEC 1 §2.3.3: an uncompressed point.
const UNCOMPRESSED: u8 = 0x04;
/// The first byte of the reply.
const RESERVED: u8 = 0x05;

/// The attestation object that a reply to register stands for: format `fido-u2f`, counter zero, no AAGUID.
pub(crate) fn attestation_object(reply: &[u8], application: [u8; 32]) -> Result<AttestationObject, Error> {
    let wrong = |what| ErrorKind::from(ProtocolError::U2f(what));
    let (&[reserved, prefix], rest) = reply.split_first_chunk().ok_or_else(|| wrong("a registration cut short"))?;
    if reserved != RESERVED || prefix != UNCOMPRESSED {
        return Err(wrong("a registration that does not begin as one").into());
    }
    let (x, rest) = rest.split_first_chunk().ok_or_else(|| wrong("a registration without its key"))?;
    let (y, rest) = rest.split_first_chunk().ok_or_else(|| wrong("a registration without its key"))?;
    let (length, rest) = rest.split_first().ok_or_else(|| wrong("a registration without its key handle"))?;
    let handle = rest.split_at_checked(usize::from(*length));
    let (handle, rest) = handle.ok_or_else(|| wrong("a registration without its key handle"))?;
    let (certificate, signature) = certificate(rest).ok_or_else(|| wrong("a registration without a certificate"))?;
    let credential_id = CredentialId::new(handle).map_err(|_| wrong("a registration with an empty key handle"))?;
    let data = AuthenticatorData {
        rp_id_hash: application,
        flags: Flags::UP,
        sign_count: 0,
        attested_credential_data: Some(AttestedCredentialData {
            aaguid: Aaguid::ZERO,
            credential_id,
            public_key: PublicKey::Es256 { x: *x, y: *y },
        }),
        extensions: None,
    };
    let statement = Map::new().with("sig", signature).with("x5c", vec![Value::from(certificate)]);
    Ok(AttestationObject::from_parts("fido-u2f", statement, data.encode()).map_err(ErrorKind::from)?)
}

/// A certificate in DER, and the signature behind it: nothing but the certificate tells where it ends.
fn certificate(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    const SEQUENCE: u8 = 0x30;
    let length = match *bytes {
        [SEQUENCE, length @ ..=0x7f, ..] => 2 + usize::from(length),
        [SEQUENCE, 0x81, length, ..] => 3 + usize::from(length),
        [SEQUENCE, 0x82, high, low, ..] => 4 + usize::from(u16::from_be_bytes([high, low])),
        _ => return None,
    };
    bytes.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(certificate: &[u8]) -> Vec<u8> {
        [&[5, 4][..], &[7; 64], &[2, 8, 9], certificate, &[0x30, 0x01]].concat()
    }

    #[test]
    fn a_registration_comes_apart() {
        for certificate in [vec![0x30, 1, 0], [&[0x30, 0x81, 0x80][..], &[1; 128]].concat()] {
            let object = attestation_object(&reply(&certificate), [3; 32]).unwrap();
            assert_eq!((object.fmt.as_str(), object.auth_data.flags), ("fido-u2f", Flags::UP | Flags::AT));
            let credential = object.auth_data.attested_credential_data.unwrap();
            assert_eq!(credential.credential_id.as_bytes(), [8, 9]);
            assert_eq!(object.att_stmt.get("sig"), Some(&Value::from(&[0x30_u8, 0x01][..])));
            assert_eq!(object.att_stmt.get("x5c"), Some(&vec![Value::from(certificate)].into()));
        }
    }

    #[test]
    fn one_that_is_cut_anywhere_is_an_error() {
        let whole = reply(&[&[0x30, 0x82, 0x01, 0x00][..], &[1; 256]].concat());
        for length in 0..whole.len() - 2 {
            assert!(attestation_object(&whole[..length], [3; 32]).is_err(), "{length}");
        }
        let mut other = whole.clone();
        other[0] = 4;
        assert!(attestation_object(&other, [3; 32]).is_err());
    }
}
