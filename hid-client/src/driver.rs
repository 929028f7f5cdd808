//! A key as the WebAuthn client sees it, and the drivers behind it.

mod authenticator;
#[cfg(feature = "ctap-hid-fido2")]
mod ctap_hid_fido2;
mod own;
mod select;

pub use authenticator::Authenticator;
#[cfg(feature = "ctap-hid-fido2")]
pub use ctap_hid_fido2::CtapHidFido2;
pub use select::{DriverName, open};
