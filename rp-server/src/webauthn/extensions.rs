//! Which extension outputs may come back.

use shared::cbor::Map;
use shared::webauthn_json::Extensions;

use super::Refusal;

/// An identifier longer than this is cut in a refusal's text.
const SHOWN_IDENTIFIER: usize = 64;

/// The extensions that the options asked for, by client extension identifier (WebAuthn L3 §9).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RequestedExtensions(Vec<String>);

impl RequestedExtensions {
    /// The identifiers of the options' `extensions`.
    pub fn of(inputs: Option<&Extensions>) -> Self {
        Self(inputs.into_iter().flat_map(|inputs| inputs.keys().cloned()).collect())
    }

    /// The identifiers as they were stored.
    pub fn from_names(names: Vec<String>) -> Self {
        Self(names)
    }

    /// The identifiers.
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// No output without an input: this relying party has no use for unsolicited extensions (§7.1 step 28, §7.2 step 23).
    pub(super) fn check(
        &self,
        client_outputs: &Extensions,
        authenticator_outputs: Option<&Map>,
    ) -> Result<(), Refusal> {
        let refused =
            |identifier: &str| Err(Refusal::ExtensionNotRequested(identifier.chars().take(SHOWN_IDENTIFIER).collect()));
        for identifier in client_outputs.keys() {
            if !self.asked_for(identifier) {
                return refused(identifier);
            }
        }
        for (identifier, _) in authenticator_outputs.into_iter().flat_map(Map::iter) {
            // The parser of authenticator data lets only text pass.
            let identifier = identifier.as_text().unwrap_or_default();
            if !self.asked_for(client_identifier(identifier)) && !self.asked_for(identifier) {
                return refused(identifier);
            }
        }
        Ok(())
    }

    fn asked_for(&self, identifier: &str) -> bool {
        self.0.iter().any(|asked| asked == identifier)
    }
}

/// The client extension by which an authenticator extension is asked for, where the two have different names.
fn client_identifier(authenticator_identifier: &str) -> &str {
    match authenticator_identifier {
        // CTAP 2.1 §12.1, §12.5
        "credProtect" => "credentialProtectionPolicy",
        "hmac-secret" => "hmacCreateSecret",
        same => same,
    }
}
