//! The embedded store: sled 0.34 behind one committer.
//!
//! Two rules keep it simple. **Accounts, credentials, sessions' beginnings and ends, and the audit are written by the
//! committer's thread alone**, so that reading, deciding and writing there is atomic without locks; a group of changes is one
//! sled batch, which is recovered whole or not at all. **Ceremonies, and the idle limit of a session, are written in place** by
//! whoever asks, by compare-and-swap on their own key, and do not wait for the disk.
//!
//! The second rule keeps the promise of single use without a sync of its own: when the store was not closed in order, opening
//! it forgets every pending ceremony. A use that never reached the disk therefore cannot be undone by a crash: at worst the
//! ceremony is unknown afterwards, and the person begins again. When the store was closed in order, all uses are on disk, and
//! pending ceremonies live on.

mod account_changes;
mod audit_trail;
mod ceremonies;
mod failure;
mod keys;
mod open;
mod reader;
mod session_changes;
mod sign_in_changes;
mod store;
mod writer;

pub use store::SledStore;
