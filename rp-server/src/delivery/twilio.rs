//! Text messages and calls by a service that speaks as Twilio does: its API of 2010-04-01, resources Messages and Calls.

use std::fmt;
use std::fmt::Write as _;

use async_trait::async_trait;
use reqwest::Client;
use serde::Deserialize;
use url::Url;
use zeroize::Zeroizing;

use super::callbacks::Callbacks;
use super::courier::{Courier, Outgoing, Receipt, SendError};
use super::web;
use crate::config::TwilioSettings;
use crate::i18n::Language;
use crate::records::Channel;

/// Hands messages to the service.
pub(super) struct Twilio {
    client: Client,
    settings: TwilioSettings,
    callbacks: Callbacks,
}

/// What it says of a message or call that it took.
#[derive(Deserialize)]
struct Created {
    sid: String,
}

impl Twilio {
    /// By this client; reports come to `callbacks`.
    pub(super) fn new(client: Client, settings: TwilioSettings, callbacks: Callbacks) -> Self {
        Self { client, settings, callbacks }
    }

    fn address(&self, resource: &str) -> Result<Url, SendError> {
        let base = self.settings.url.as_str().trim_end_matches('/');
        let address = format!("{base}/2010-04-01/Accounts/{}/{resource}.json", self.settings.account);
        Url::parse(&address).map_err(|_| SendError::Never("the provider's address makes no sense".into()))
    }
}

impl fmt::Debug for Twilio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Twilio").field("settings", &self.settings).finish_non_exhaustive()
    }
}

#[async_trait]
impl Courier for Twilio {
    async fn send(&self, message: &Outgoing) -> Result<Receipt, SendError> {
        let (resource, content) = match message.channel {
            Channel::Voice => ("Calls", ("Twiml", twiml(message))),
            _ => ("Messages", ("Body", Zeroizing::new(message.paragraphs.iter().map(|text| text.as_str()).collect()))),
        };
        let (name, content) = (content.0, content.1.as_str());
        let mut form = vec![("To", message.destination.as_str()), ("From", &self.settings.from), (name, content)];
        let callback = self.callbacks.twilio_address(&message.id);
        if let Some(callback) = &callback {
            form.push(("StatusCallback", callback));
        }
        let request = self
            .client
            .post(self.address(resource)?)
            .basic_auth(&self.settings.account, Some(self.settings.token.reveal()))
            .header("idempotency-key", message.id.to_string())
            .form(&form);
        let created: Created = web::answer(request).await?;
        Ok(Receipt { provider_id: web::provider_id(&created.sid) })
    }
}

/// What is said in a call, in the language of TwiML: each sentence, then a pause.
fn twiml(message: &Outgoing) -> Zeroizing<String> {
    let language = match message.language {
        Language::English => "en-GB",
        Language::Swedish => "sv-SE",
    };
    let mut twiml = Zeroizing::new(String::with_capacity(1024));
    twiml.push_str("<Response>");
    for sentence in &message.paragraphs {
        // Writing to a string cannot fail.
        let _ = write!(twiml, "<Say language=\"{language}\">");
        for character in sentence.chars() {
            match character {
                '<' => twiml.push_str("&lt;"),
                '>' => twiml.push_str("&gt;"),
                '&' => twiml.push_str("&amp;"),
                other => twiml.push(other),
            }
        }
        twiml.push_str("</Say><Pause length=\"1\"/>");
    }
    twiml.push_str("</Response>");
    twiml
}
