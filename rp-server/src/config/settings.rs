//! Settings with their meaning.

use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use shared::ids::{Aaguid, RpId};

use super::layers::{KEYS, Layers, Raw};
use super::{ConfigError, DeliverySettings, SignUp, Source, policy, values};
use crate::clock::{Clock as _, SystemClock};
use crate::policy::Policy;
use crate::tls::{Certificate, CertificateFiles};
use crate::webauthn::attestation::{AttestationPolicy, AttestationPolicyError};
use crate::webauthn::{Origin, RelyingParty, RelyingPartyError};

const DAY: u64 = 86_400;

/// What a server needs to know, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to accept connections; port 0 for any free one.
    pub listen: SocketAddr,
    /// The origins of the service. Empty when nobody set any: then it is `http://localhost` with the port listened on.
    pub origins: Vec<Origin>,
    /// What TLS needs, where it ends here and not at a proxy.
    pub tls: Option<TlsSettings>,
    /// Whether browsers reach the server by a proxy alone, which speaks https to them.
    pub tls_by_proxy: bool,
    /// The proxies that are believed where requests come from.
    pub proxies: Vec<IpNet>,
    /// The RP ID.
    pub rp_id: RpId,
    /// The name that browsers show.
    pub rp_name: String,
    /// Where the store lives.
    pub data: PathBuf,
    /// Who may create an account.
    pub sign_up: SignUp,
    /// Whom people ask for help, in the operator's words: what follows "ask" in a sentence.
    pub contact: Option<String>,
    /// The life of a ceremony.
    pub ceremony_timeout: Duration,
    /// How long a session lives unused.
    pub session_idle: Duration,
    /// How long a session lives at most.
    pub session_absolute: Duration,
    /// Which keys may register.
    pub attestation: AttestationSettings,
    /// How messages reach people.
    pub delivery: DeliverySettings,
    /// Which methods are allowed, and what is asked of people.
    pub policy: Policy,
    /// The longest request body, in bytes.
    pub body_limit: usize,
    /// How long a request may take.
    pub request_timeout: Duration,
    /// How long requests may take to finish once the server is told to stop.
    pub shutdown_timeout: Duration,
    /// How the log is written.
    pub log_format: LogFormat,
    /// How much is logged.
    pub log_level: LogLevel,
    /// Whether the FIDO conformance profile lets anybody add a key to an account that exists, as the conformance tools do. Never
    /// in production: it hands accounts to whoever asks.
    pub fido_conformance: bool,
}

/// What TLS needs.
#[derive(Debug, Clone)]
pub struct TlsSettings {
    /// Where the certificate and its key are, to be read again when they have changed.
    pub files: CertificateFiles,
    /// What they held at the start.
    pub certificate: Certificate,
}

/// Which keys may register.
#[derive(Debug, Clone)]
pub struct AttestationSettings {
    /// Whose attestation is accepted.
    pub accept: AttestationAcceptance,
    /// The policy that follows from this and the other settings.
    pub policy: AttestationPolicy,
}

/// Whose attestation is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttestationAcceptance {
    /// Any, and none.
    Any,
    /// One that ends at a root of `attestation.roots`.
    Trusted,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// What is broken.
    Error,
    /// And what may break.
    Warn,
    /// And what happened.
    Info,
    /// And how.
    Debug,
}

