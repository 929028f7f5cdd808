//! E-mail by SMTP (RFC 5321), over TLS.

use std::fmt;
use std::time::Duration;

use askama::Template;
use async_trait::async_trait;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use super::courier::{Courier, Outgoing, Receipt, SendError};
use crate::config::{SmtpSecurity, SmtpSettings};

/// Hands mails to one mail server.
pub(super) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// What the names of messages end with.
    domain: String,
}

#[derive(Template)]
#[template(path = "mail/message.html")]
struct Html<'a> {
    language: &'static str,
    subject: &'a str,
    paragraphs: Vec<&'a str>,
}

#[derive(Template)]
#[template(path = "mail/message.txt")]
struct Text<'a> {
    paragraphs: Vec<&'a str>,
}

/// `Auto-Submitted: auto-generated` (RFC 3834 §5): no machine answers.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

impl Smtp {
    /// Prepares connections; none is made yet.
    pub(super) fn new(settings: &SmtpSettings, timeout: Duration) -> Result<Self, Error> {
        let tls = match settings.security {
            SmtpSecurity::None => Tls::None,
            SmtpSecurity::StartTls => Tls::Required(tls(settings)?),
            SmtpSecurity::Tls => Tls::Wrapper(tls(settings)?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port)
            .tls(tls)
            .timeout(Some(timeout));
        if let Some((user, password)) = &settings.credentials {
            builder = builder.credentials(Credentials::new(user.clone(), password.reveal().to_owned()));
        }
        let domain = settings.from.email.domain().to_owned();
        Ok(Self { transport: builder.build(), from: settings.from.clone(), domain })
    }

    fn mail(&self, message: &Outgoing) -> Result<Message, SendError> {
        // None of what these errors say goes on: it may repeat the address.
        let wrong = |what: &str| SendError::Never(format!("the mail cannot be written: {what}"));
        let to: Address = message.destination.parse().map_err(|_| wrong("its address"))?;
        let paragraphs: Vec<&str> = message.paragraphs.iter().map(|paragraph| paragraph.as_str()).collect();
        let text = Text { paragraphs: paragraphs.clone() }.render().map_err(|_| wrong("its text"))?;
        let html = Html { language: message.language.tag(), subject: &message.subject, paragraphs };
        let html = html.render().map_err(|_| wrong("its page"))?;
        Message::builder()
            .message_id(Some(format!("<{}@{}>", message.id, self.domain)))
            .date_now()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&message.subject)
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(text, html))
            .map_err(|_| wrong("its headers"))
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("domain", &self.domain).finish_non_exhaustive()
    }
}

#[async_trait]
impl Courier for Smtp {
    async fn send(&self, message: &Outgoing) -> Result<Receipt, SendError> {
        let mail = self.mail(message)?;
        match self.transport.send(mail).await {
            Ok(_) => Ok(Receipt::default()),
            Err(error) => Err(refusal(&error)),
        }
    }
}

fn tls(settings: &SmtpSettings) -> Result<TlsParameters, Error> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    if !settings.roots.is_empty() {
        builder = builder.add_root_certificate(Certificate::from_pem(settings.roots.as_bytes())?);
    }
    builder.build()
}

/// What a failure means, in words of ours: the server's own may repeat the address.
fn refusal(error: &Error) -> SendError {
    let problem = match error.status() {
        Some(code) => format!("the mail server answered {code}"),
        None if error.is_timeout() => "the mail server did not answer in time".into(),
        None if error.is_tls() => "no TLS connection to the mail server: look at its certificate".into(),
        None if error.is_client() => "the mail server offers no authentication that can be used".into(),
        None if error.is_response() => "the mail server's answer makes no sense".into(),
        None => "the mail server cannot be reached".into(),
    };
    // 535 and its kin are about us, not about the message: an operator can mend that.
    let is_about_us = error.status().is_some_and(|code| matches!(u16::from(code), 530 | 534 | 535 | 538));
    if error.is_permanent() && !is_about_us { SendError::Never(problem) } else { SendError::Again(problem) }
}
