//! A second implementation of the standard behind the virtual key's device side, for testing clients with.
//!
//! [`SecondEngine`] is the crate [`fido_authenticator`], which is the firmware of real keys and shares no code with
//! virtual-key's authenticator. What both say to the same client is held against the standard where it differs:
//! docs/second-engine.md.
//!
//! | module | what |
//! |---|---|
//! | `engine` | the authenticator as an [`Engine`](virtual_key::Engine) |
//! | `platform` | what it runs on: keys, files, a clock and a person |

mod engine;
mod platform;

pub use engine::{SecondEngine, StartError};
pub use platform::AAGUID;
