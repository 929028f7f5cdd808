//! What the key tells whoever holds it in hand; never a secret.

use serde::Serialize;

use crate::authenticator::AuthenticatorStatus;

/// The state of a virtual key, as `virtual-key control status` prints it in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyStatus {
    /// Hosts can see the key.
    pub plugged: bool,
    /// `auto`, `manual` or `deny`.
    pub presence: String,
    /// A command waits for a touch.
    pub waiting_for_touch: bool,
    #[serde(flatten)]
    pub(crate) authenticator: Option<AuthenticatorStatus>,
}

impl KeyStatus {
    /// A PIN is set.
    pub fn pin_set(&self) -> bool {
        self.authenticator.as_ref().is_some_and(|it| it.pin_set)
    }

    /// Wrong PINs until the PIN is blocked.
    pub fn pin_retries(&self) -> u8 {
        self.authenticator.as_ref().map_or(0, |it| it.pin_retries)
    }

    /// Three wrong PINs in a row: the key wants a power cycle.
    pub fn pin_auth_blocked(&self) -> bool {
        self.authenticator.as_ref().is_some_and(|it| it.pin_auth_blocked)
    }

    /// How many discoverable credentials there are.
    pub fn discoverable_credentials(&self) -> usize {
        self.authenticator.as_ref().map_or(0, |it| it.discoverable_credentials)
    }

    /// The last signature counter that the key gave out.
    pub fn sign_count(&self) -> u32 {
        self.authenticator.as_ref().map_or(0, |it| it.sign_count)
    }
}
