//! Where a key is plugged in: in memory, on a Unix socket, or at a device of the kernel.

mod device;
mod memory;
mod unix;

pub use device::DeviceBench;
pub use memory::MemoryBench;
pub use unix::UnixBench;

use hid_client::transport::Transport;

/// A key within reach of a test.
pub trait Bench {
    /// Opens a handle on the key.
    fn open(&self) -> Box<dyn Transport>;

    /// The key waits for a touch: give it, or ask the person for it.
    fn touch(&self);

    /// Pulls the key out and plugs it in again; false where only a person could.
    fn power_cycle(&self) -> bool;

    /// True for a person's own key: nothing that was there before may be changed or locked.
    fn is_own_key(&self) -> bool {
        false
    }
}