impl Config {
    /// Checks every setting; an error names the first that does not hold.
    pub fn from_layers(layers: &Layers) -> Result<Self, ConfigError> {
        let read = Reader(layers);
        let rp_id = read.rp_id()?;
        let origins = read.with("origins", Vec::new(), origins)?;
        let data = read.data()?;
        let delivery = DeliverySettings::read(&read, &data, origins.iter().all(Origin::is_local))?;
        let config = Self {
            listen: read.with("listen", ([127, 0, 0, 1], 8080).into(), |raw| parsed(&values::text(raw)?))?,
            policy: policy::read(&read, &delivery)?,
            delivery,
            origins,
            tls: read.tls()?,
            tls_by_proxy: read.with("tls_by_proxy", false, values::boolean)?,
            proxies: read.with("http.proxies", Vec::new(), networks)?,
            sign_up: read.sign_up(&rp_id)?,
            contact: read.with("contact", None, |raw| shown(raw, 200).map(Some))?,
            rp_id,
            rp_name: read.with("rp_name", "Nyckel".into(), |raw| shown(raw, 64))?,
            data,
            ceremony_timeout: read.duration("ceremony.timeout", 300, RelyingParty::TIMEOUT_RANGE)?,
            session_idle: read.duration("session.idle", 3600, seconds(60, 30 * DAY))?,
            session_absolute: read.duration("session.absolute", DAY, seconds(60, 30 * DAY))?,
            attestation: read.attestation()?,
            body_limit: read.with("http.body_limit", 65_536, body_limit)?,
            request_timeout: read.duration("http.request_timeout", 15, seconds(1, 120))?,
            shutdown_timeout: read.duration("http.shutdown_timeout", 20, seconds(1, 300))?,
            log_format: read.with("log.format", LogFormat::Text, |raw| {
                one_of(raw, &[("text", LogFormat::Text), ("json", LogFormat::Json)])
            })?,
            log_level: read.with("log.level", LogLevel::Info, |raw| {
                let levels = [
                    ("error", LogLevel::Error),
                    ("warn", LogLevel::Warn),
                    ("info", LogLevel::Info),
                    ("debug", LogLevel::Debug),
                ];
                one_of(raw, &levels)
            })?,
            fido_conformance: read.with("fido_conformance", false, values::boolean)?,
        };
        if config.session_idle > config.session_absolute {
            return Err(read.refused("session.idle", "it is longer than session.absolute"));
        }
        config.check_relying_party(&read)?;
        config.check_transport(&read)?;
        Ok(config)
    }

    /// Where the store lives, whatever the other settings say: they need not hold for that.
    pub fn data_in(layers: &Layers) -> Result<PathBuf, ConfigError> {
        Reader(layers).data()
    }

    /// The relying party, once it is known which port is listened on.
    pub fn relying_party(&self, port: u16) -> Result<RelyingParty, RelyingPartyError> {
        let origins =
            if self.origins.is_empty() { default_origins(port, self.tls.is_some()) } else { self.origins.clone() };
        let policy = self.attestation.policy.clone();
        RelyingParty::new(self.rp_id.clone(), &self.rp_name, origins, self.ceremony_timeout, policy)
    }

    /// Whether what browsers are to show is what they get.
    fn check_transport(&self, read: &Reader<'_>) -> Result<(), ConfigError> {
        if self.tls.is_some() {
            return match self.origins.iter().find(|origin| !origin.is_https()) {
                Some(http) => {
                    let problem =
                        format!("{http} is http, but with tls_certificate and tls_key the server speaks https alone");
                    Err(read.refused("origins", problem))
                }
                None => Ok(()),
            };
        }
        let https = self.origins.iter().find(|origin| origin.is_https());
        match https {
            // Only a proxy on this machine can reach a loopback address, and it may be trusted to be one.
            Some(https) if !self.listen.ip().is_loopback() && !self.tls_by_proxy => {
                let problem = format!(
                    "origin {https} is https, but whoever connects to {} would speak plain http. Set tls_certificate and \
                     tls_key, or listen on 127.0.0.1 for a proxy that speaks https, or, where that proxy is on another \
                     machine, set tls_by_proxy = true",
                    self.listen
                );
                Err(read.refused("tls_certificate", problem))
            }
            _ => Ok(()),
        }
    }

