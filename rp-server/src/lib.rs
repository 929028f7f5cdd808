//! A WebAuthn relying party for security keys with PIN.

pub mod accounts;
pub mod audit;
pub mod ceremonies;
pub mod cli;
pub mod clock;
pub mod config;
pub mod contacts;
pub mod control;
pub mod delivery;
pub mod housekeeping;
pub mod http;
pub mod i18n;
pub mod invitations;
pub mod methods;
pub mod operator;
mod pace;
pub mod policy;
pub mod records;
pub mod recovery_codes;
pub mod sealing;
pub mod secret;
pub mod security_info;
pub mod sessions;
pub mod store;
pub mod tls;
pub mod tokens;
pub mod webauthn;
