//! How messages reach people: which provider each way takes, and what that provider needs.

use std::fmt;
use std::net::IpAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::message::Mailbox;
use shared::secret_text::SecretText;
use url::{Host, Url};
use zeroize::Zeroizing;

use super::layers::Raw;
use super::settings::{Reader, one_of, parsed, path, seconds};
use super::{ConfigError, values};

/// How messages reach people.
#[derive(Debug, Clone)]
pub struct DeliverySettings {
    /// What sends e-mail.
    pub mail: MailProvider,
    /// What sends text messages.
    pub sms: PhoneProvider,
    /// What makes calls.
    pub voice: PhoneProvider,
    /// How long a provider may take for one message.
    pub timeout: Duration,
    /// How many messages each provider gets at once.
    pub concurrency: usize,
}

/// What sends e-mail.
#[derive(Debug, Clone)]
pub enum MailProvider {
    /// Nothing: there is no e-mail.
    None,
    /// A folder, in which each message becomes a file.
    Folder(PathBuf),
    /// A mail server.
    Smtp(SmtpSettings),
}

/// What sends text messages or makes calls.
#[derive(Debug, Clone)]
pub enum PhoneProvider {
    /// Nothing: there are none.
    None,
    /// A folder, in which each message becomes a file.
    Folder(PathBuf),
    /// A service that speaks as Twilio does.
    Twilio(TwilioSettings),
    /// A service that speaks as 46elks does.
    Elks(ElksSettings),
}

/// How to reach a mail server.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// Its name, which its certificate must have.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: SmtpSecurity,
    /// As whom to authenticate, and with which password.
    pub credentials: Option<(String, SecretText)>,
    /// Whom messages are from.
    pub from: Mailbox,
    /// PEM certificates that are trusted beside the system's.
    pub roots: String,
}

/// How a connection to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// It turns to TLS before anything is said (RFC 3207), or nothing is.
    StartTls,
    /// It is TLS from the first byte (RFC 8314 §3).
    Tls,
    /// It is not; on this machine alone.
    None,
}

/// How to reach a service that speaks as Twilio does.
#[derive(Debug, Clone)]
pub struct TwilioSettings {
    /// Its base address.
    pub url: Url,
    /// The account's SID.
    pub account: String,
    /// The account's token, which also signs its callbacks.
    pub token: SecretText,
    /// Whom messages and calls are from: a number in E.164, or a sender's name.
    pub from: String,
}

/// How to reach a service that speaks as 46elks does.
#[derive(Debug, Clone)]
pub struct ElksSettings {
    /// Its base address.
    pub url: Url,
    /// The API's user name.
    pub user: String,
    /// The API's password.
    pub password: SecretText,
    /// Whom messages and calls are from: a number in E.164, or a sender's name.
    pub from: String,
}

/// A provider's word in the settings.
#[derive(Debug, Clone, Copy)]
enum Word {
    None,
    Folder,
    Smtp,
    Twilio,
    Elks,
}

impl DeliverySettings {
    /// Reads them. Where nobody chose, a service on localhost writes into a folder of its data, and any other sends nothing.
    pub(super) fn read(read: &Reader<'_>, data: &Path, is_local: bool) -> Result<Self, ConfigError> {
        let default = if is_local { Word::Folder } else { Word::None };
        let folder = read.with("delivery.folder", data.join("messages"), path)?;
        let mail_words = [("none", Word::None), ("folder", Word::Folder), ("smtp", Word::Smtp)];
        let mail = match read.with("delivery.mail", default, |raw| one_of(raw, &mail_words))? {
            Word::Smtp => MailProvider::Smtp(smtp(read)?),
            Word::Folder => MailProvider::Folder(folder.clone()),
            _ => MailProvider::None,
        };
        let phone = |key| {
            let words =
                [("none", Word::None), ("folder", Word::Folder), ("twilio", Word::Twilio), ("46elks", Word::Elks)];
            Ok(match read.with(key, default, |raw| one_of(raw, &words))? {
                Word::Twilio => PhoneProvider::Twilio(twilio(read)?),
                Word::Elks => PhoneProvider::Elks(elks(read)?),
                Word::Folder => PhoneProvider::Folder(folder.clone()),
                _ => PhoneProvider::None,
            })
        };
        Ok(Self {
            mail,
            sms: phone("delivery.sms")?,
            voice: phone("delivery.voice")?,
            timeout: read.duration("delivery.timeout", 20, seconds(1, 120))?,
            concurrency: read.with("delivery.concurrency", 4, concurrency)?,
        })
    }
}

impl fmt::Display for MailProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none: there is no e-mail"),
            Self::Folder(folder) => write!(f, "folder: {}", folder.display()),
            Self::Smtp(smtp) => write!(f, "smtp: {}:{} from {}", smtp.host, smtp.port, smtp.from),
        }
    }
}

impl fmt::Display for PhoneProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none: there are no messages to phones this way"),
            Self::Folder(folder) => write!(f, "folder: {}", folder.display()),
            Self::Twilio(twilio) => write!(f, "twilio: {} from {}", twilio.url, twilio.from),
            Self::Elks(elks) => write!(f, "46elks: {} from {}", elks.url, elks.from),
        }
    }
}

