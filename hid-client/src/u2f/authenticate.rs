//! Signing (U2F Raw Message Formats §5), and what it is to a relying party (CTAP 2.1 §10.3).

use shared::authenticator_data::{AuthenticatorData, Flags};
use shared::ids::CredentialId;

use crate::ctap2::Assertion;
use crate::error::{Error, ErrorKind, ProtocolError};

/// How the key is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Control {
    /// Whether it knows the key handle.
    CheckOnly = 0x07,
    /// For a signature, with a touch.
    EnforcePresence = 0x03,
    /// For a signature, without one.
    DontEnforcePresence = 0x08,
}

/// Challenge parameter, application parameter and key handle; an error for an id that no U2F key has.
pub(crate) fn request(challenge: &[u8; 32], application: &[u8; 32], id: &CredentialId) -> Option<Vec<u8>> {
    let length = u8::try_from(id.as_bytes().len()).ok()?;
    Some([challenge.as_slice(), application, &[length], id.as_bytes()].concat())
}

/// The assertion that a reply to authenticate stands for.
pub(crate) fn assertion(reply: &[u8], application: [u8; 32], id: &CredentialId) -> Result<Assertion, Error> {
    let short = || ErrorKind::from(ProtocolError::U2f("a signature cut short"));
    let (&[presence, c0, c1, c2, c3], signature) = reply.split_first_chunk().ok_or_else(short)?;
    if signature.is_empty() {
        return Err(short().into());
    }
    let auth_data = AuthenticatorData {
        rp_id_hash: application,
        // The key signed its own byte: whatever it says besides presence, the signature is over this.
        flags: Flags(presence),
        sign_count: u32::from_be_bytes([c0, c1, c2, c3]),
        attested_credential_data: None,
        extensions: None,
    };
    if presence & !Flags::UP.0 != 0 {
        return Err(ErrorKind::from(ProtocolError::U2f("a signature with flags that U2F does not have")).into());
    }
    Ok(Assertion {
        credential_id: id.clone(),
        auth_data_bytes: auth_data.encode(),
        auth_data,
        signature: signature.to_vec(),
        user: None,
        number_of_credentials: None,
        large_blob_key: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_comes_apart_and_nothing_else_does() {
        let id = CredentialId::new([1]).unwrap();
        let signed = assertion(&[1, 0, 0, 1, 0, 0x30], [2; 32], &id).unwrap();
        assert_eq!((signed.auth_data.flags, signed.auth_data.sign_count), (Flags::UP, 256));
        assert_eq!(signed.auth_data_bytes.len(), 37);
        for reply in [&[][..], &[1, 0, 0, 0], &[1, 0, 0, 0, 1], &[0x41, 0, 0, 0, 1, 0x30]] {
            assert!(assertion(reply, [2; 32], &id).is_err(), "{reply:?}");
        }
    }

    #[test]
    fn an_id_that_no_u2f_key_has_is_not_sent() {
        let request = |length| request(&[0; 32], &[0; 32], &CredentialId::new(vec![1; length]).unwrap());
        assert_eq!(request(255).map(|request| request.len()), Some(320));
        assert_eq!(request(256), None);
    }
}
