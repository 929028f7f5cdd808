//! PIN/UV auth protocols one and two (CTAP 2.1 §6.5.6, §6.5.7): how a PIN travels and how a command is authorised.

mod cipher;
mod key_agreement;
mod one;
mod session;
mod token;
mod two;

pub use key_agreement::PeerKey;
pub use session::{PinProtocol, Session};
pub use token::PinUvAuthToken;
