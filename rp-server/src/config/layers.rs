//! The layers that settings come from, before their values mean anything.

use std::collections::BTreeMap;
use std::path::Path;

use super::{ConfigError, Source};

/// What the names of environment variables begin with.
const PREFIX: &str = "NYCKEL_";
/// The variable with the prefix that is no setting but names the file with settings.
const FILE_VARIABLE: &str = "NYCKEL_CONFIG";

/// A setting's name and what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Its dotted name in the file: `session.idle`. The environment variable is `NYCKEL_SESSION_IDLE`.
    pub name: &'static str,
    /// What is allowed, for people.
    pub allowed: &'static str,
}

impl Key {
    /// The environment variable that sets it.
    pub fn variable(&self) -> String {
        format!("{PREFIX}{}", self.name.replace('.', "_").to_ascii_uppercase())
    }
}

/// Every setting there is.
pub const KEYS: [Key; 53] = [
    Key { name: "listen", allowed: "an IP address and a port, such as 127.0.0.1:8080" },
    Key {
        name: "origins",
        allowed: "the addresses that browsers show for this service, such as https://login.example.org; several by commas",
    },
    Key {
        name: "tls_certificate",
        allowed: "a PEM file with the certificate of the origins' hosts, and after it those between it and its root, together with tls_key",
    },
    Key {
        name: "tls_key",
        allowed: "a PEM file with the certificate's private key, not encrypted, together with tls_certificate",
    },
    Key {
        name: "tls_by_proxy",
        allowed: "true, where only a proxy that speaks https to browsers can reach the server; false",
    },
    Key { name: "rp_id", allowed: "the origin's host, or a domain above it, such as example.org" },
    Key { name: "rp_name", allowed: "a name for people, 1 to 64 characters" },
    Key { name: "data", allowed: "a directory; it is created when it does not exist" },
    Key { name: "sign_up", allowed: "open, invitation, closed" },
    Key {
        name: "contact",
        allowed: "whom people ask for help, 1 to 200 characters, such as: the help desk, help@example.org",
    },
    Key { name: "ceremony.timeout", allowed: "10s to 5m" },
    Key { name: "session.idle", allowed: "1m to 30d, not more than session.absolute" },
    Key { name: "session.absolute", allowed: "1m to 30d" },
    Key { name: "attestation.accept", allowed: "any, trusted" },
    Key { name: "attestation.roots", allowed: "files of PEM certificates; several by commas" },
    Key {
        name: "attestation.models",
        allowed: "AAGUIDs such as cb69481e-8ff7-4039-93ec-0a2729a154a8, together with attestation.accept = trusted; several by commas",
    },
    Key { name: "delivery.mail", allowed: "smtp, folder, none" },
    Key { name: "delivery.sms", allowed: "twilio, 46elks, folder, none" },
    Key { name: "delivery.voice", allowed: "twilio, 46elks, folder, none" },
    Key {
        name: "delivery.folder",
        allowed: "a directory, where each message becomes a file; it is created when it does not exist",
    },
    Key { name: "delivery.timeout", allowed: "1s to 2m" },
    Key { name: "delivery.concurrency", allowed: "1 to 64 messages at once" },
    Key {
        name: "delivery.smtp.host",
        allowed: "the mail server's name, as its certificate has it, such as mail.example.org",
    },
    Key { name: "delivery.smtp.port", allowed: "1 to 65535" },
    Key { name: "delivery.smtp.security", allowed: "starttls, tls, and for a mail server on this machine none" },
    Key { name: "delivery.smtp.user", allowed: "a user name, together with delivery.smtp.password_file" },
    Key {
        name: "delivery.smtp.password_file",
        allowed: "a file that only rp-server's user can read, with the password on one line, together with delivery.smtp.user",
    },
    Key { name: "delivery.smtp.from", allowed: "an address such as Nyckel <no-reply@example.org>" },
    Key {
        name: "delivery.smtp.roots",
        allowed: "files of PEM certificates, trusted beside the system's; several by commas",
    },
    Key { name: "delivery.twilio.url", allowed: "an https address, such as https://api.twilio.com" },
    Key { name: "delivery.twilio.account", allowed: "the account's SID, letters and digits" },
    Key {
        name: "delivery.twilio.token_file",
        allowed: "a file that only rp-server's user can read, with the account's token on one line",
    },
    Key {
        name: "delivery.twilio.from",
        allowed: "a number such as +46701234567, or for text messages a name of 3 to 11 letters and digits",
    },
    Key { name: "delivery.46elks.url", allowed: "an https address, such as https://api.46elks.com" },
    Key { name: "delivery.46elks.user", allowed: "the API's user name, letters and digits" },
    Key {
        name: "delivery.46elks.password_file",
        allowed: "a file that only rp-server's user can read, with the API's password on one line",
    },
    Key {
        name: "delivery.46elks.from",
        allowed: "a number such as +46701234567, or for text messages a name of 3 to 11 letters and digits",
    },
    Key {
        name: "policy.methods",
        allowed: "security-key, and any of app, sms, call, email, password, recovery-code, questions, by commas",
    },
    Key { name: "policy.two_step", allowed: "optional, required" },
    Key { name: "policy.countries", allowed: "two letters each, such as SE, NO; several by commas" },
    Key { name: "policy.codes_per_day", allowed: "1 to 100" },
    Key { name: "policy.reminder_after", allowed: "1d to 3650d" },
    Key { name: "policy.trusted_devices", allowed: "true, false" },
    Key { name: "policy.trusted_devices_skip_step", allowed: "true, together with policy.trusted_devices; false" },
    Key { name: "policy.ask_before_sending", allowed: "true, false" },
    Key {
        name: "policy.questions",
        allowed: "3 or more questions of 1 to 200 characters, each text or { sv = \"...\", en = \"...\" }, together with questions in \
                  policy.methods",
    },
    Key { name: "http.body_limit", allowed: "4096 to 1048576 bytes" },
    Key {
        name: "http.proxies",
        allowed: "the addresses or networks of proxies whose x-forwarded-for is believed, such as 127.0.0.1, 10.0.0.0/8; several by commas",
    },
    Key { name: "http.request_timeout", allowed: "1s to 2m" },
    Key { name: "http.shutdown_timeout", allowed: "1s to 5m" },
    Key { name: "log.format", allowed: "text, json" },
    Key { name: "log.level", allowed: "error, warn, info, debug" },
    Key { name: "fido_conformance", allowed: "true, for a server that only the conformance tools can reach; false" },
];

