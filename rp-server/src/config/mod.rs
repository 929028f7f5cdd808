//! The settings of a server: read from a TOML file, the environment and flags, in this order from low to high, and checked
//! before anything starts.

mod delivery;
mod error;
mod layers;
mod policy;
mod settings;
mod sign_up;
mod values;

pub use delivery::{
    DeliverySettings, ElksSettings, MailProvider, PhoneProvider, SmtpSecurity, SmtpSettings, TwilioSettings,
};
pub use error::{ConfigError, Source};
pub use layers::{KEYS, Key, Layers};
pub(crate) use policy::shown as shown_duration;
pub use settings::{AttestationAcceptance, AttestationSettings, Config, LogFormat, LogLevel, TlsSettings};
pub use sign_up::SignUp;
pub(crate) use values::duration_text;
