//! Assertions to verify, with all that a relying party knows of them: JSON, one a line.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use shared::ids::{Base64UrlBytes, Challenge, CredentialId, RpId};
use shared::webauthn_json::AuthenticationResponseJson;

/// One assertion.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Line {
    /// Who asked.
    pub(crate) rp_id: RpId,
    /// Where.
    pub(crate) origin: String,
    /// What was asked.
    pub(crate) challenge: Challenge,
    /// Which credential answered.
    pub(crate) credential_id: CredentialId,
    /// Its public key, as it was registered.
    pub(crate) public_key_cose: Base64UrlBytes,
    /// The counter that is stored: the assertion's is higher.
    pub(crate) sign_count: u32,
    /// The answer.
    pub(crate) response: AuthenticationResponseJson,
}

impl Line {
    /// The same with another signature.
    pub(crate) fn with_damaged_signature(&self) -> Self {
        let mut line = self.clone();
        let mut signature = line.response.response.signature.as_bytes().to_vec();
        *signature.last_mut().expect("a signature has bytes") ^= 1;
        line.response.response.signature = Base64UrlBytes::new(signature).expect("its length has not changed");
        line
    }
}

/// The lines of a corpus.
pub(crate) fn read(file: &Path) -> Vec<Line> {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}"))).collect()
}

/// Writes a corpus.
pub(crate) fn write(file: &Path, lines: &[Line]) {
    let line = |line| serde_json::to_string(line).expect("an assertion has a JSON form") + "\n";
    let text: String = lines.iter().map(line).collect();
    fs::write(file, text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}
