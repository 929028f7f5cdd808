//! What the settings say about delivery, put together.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use url::{Host, Url};

use super::callbacks::Callbacks;
use super::courier::Courier;
use super::elks::Elks;
use super::folder::Folder;
use super::notices::Notices;
use super::outbox::{Channels, Outbox};
use super::smtp::Smtp;
use super::twilio::Twilio;
use super::web;
use super::workers::Workers;
use crate::clock::Clock;
use crate::config::{DeliverySettings, MailProvider, PhoneProvider};
use crate::contacts::Contacts;
use crate::records::Channel;
use crate::sealing::SealError;
use crate::secret::ServerSecret;
use crate::store::Store;
use crate::webauthn::Origin;

/// Everything that brings messages to people. Cheap to clone.
#[derive(Clone)]
pub struct Delivery {
    outbox: Outbox,
    contacts: Contacts,
    callbacks: Callbacks,
    takes_keys: bool,
    couriers: Vec<(Channel, Arc<dyn Courier>)>,
    timeout: Duration,
    concurrency: usize,
}

/// Why messages cannot be delivered as the settings say.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// There is no key to seal with.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The connection to the mail server cannot be prepared.
    #[error("cannot prepare TLS for the mail server. Look at delivery.smtp.host and delivery.smtp.roots")]
    Smtp,
    /// Connections to providers cannot be prepared.
    #[error("cannot prepare TLS for providers: the system's certificates cannot be read. Install ca-certificates")]
    Web,
}

impl Delivery {
    /// By the settings: sealed by `secret`, in the name of `service`, which providers reach at `origin`.
    pub fn new(
        settings: &DeliverySettings,
        secret: &ServerSecret,
        service: &str,
        origin: Option<&Origin>,
        clock: &Arc<dyn Clock>,
    ) -> Result<Self, DeliveryError> {
        let callbacks = callbacks(settings, secret, origin);
        let mut couriers: Vec<(Channel, Arc<dyn Courier>)> = Vec::new();
        match &settings.mail {
            MailProvider::None => {}
            MailProvider::Folder(path) => {
                couriers.push((Channel::Mail, Arc::new(Folder::new(path.clone(), Arc::clone(clock)))));
            }
            MailProvider::Smtp(smtp) => {
                let smtp = Smtp::new(smtp, settings.timeout).map_err(|_| DeliveryError::Smtp)?;
                couriers.push((Channel::Mail, Arc::new(smtp)));
            }
        }
        for (channel, provider) in [(Channel::Sms, &settings.sms), (Channel::Voice, &settings.voice)] {
            let client = || web::client(settings.timeout).map_err(|_| DeliveryError::Web);
            let courier: Arc<dyn Courier> = match provider {
                PhoneProvider::None => continue,
                PhoneProvider::Folder(path) => Arc::new(Folder::new(path.clone(), Arc::clone(clock))),
                PhoneProvider::Twilio(twilio) => Arc::new(Twilio::new(client()?, twilio.clone(), callbacks.clone())),
                PhoneProvider::Elks(elks) => Arc::new(Elks::new(client()?, elks.clone(), callbacks.clone())),
            };
            couriers.push((channel, courier));
        }
        let has = |channel| couriers.iter().any(|(other, _)| *other == channel);
        let channels = Channels { mail: has(Channel::Mail), sms: has(Channel::Sms), voice: has(Channel::Voice) };
        Ok(Self {
            outbox: Outbox::new(secret, channels, service)?,
            contacts: Contacts::new(secret)?,
            takes_keys: callbacks.reaches_us() && matches!(settings.voice, PhoneProvider::Twilio(_)),
            callbacks,
            couriers,
            timeout: settings.timeout,
            concurrency: settings.concurrency,
        })
    }

    /// Writes messages.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// Seals and opens addresses.
    pub fn contacts(&self) -> &Contacts {
        &self.contacts
    }

    /// Whether calls take digits, and whoever makes them can tell us which.
    pub fn takes_keys(&self) -> bool {
        self.takes_keys
    }

    /// Reads what providers report.
    pub fn callbacks(&self) -> &Callbacks {
        &self.callbacks
    }

    /// Writes notices to the addresses of accounts in `store`.
    pub fn notices(&self, store: &Arc<dyn Store>, clock: &Arc<dyn Clock>) -> Notices {
        Notices::new(Arc::clone(store), Arc::clone(clock), self.contacts.clone(), self.outbox.clone())
    }

    /// Starts to send what is in `store`.
    pub fn start(&self, store: &Arc<dyn Store>, clock: &Arc<dyn Clock>) -> Workers {
        Workers::start(self.couriers.clone(), store, clock, &self.outbox, self.timeout, self.concurrency)
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery").field("outbox", &self.outbox).finish_non_exhaustive()
    }
}

/// Reports are asked for where the provider can bring them: to an https origin, or from this machine.
fn callbacks(settings: &DeliverySettings, secret: &ServerSecret, origin: Option<&Origin>) -> Callbacks {
    let (mut twilio_token, mut has_elks, mut is_here) = (None, false, true);
    for provider in [&settings.sms, &settings.voice] {
        match provider {
            PhoneProvider::Twilio(twilio) => {
                twilio_token = Some(twilio.token.clone());
                is_here &= is_this_machine(&twilio.url);
            }
            PhoneProvider::Elks(elks) => {
                has_elks = true;
                is_here &= is_this_machine(&elks.url);
            }
            PhoneProvider::None | PhoneProvider::Folder(_) => {}
        }
    }
    let reached = origin.filter(|origin| is_here || (origin.is_https() && !origin.is_local()));
    Callbacks::new(reached.map(ToString::to_string), twilio_token, has_elks.then_some(secret))
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