/// A value as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Raw {
    /// Text: in a file between quotes; in the environment and in flags always.
    Text(String),
    /// A TOML integer.
    Integer(i64),
    /// A TOML boolean.
    Boolean(bool),
    /// A TOML array of text, or a flag given several times.
    List(Vec<String>),
    /// A TOML array of which some items are tables of text.
    Items(Vec<Item>),
    /// Something else, by its TOML name.
    Other(&'static str),
}

/// One of an array that is not of text alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// Text.
    Text(String),
    /// Text by name.
    Table(BTreeMap<String, String>),
}

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) raw: Raw,
    pub(super) source: Source,
}

/// Settings by key, the later layer over the earlier one.
#[derive(Debug, Clone, Default)]
pub struct Layers(BTreeMap<&'static str, Setting>);

impl Layers {
    /// No settings: every default.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lays the TOML file at `path` over what there is.
    pub fn with_file(self, path: &Path) -> Result<Self, ConfigError> {
        let unreadable = |problem: String| ConfigError::File { path: path.to_owned(), problem };
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
        self.with_toml(&text, path)
    }

    /// Lays TOML text over what there is; `path` is what errors call it.
    pub fn with_toml(mut self, text: &str, path: &Path) -> Result<Self, ConfigError> {
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| ConfigError::File {
            path: path.to_owned(),
            problem: error.to_string().trim_end().to_owned(),
        })?;
        let mut open = vec![(String::new(), table)];
        while let Some((prefix, table)) = open.pop() {
            for (name, value) in table {
                let name = format!("{prefix}{name}");
                let is_section = KEYS.iter().any(|key| key.name.starts_with(&format!("{name}.")));
                match value {
                    toml::Value::Table(table) if is_section => open.push((format!("{name}."), table)),
                    value => self.set(&name, raw(value), Source::File(path.to_owned()))?,
                }
            }
        }
        Ok(self)
    }

    /// Lays environment variables over what there is: those that begin with `NYCKEL_`.
    pub fn with_environment(
        mut self,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        for (variable, value) in variables {
            if !variable.starts_with(PREFIX) || variable == FILE_VARIABLE {
                continue;
            }
            let name = KEYS.iter().find(|key| key.variable() == variable).map_or(variable.as_str(), |key| key.name);
            self.set(name, Raw::Text(value), Source::Environment(variable.clone()))?;
        }
        Ok(self)
    }

    /// Lays a flag over what there is. No values: the flag was not given.
    pub fn with_flag(mut self, name: &str, flag: &str, values: Vec<String>) -> Result<Self, ConfigError> {
        let raw = match <[String; 1]>::try_from(values) {
            Ok([one]) => Raw::Text(one),
            Err(none) if none.is_empty() => return Ok(self),
            Err(several) => Raw::List(several),
        };
        self.set(name, raw, Source::Flag(flag.to_owned()))?;
        Ok(self)
    }

    /// The setting of `key`, if anybody set it.
    pub(super) fn setting(&self, key: &str) -> Option<&Setting> {
        self.0.get(key)
    }

    fn set(&mut self, name: &str, raw: Raw, source: Source) -> Result<(), ConfigError> {
        let Some(key) = KEYS.iter().find(|key| key.name == name) else {
            let known: Vec<_> = KEYS.iter().map(|key| key.name).collect();
            return Err(ConfigError::UnknownKey { key: name.into(), source_of_it: source, known: known.join(", ") });
        };
        self.0.insert(key.name, Setting { raw, source });
        Ok(())
    }
}

fn raw(value: toml::Value) -> Raw {
    match value {
        toml::Value::String(text) => Raw::Text(text),
        toml::Value::Integer(number) => Raw::Integer(number),
        toml::Value::Boolean(truth) => Raw::Boolean(truth),
        toml::Value::Array(items) => {
            let texts: Option<Vec<_>> = items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
            let mixed = || items.into_iter().map(item).collect::<Option<_>>().map(Raw::Items);
            texts.map(Raw::List).or_else(mixed).unwrap_or(Raw::Other("an array with other items than text"))
        }
        toml::Value::Float(_) => Raw::Other("a number with a decimal point"),
        toml::Value::Datetime(_) => Raw::Other("a date"),
        toml::Value::Table(_) => Raw::Other("a table"),
    }
}

fn item(value: toml::Value) -> Option<Item> {
    match value {
        toml::Value::String(text) => Some(Item::Text(text)),
        toml::Value::Table(table) => {
            let members = table.into_iter().map(|(name, value)| value.as_str().map(|text| (name, text.to_owned())));
            members.collect::<Option<_>>().map(Item::Table)
        }
        _ => None,
    }
}
