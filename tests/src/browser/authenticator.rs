//! Chromium's own virtual security keys (WebAuthn L3 §11).

use serde_json::{Value, json};

use super::Browser;

/// What a virtual security key is.
#[derive(Debug, Clone, Copy)]
pub struct AuthenticatorOptions {
    /// It can verify its person, as a key with a PIN does.
    pub has_user_verification: bool,
    /// Its person gives the right PIN.
    pub is_user_verified: bool,
    /// Its person touches it whenever it asks.
    pub is_touched: bool,
}

impl Default for AuthenticatorOptions {
    /// A key with a PIN in the hands of its owner.
    fn default() -> Self {
        Self { has_user_verification: true, is_user_verified: true, is_touched: true }
    }
}

/// A virtual security key in the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluggedIn(String);

impl Browser {
    /// Plugs a security key in.
    pub fn plug_in(&self, options: AuthenticatorOptions) -> PluggedIn {
        let id = self.command(
            "POST",
            "/webauthn/authenticator",
            json!({
                "protocol": "ctap2",
                "transport": "usb",
                "hasResidentKey": true,
                "hasUserVerification": options.has_user_verification,
                "isUserVerified": options.is_user_verified,
                "isUserConsenting": options.is_touched,
            }),
        );
        PluggedIn(id.as_str().expect("an authenticator's id").to_owned())
    }

    /// Pulls a key out; what was on it is gone.
    pub fn pull_out(&self, key: &PluggedIn) {
        self.command("DELETE", &format!("/webauthn/authenticator/{}", key.0), Value::Null);
    }

    /// From now on the key's person gives the right PIN, or does not.
    pub fn verifies(&self, key: &PluggedIn, verified: bool) {
        self.command("POST", &format!("/webauthn/authenticator/{}/uv", key.0), json!({ "isUserVerified": verified }));
    }

    /// The credentials on a key.
    pub fn credentials(&self, key: &PluggedIn) -> Vec<Value> {
        let path = format!("/webauthn/authenticator/{}/credentials", key.0);
        self.command("GET", &path, Value::Null).as_array().cloned().unwrap_or_default()
    }

    /// Puts a credential on a key: with those of [`Self::credentials`], a copy of another key.
    pub fn add_credential(&self, key: &PluggedIn, credential: &Value) {
        self.command("POST", &format!("/webauthn/authenticator/{}/credential", key.0), credential.clone());
    }
}
