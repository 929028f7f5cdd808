//! 64-byte reports to and from a key (CTAP 2.1 §11.2).

mod contract;
#[cfg(any(feature = "hidapi-native", feature = "ctap-hid-fido2"))]
mod hidraw;
mod holder;
mod memory;
mod open;
mod unix_socket;

pub use contract::Transport;
#[cfg(any(feature = "hidapi-native", feature = "ctap-hid-fido2"))]
pub use hidraw::HidrawTransport;
pub use holder::Holder;
pub use memory::MemoryTransport;
pub use open::{DeviceName, open};
pub use unix_socket::UnixSocketTransport;