fn smtp(read: &Reader<'_>) -> Result<SmtpSettings, ConfigError> {
    let words = [("starttls", SmtpSecurity::StartTls), ("tls", SmtpSecurity::Tls), ("none", SmtpSecurity::None)];
    let host = needed(read, "delivery.smtp.host", |raw| host_name(&values::text(raw)?))?;
    let security = read.with("delivery.smtp.security", SmtpSecurity::StartTls, |raw| one_of(raw, &words))?;
    if security == SmtpSecurity::None && !is_this_machine(&host) {
        let problem = format!("{host} is another machine: who listens on the way would read every code");
        return Err(read.refused("delivery.smtp.security", problem));
    }
    let usual_port = match security {
        SmtpSecurity::StartTls => 587,
        SmtpSecurity::Tls => 465,
        SmtpSecurity::None => 25,
    };
    let user = read.with("delivery.smtp.user", None, |raw| values::text(raw).map(Some))?;
    let password = read.with("delivery.smtp.password_file", None, |raw| secret_file(raw).map(Some))?;
    let credentials = match (user, password) {
        (None, None) => None,
        (Some(user), Some(password)) => Some((user, password)),
        (Some(_), None) => {
            return Err(read.refused("delivery.smtp.password_file", "it is missing, but delivery.smtp.user is set"));
        }
        (None, Some(_)) => {
            return Err(read.refused("delivery.smtp.user", "it is missing, but delivery.smtp.password_file is set"));
        }
    };
    Ok(SmtpSettings {
        host,
        port: read.with("delivery.smtp.port", usual_port, port)?,
        security,
        credentials,
        from: needed(read, "delivery.smtp.from", |raw| parsed(&values::text(raw)?))?,
        roots: read.with("delivery.smtp.roots", String::new(), super::settings::read_roots)?,
    })
}

fn twilio(read: &Reader<'_>) -> Result<TwilioSettings, ConfigError> {
    let usual = "https://api.twilio.com";
    Ok(TwilioSettings {
        url: base(read, "delivery.twilio.url", usual)?,
        account: needed(read, "delivery.twilio.account", word)?,
        token: needed(read, "delivery.twilio.token_file", secret_file)?,
        from: needed(read, "delivery.twilio.from", sender)?,
    })
}

fn elks(read: &Reader<'_>) -> Result<ElksSettings, ConfigError> {
    let usual = "https://api.46elks.com";
    Ok(ElksSettings {
        url: base(read, "delivery.46elks.url", usual)?,
        user: needed(read, "delivery.46elks.user", word)?,
        password: needed(read, "delivery.46elks.password_file", secret_file)?,
        from: needed(read, "delivery.46elks.from", sender)?,
    })
}

/// A setting that the chosen provider cannot do without.
fn needed<T>(
    read: &Reader<'_>,
    key: &'static str,
    of: impl FnOnce(&Raw) -> Result<T, String>,
) -> Result<T, ConfigError> {
    let value = read.with(key, None, |raw| of(raw).map(Some))?;
    value.ok_or_else(|| read.refused(key, "it is missing, and the chosen provider needs it"))
}

fn base(read: &Reader<'_>, key: &'static str, usual: &str) -> Result<Url, ConfigError> {
    let url = |text: &str| {
        let url: Url = parsed(text)?;
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        match url.scheme() {
            "https" => {}
            "http" if is_this_machine(host) => {}
            _ => return Err(format!("{text:?} is neither https nor on this machine")),
        }
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
            return Err("it has more than a host, a port and a path".into());
        }
        Ok(url)
    };
    match read.with(key, None, |raw| url(&values::text(raw)?).map(Some))? {
        Some(url) => Ok(url),
        None => url(usual).map_err(|problem| read.refused(key, problem)),
    }
}

fn host_name(text: &str) -> Result<String, String> {
    Host::parse(text).map(|host| host.to_string()).map_err(|error| format!("{text:?}: {error}"))
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn port(raw: &Raw) -> Result<u16, String> {
    let number = values::integer(raw)?;
    u16::try_from(number).ok().filter(|port| *port != 0).ok_or_else(|| "it is out of range".into())
}

fn concurrency(raw: &Raw) -> Result<usize, String> {
    let number = values::integer(raw)?;
    usize::try_from(number).ok().filter(|number| (1..=64).contains(number)).ok_or_else(|| "it is out of range".into())
}

/// A name of the provider's: it becomes part of an address.
fn word(raw: &Raw) -> Result<String, String> {
    let text = values::text(raw)?;
    let good = (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if good { Ok(text) } else { Err("it is not 1 to 64 letters and digits".into()) }
}

fn sender(raw: &Raw) -> Result<String, String> {
    let text = values::text(raw)?;
    let is_number = text
        .strip_prefix('+')
        .is_some_and(|digits| (5..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()));
    let is_name = (3..=11).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_number || is_name { Ok(text) } else { Err(format!("{text:?} is neither a number nor a name")) }
}

/// What a file holds, without the line's end. Never more of it in an error than its name.
fn secret_file(raw: &Raw) -> Result<SecretText, String> {
    let path = path(raw)?;
    let unreadable = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let mode = std::fs::metadata(&path).map_err(unreadable)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(format!("{} can be read by others: run chmod 600 on it", path.display()));
    }
    let text = Zeroizing::new(std::fs::read_to_string(&path).map_err(unreadable)?);
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err(format!("{} is not one line of text", path.display()));
    }
    Ok(SecretText::new(text))
}
