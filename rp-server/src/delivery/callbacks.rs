//! What providers say of a message later, and how to know that it was they.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::hmac;
use shared::ids::Base64UrlBytes;
use shared::secret_text::SecretText;

use super::{twilio, web};
use crate::i18n::Language;
use crate::records::OutboxId;
use crate::secret::{MacKey, ServerSecret};
use crate::store::Report;

/// Where reports come to, and what shows that they are genuine. Cheap to clone.
#[derive(Clone)]
pub struct Callbacks(Arc<Parts>);

struct Parts {
    /// This service as a provider reaches it; none when it cannot.
    origin: Option<String>,
    twilio_token: Option<SecretText>,
    elks: Option<MacKey>,
}

/// A genuine report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// What it says; none when it is no news: that the message waits, or rings.
    pub report: Option<Report>,
    /// What the provider calls the message.
    pub provider_id: Option<String>,
}

/// A report that counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    /// Messages do not go this way, so nobody reports of them.
    #[error("no reports are expected from this provider")]
    NotExpected,
    /// Its signature is wrong, or there is none.
    #[error("the report is not signed by the provider")]
    NotGenuine,
}

impl Callbacks {
    /// Reports to `origin` when a provider can reach it; of those that signed with the token of a service like Twilio's, and of
    /// those that know the address which one like 46elks was told.
    pub(super) fn new(origin: Option<String>, twilio_token: Option<SecretText>, elks: Option<&ServerSecret>) -> Self {
        let elks = elks.map(|secret| secret.key("46elks callback"));
        Self(Arc::new(Parts { origin, twilio_token, elks }))
    }

    /// Whether a provider can reach this service.
    pub(super) fn reaches_us(&self) -> bool {
        self.0.origin.is_some()
    }

    /// Where a service like Twilio's reports of a message.
    pub(super) fn twilio_address(&self, id: &OutboxId) -> Option<String> {
        let origin = self.0.origin.as_ref()?;
        Some(format!("{origin}/delivery/callback/twilio/{id}"))
    }

    /// Where a service like Twilio's brings the digits that were typed in a call.
    pub(super) fn twilio_keys_address(&self, id: &OutboxId) -> Option<String> {
        let origin = self.0.origin.as_ref()?;
        Some(format!("{origin}/delivery/callback/twilio/{id}/keys"))
    }

    /// The digits that were typed in a call by a service like Twilio's, signed as [`twilio`](Self::twilio) has it.
    pub fn twilio_keys(
        &self,
        id: &OutboxId,
        signature: &str,
        form: &[(String, String)],
    ) -> Result<String, CallbackError> {
        let address = self.twilio_keys_address(id).ok_or(CallbackError::NotExpected)?;
        self.check_twilio(address, signature, form)?;
        let digits = form.iter().find(|(name, _)| name == "Digits").map(|(_, digits)| digits.clone());
        Ok(digits.unwrap_or_default())
    }

    /// What a service like Twilio's says in answer to digits, in the language of TwiML.
    pub fn twilio_answer(language: Language, is_right: bool) -> String {
        let words = if is_right { "message-code-voice-confirmed" } else { "message-code-voice-refused" };
        twilio::answer(language, &language.texts().say(words))
    }

    /// Where a service like 46elks reports of a message. It signs nothing, so the address is a secret of this message.
    pub(super) fn elks_address(&self, id: &OutboxId) -> Option<String> {
        let (origin, key) = (self.0.origin.as_ref()?, self.0.elks.as_ref()?);
        let token = Base64UrlBytes::new(key.mac(&[id.as_bytes()])).ok()?;
        Some(format!("{origin}/delivery/callback/46elks/{id}/{token}"))
    }

    /// Reads a report of a service like Twilio's: `signature` is its header `x-twilio-signature`, the HMAC-SHA-1 under the account's
    /// token of the address that it was told, then every name and value of the form, the names in order.
    pub fn twilio(&self, id: &OutboxId, signature: &str, form: &[(String, String)]) -> Result<Reported, CallbackError> {
        let address = self.twilio_address(id).ok_or(CallbackError::NotExpected)?;
        self.check_twilio(address, signature, form)?;
        let field = |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let status = field("MessageStatus").or_else(|| field("CallStatus")).unwrap_or_default();
        let report = match status {
            "sent" | "initiated" | "answered" | "in-progress" => Some(Report::Accepted),
            "delivered" | "completed" | "read" => Some(Report::Delivered),
            "undelivered" | "failed" | "busy" | "no-answer" | "canceled" => undeliverable(status),
            _ => None,
        };
        let provider_id = field("MessageSid").or_else(|| field("CallSid")).and_then(web::provider_id);
        Ok(Reported { report, provider_id })
    }

