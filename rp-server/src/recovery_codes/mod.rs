//! Recovery codes (R17): one an account, shown once, used once.

mod code;
mod error;
mod service;

pub use code::Code;
pub use error::RecoveryCodeError;
pub use service::{Recovered, RecoveryCodes};
