//! Text messages and calls by a service that speaks as 46elks does: its API a1, resources sms and calls.

use std::fmt;

use async_trait::async_trait;
use reqwest::Client;
use serde::Deserialize;
use serde_json::json;
use url::Url;
use zeroize::Zeroizing;

use super::callbacks::Callbacks;
use super::courier::{Courier, Outgoing, Receipt, SendError};
use super::web;
use crate::config::ElksSettings;
use crate::i18n::Language;
use crate::records::Channel;

/// Hands messages to the service.
pub(super) struct Elks {
    client: Client,
    settings: ElksSettings,
    callbacks: Callbacks,
}

/// What it says of a message or call that it took.
#[derive(Deserialize)]
struct Created {
    id: String,
}

impl Elks {
    /// By this client; reports come to `callbacks`.
    pub(super) fn new(client: Client, settings: ElksSettings, callbacks: Callbacks) -> Self {
        Self { client, settings, callbacks }
    }

    fn address(&self, resource: &str) -> Result<Url, SendError> {
        let base = self.settings.url.as_str().trim_end_matches('/');
        let address = format!("{base}/a1/{resource}");
        Url::parse(&address).map_err(|_| SendError::Never("the provider's address makes no sense".into()))
    }
}

impl fmt::Debug for Elks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Elks").field("settings", &self.settings).finish_non_exhaustive()
    }
}

#[async_trait]
impl Courier for Elks {
    /// It reads aloud in English alone.
    fn language(&self, wanted: Language, channel: Channel) -> Language {
        if channel == Channel::Voice { Language::English } else { wanted }
    }

    async fn send(&self, message: &Outgoing) -> Result<Receipt, SendError> {
        let (resource, name, report, content) = match message.channel {
            Channel::Voice => ("calls", "voice_start", "whenhangup", spoken(message)),
            _ => ("sms", "message", "whendelivered", written(message)),
        };
        let mut form =
            vec![("to", message.destination.as_str()), ("from", &self.settings.from), (name, content.as_str())];
        let callback = self.callbacks.elks_address(&message.id);
        if let Some(callback) = &callback {
            form.push((report, callback));
        }
        let request = self
            .client
            .post(self.address(resource)?)
            .basic_auth(&self.settings.user, Some(self.settings.password.reveal()))
            .header("idempotency-key", message.id.to_string())
            .form(&form);
        let created: Created = web::answer(request).await?;
        Ok(Receipt { provider_id: web::provider_id(&created.id) })
    }
}

fn written(message: &Outgoing) -> Zeroizing<String> {
    Zeroizing::new(message.paragraphs.iter().map(|text| text.as_str()).collect())
}

/// One action that reads the sentences aloud, by the voice that the service has.
fn spoken(message: &Outgoing) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(512));
    for sentence in &message.paragraphs {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(sentence);
    }
    Zeroizing::new(json!({ "play": format!("en_US/{}", text.as_str()) }).to_string())
}