    fn check_twilio(
        &self,
        mut signed: String,
        signature: &str,
        form: &[(String, String)],
    ) -> Result<(), CallbackError> {
        let token = self.0.twilio_token.as_ref().ok_or(CallbackError::NotExpected)?;
        let mut sorted: Vec<_> = form.iter().collect();
        sorted.sort();
        sorted.iter().for_each(|(name, value)| signed.extend([name.as_str(), value.as_str()]));
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.reveal().as_bytes());
        let signature = base64_bytes(signature).ok_or(CallbackError::NotGenuine)?;
        hmac::verify(&key, signed.as_bytes(), &signature).map_err(|_| CallbackError::NotGenuine)
    }

    /// Reads a report of a service like 46elks: `token` is the last part of the address that it was told.
    pub fn elks(&self, id: &OutboxId, token: &str, form: &[(String, String)]) -> Result<Reported, CallbackError> {
        let key = self.0.elks.as_ref().ok_or(CallbackError::NotExpected)?;
        let token: Base64UrlBytes = token.parse().map_err(|_| CallbackError::NotGenuine)?;
        let same = aws_lc_rs::constant_time::verify_slices_are_equal(token.as_bytes(), &key.mac(&[id.as_bytes()]));
        same.map_err(|_| CallbackError::NotGenuine)?;

        let field = |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let status = field("status").or_else(|| field("state")).unwrap_or_default();
        let report = match status {
            "sent" | "ongoing" => Some(Report::Accepted),
            "delivered" | "success" => Some(Report::Delivered),
            "failed" | "busy" => undeliverable(status),
            _ => None,
        };
        let provider_id = field("id").or_else(|| field("callid")).and_then(web::provider_id);
        Ok(Reported { report, provider_id })
    }
}

impl fmt::Debug for Callbacks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callbacks").field("origin", &self.0.origin).finish_non_exhaustive()
    }
}

fn undeliverable(status: &str) -> Option<Report> {
    Some(Report::Undeliverable { problem: format!("the provider reports: {status}") })
}

/// The bytes of a text in base64 with padding, as in the header: 20 of them are 28 characters.
fn base64_bytes(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=').replace('+', "-").replace('/', "_");
    let bytes: Base64UrlBytes = (text.len() <= 64).then(|| text.parse().ok())??;
    Some(bytes.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: OutboxId = OutboxId::from_bytes([7; 16]);

    fn callbacks() -> Callbacks {
        let origin = Some("https://login.example.org".into());
        Callbacks::new(origin, Some(SecretText::new("12345")), Some(&ServerSecret::from_bytes([1; 32])))
    }

    fn form(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// HMAC-SHA1 by Python's hmac: base64 of the digest over the address and the sorted form, key "12345".
    const SIGNATURE: &str = "vyXljNtimhHrnEVPxlZ3rW1ApCs=";

    #[test]
    fn a_report_signed_as_twilio_signs_is_read() {
        let fields = form(&[("MessageStatus", "delivered"), ("MessageSid", "SM0123"), ("AccountSid", "AC1")]);
        let reported = callbacks().twilio(&ID, SIGNATURE, &fields).unwrap();
        assert_eq!(reported, Reported { report: Some(Report::Delivered), provider_id: Some("SM0123".into()) });
        let mut changed = fields.clone();
        changed[0].1 = "failed".into();
        assert_eq!(callbacks().twilio(&ID, SIGNATURE, &changed), Err(CallbackError::NotGenuine));
        let other = OutboxId::from_bytes([8; 16]);
        assert_eq!(callbacks().twilio(&other, SIGNATURE, &fields), Err(CallbackError::NotGenuine));
        for wrong in ["", "=", "AAAA", "ö", &"A".repeat(100_000)] {
            assert_eq!(callbacks().twilio(&ID, wrong, &fields), Err(CallbackError::NotGenuine));
        }
    }

    #[test]
    fn a_report_of_46elks_comes_to_the_address_of_its_message() {
        let address = callbacks().elks_address(&ID).unwrap();
        let token = address.strip_prefix(&format!("https://login.example.org/delivery/callback/46elks/{ID}/")).unwrap();
        for (status, report) in [
            ("sent", Some(Report::Accepted)),
            ("delivered", Some(Report::Delivered)),
            ("failed", undeliverable("failed")),
            ("created", None),
        ] {
            let reported =
                callbacks().elks(&ID, token, &form(&[("id", "s70df59406a1b4643b96f3f91e0bfb7b0"), ("status", status)]));
            assert_eq!(reported.unwrap().report, report);
        }
        let other = OutboxId::from_bytes([8; 16]);
        assert_eq!(callbacks().elks(&other, token, &[]), Err(CallbackError::NotGenuine));
        for wrong in ["", "AAAA", "ö"] {
            assert_eq!(callbacks().elks(&ID, wrong, &[]), Err(CallbackError::NotGenuine));
        }
    }

    #[test]
    fn nobody_reports_who_is_not_asked_to() {
        let none = Callbacks::new(None, None, None);
        assert_eq!(none.twilio(&ID, SIGNATURE, &[]), Err(CallbackError::NotExpected));
        assert_eq!(none.elks(&ID, "AAAA", &[]), Err(CallbackError::NotExpected));
        assert!(none.twilio_address(&ID).is_none() && none.elks_address(&ID).is_none());
    }
}
