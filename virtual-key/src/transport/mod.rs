//! How hosts reach the key: 64-byte reports over /dev/uhid, a Unix socket, or in memory.

mod link;
mod memory;
mod uhid;
mod unix;

pub(crate) use link::{Bus, HostId, Outbox};
pub use memory::{MemoryHost, Unplugged};
pub(crate) use uhid::Uhid;
pub use uhid::UhidError;
pub(crate) use unix::attach;
pub use unix::{SocketError, UnixServer};