    fn check_relying_party(&self, read: &Reader<'_>) -> Result<(), ConfigError> {
        let https = self.origins.iter().filter(|origin| origin.is_https()).count();
        if https != 0 && https != self.origins.len() {
            let problem = "it mixes https and http origins, so that no session cookie would fit all";
            return Err(read.refused("origins", problem));
        }
        match self.relying_party(self.listen.port()) {
            Ok(_) => Ok(()),
            Err(error @ RelyingPartyError::RpIdOutsideOrigin { .. }) => Err(read.refused("rp_id", error)),
            Err(error @ RelyingPartyError::NoOrigin) => Err(read.refused("origins", error)),
            Err(error @ RelyingPartyError::Timeout) => Err(read.refused("ceremony.timeout", error)),
        }
    }
}

/// Port 0 stands for one that is not known yet; any port makes an origin.
fn default_origins(port: u16, tls: bool) -> Vec<Origin> {
    let (scheme, usual) = if tls { ("https", 443) } else { ("http", 80) };
    let text = if port == usual { format!("{scheme}://localhost") } else { format!("{scheme}://localhost:{port}") };
    Origin::new(&text).into_iter().collect()
}

pub(super) struct Reader<'a>(&'a Layers);

impl Reader<'_> {
    /// The setting read by `read`, or `default` when nobody set it.
    pub(super) fn with<T>(
        &self,
        key: &'static str,
        default: T,
        read: impl FnOnce(&Raw) -> Result<T, String>,
    ) -> Result<T, ConfigError> {
        match self.0.setting(key) {
            None => Ok(default),
            Some(setting) => read(&setting.raw).map_err(|problem| self.refused(key, problem)),
        }
    }

    pub(super) fn duration(
        &self,
        key: &'static str,
        default_seconds: u64,
        range: RangeInclusive<Duration>,
    ) -> Result<Duration, ConfigError> {
        self.with(key, Duration::from_secs(default_seconds), |raw| {
            let duration = values::duration(raw)?;
            if range.contains(&duration) { Ok(duration) } else { Err("it is out of range".into()) }
        })
    }

    /// The RP ID; when nobody set it, the host of the first origin.
    fn rp_id(&self) -> Result<RpId, ConfigError> {
        let first = self.with("origins", Vec::new(), origins)?.into_iter().next();
        let default = first.map_or_else(|| "localhost".to_owned(), |origin| origin.host().to_owned());
        let default = RpId::new(default).map_err(|error| self.refused("origins", error))?;
        self.with("rp_id", default, |raw| parsed(&values::text(raw)?))
    }

    fn tls(&self) -> Result<Option<TlsSettings>, ConfigError> {
        let file = |key| self.with(key, None, |raw| path(raw).map(Some));
        let files = match (file("tls_certificate")?, file("tls_key")?) {
            (None, None) => return Ok(None),
            (Some(_), None) => return Err(self.refused("tls_key", "it is missing, but tls_certificate is set")),
            (None, Some(_)) => return Err(self.refused("tls_certificate", "it is missing, but tls_key is set")),
            (Some(certificate), Some(key)) => CertificateFiles { certificate, key },
        };
        let certificate =
            Certificate::read(&files, SystemClock.now()).map_err(|error| self.refused(error.file.setting(), error))?;
        Ok(Some(TlsSettings { files, certificate }))
    }

    fn data(&self) -> Result<PathBuf, ConfigError> {
        self.with("data", "nyckel-data".into(), path)
    }

    /// Who may create an account; when nobody said so, anybody on localhost, and elsewhere whoever is invited.
    fn sign_up(&self, rp_id: &RpId) -> Result<SignUp, ConfigError> {
        let default = if rp_id.as_str() == "localhost" { SignUp::Open } else { SignUp::Invitation };
        self.with("sign_up", default, |raw| one_of(raw, &SignUp::ALL.map(|policy| (policy.word(), policy))))
    }

    fn attestation(&self) -> Result<AttestationSettings, ConfigError> {
        let accepted = [("any", AttestationAcceptance::Any), ("trusted", AttestationAcceptance::Trusted)];
        let accept = self.with("attestation.accept", AttestationAcceptance::Any, |raw| one_of(raw, &accepted))?;
        let roots = self.with("attestation.roots", String::new(), read_roots)?;
        let models: Vec<Aaguid> = self.with("attestation.models", Vec::new(), |raw| {
            values::list(raw)?.iter().map(|item| item.parse().map_err(|error| format!("{item:?}: {error}"))).collect()
        })?;
        let policy = match accept {
            AttestationAcceptance::Any if !models.is_empty() => Err(AttestationPolicyError::ModelsWithoutTrust),
            AttestationAcceptance::Any => AttestationPolicy::any(&roots),
            AttestationAcceptance::Trusted => AttestationPolicy::trusted(&roots, models),
        };
        let policy = policy.map_err(|error| match error {
            AttestationPolicyError::ModelsWithoutTrust => self.refused("attestation.models", error),
            AttestationPolicyError::NoRoots | AttestationPolicyError::Certificate(_) => {
                self.refused("attestation.roots", error)
            }
        })?;
        Ok(AttestationSettings { accept, policy })
    }

    pub(super) fn refused(&self, key: &'static str, problem: impl Display) -> ConfigError {
        ConfigError::Value {
            key,
            source_of_it: self.0.setting(key).map_or(Source::Default, |setting| setting.source.clone()),
            problem: problem.to_string(),
            allowed: KEYS.iter().find(|known| known.name == key).map_or("", |known| known.allowed),
        }
    }
}

