//! A real Chromium, driven over WebDriver, with security keys of its own (W3C WebDriver, and WebAuthn L3 §11).

mod authenticator;
mod driver;
mod page;

pub use authenticator::{AuthenticatorOptions, PluggedIn};
pub use driver::{Browser, Theme, is_installed};
