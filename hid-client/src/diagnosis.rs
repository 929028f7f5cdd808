//! Why a key cannot be used on this computer, and what helps.

mod device;
mod finding;
mod system;
mod udev;

pub use device::examine;
pub use finding::{Finding, Node, Remedy, Subject, Trouble};
pub use system::examine_system;
pub use udev::{RULE_FILE, RULE_FOLDER, Rules, write_rule};
