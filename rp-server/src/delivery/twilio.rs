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
            Channel::Voice => {
                let keys_go_to = self.callbacks.twilio_keys_address(&message.id);
                ("Calls", ("Twiml", twiml(message, keys_go_to.as_deref())))
            }
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

/// What is said in a call, in the language of TwiML: each sentence, then a pause. Where the call can be confirmed, digits are taken
/// all the while and go to `keys_go_to`.
fn twiml(message: &Outgoing, keys_go_to: Option<&str>) -> Zeroizing<String> {
    let mut twiml = Zeroizing::new(String::with_capacity(1024));
    twiml.push_str("<Response>");
    let gather = message.asks_for_keys.as_deref().zip(keys_go_to);
    let (end, said) = message.paragraphs.split_last().map_or((None, &[][..]), |(end, said)| (Some(end), said));
    if let Some((_, address)) = gather {
        // Writing to a string cannot fail.
        let _ = write!(twiml, "<Gather numDigits=\"6\" timeout=\"15\" action=\"{address}\">");
    }
    said.iter().for_each(|sentence| say(&mut twiml, message.language, sentence));
    if let Some((asked, _)) = gather {
        say(&mut twiml, message.language, asked);
        twiml.push_str("</Gather>");
    }
    if let Some(end) = end {
        say(&mut twiml, message.language, end);
    }
    twiml.push_str("</Response>");
    twiml
}

/// One sentence as an answer to a call whose digits have come.
pub(super) fn answer(language: Language, sentence: &str) -> String {
    let mut twiml = Zeroizing::new(String::from("<Response>"));
    say(&mut twiml, language, sentence);
    format!("{}</Response>", twiml.as_str())
}

fn say(twiml: &mut Zeroizing<String>, language: Language, sentence: &str) {
    let language = match language {
        Language::English => "en-GB",
        Language::Swedish => "sv-SE",
    };
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