pub(super) fn seconds(from: u64, to: u64) -> RangeInclusive<Duration> {
    Duration::from_secs(from)..=Duration::from_secs(to)
}

pub(super) fn parsed<T: std::str::FromStr<Err: Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error| format!("{text:?}: {error}"))
}

fn origins(raw: &Raw) -> Result<Vec<Origin>, String> {
    let items = values::list(raw)?;
    if items.is_empty() {
        return Err("it is empty".into());
    }
    items.iter().map(|item| Origin::new(item).map_err(|error| error.to_string())).collect()
}

/// Text that people are shown, of at most so many characters.
fn shown(raw: &Raw, longest: usize) -> Result<String, String> {
    let text = values::text(raw)?.trim().to_owned();
    let good = (1..=longest).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if good { Ok(text) } else { Err(format!("{text:?} is empty, too long, or has control characters")) }
}

pub(super) fn path(raw: &Raw) -> Result<PathBuf, String> {
    let text = values::text(raw)?;
    if text.is_empty() { Err("it is empty".into()) } else { Ok(text.into()) }
}

/// Networks, or addresses as networks of one.
fn networks(raw: &Raw) -> Result<Vec<IpNet>, String> {
    let read = |item: &String| match item.trim().parse::<IpAddr>() {
        Ok(address) => Ok(address.into()),
        Err(_) => item.trim().parse().map_err(|_| format!("{item:?} is neither an IP address nor a network of them")),
    };
    values::list(raw)?.iter().map(read).collect()
}

fn body_limit(raw: &Raw) -> Result<usize, String> {
    let limit = values::integer(raw)?;
    let limit = usize::try_from(limit).ok().filter(|limit| (4096..=1_048_576).contains(limit));
    limit.ok_or_else(|| "it is out of range".into())
}

pub(super) fn read_roots(raw: &Raw) -> Result<String, String> {
    let mut pem = String::new();
    for path in values::list(raw)? {
        pem.push_str(&std::fs::read_to_string(&path).map_err(|error| format!("cannot read {path}: {error}"))?);
        pem.push('\n');
    }
    Ok(pem)
}

pub(super) fn one_of<T: Copy>(raw: &Raw, words: &[(&str, T)]) -> Result<T, String> {
    let text = values::text(raw)?;
    let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
    found.ok_or_else(|| format!("{text:?} is not one of the words"))
}
