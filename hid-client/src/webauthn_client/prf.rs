//! The pseudo-random function of a credential (WebAuthn L3 §10.1.4 "prf").

use sha2::{Digest as _, Sha256};
use shared::ids::{CredentialId, RpId};
use zeroize::Zeroizing;

use super::WebAuthnClient;
use crate::error::{Error, ErrorKind, Lacking};
use crate::key::{Secret, Verification};
use crate::operation::Operation;

impl WebAuthnClient<'_> {
    /// What the function gives for the person's input, when they have one. The key is asked by itself, after the ceremony:
    /// the server's copy of it says nothing about this.
    pub(super) fn evaluate_prf(
        &mut self,
        rp_id: &RpId,
        credential: &CredentialId,
        verification: &Verification,
        operation: &mut Operation<'_>,
    ) -> Result<Option<Secret>, Error> {
        let Some(input) = &self.wishes.prf_input else { return Ok(None) };
        // The function is that of the verified person alone.
        if matches!(verification, Verification::None) {
            return Err(ErrorKind::NotSupported(Lacking::SecretsWithoutPin).into());
        }
        let salt = salt(input);
        self.authenticator.derive_secret(rp_id, credential, &salt, verification, operation).map(Some)
    }
}

/// SHA-256("WebAuthn PRF", a zero byte, the input): no salt of other protocols is one of these.
fn salt(input: &[u8]) -> Secret {
    let mut hash = Sha256::new();
    hash.update(b"WebAuthn PRF\0");
    hash.update(input);
    Zeroizing::new(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_salt_is_the_standards() {
        // printf 'WebAuthn PRF\0hello' | sha256sum
        let hex: String = salt(b"hello").iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "0548f3025671e73beab092b1ac870ddd33a0d925e193eca79ba8358919b73cdc");
    }
}
