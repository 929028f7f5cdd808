//! The embedded store: sled 0.34 behind one committer.
//!
//! Two rules keep it simple. **Accounts, credentials, invitations, contacts, messages, sessions' beginnings and ends, and the
//! audit are written by the committer's thread alone**, so that reading, deciding and writing there is atomic without locks; a
//! group of changes is one
//! sled batch, which is recovered whole or not at all. **Ceremonies live in memory**, where their one use is
//! one step under a lock. Beside these, the idle limit of a session is written in place by whoever asks, by compare-and-swap on
//! its own key, and does not wait for the disk.
//!
//! The second rule keeps the promise of single use without a write: a crash takes every ceremony with it, used or pending, so
//! no use can be undone by one; the person begins again. An orderly close leaves them on disk, once nobody can use any more,
//! and the next start takes them away from there before it serves: they live on as they were.

mod account_changes;
mod audit_trail;
mod ceremonies;
mod contact_changes;
mod failure;
mod invitation_changes;
mod keys;
mod open;
mod outbox;
mod reader;
mod recovery_code_changes;
mod security_info_changes;
mod session_changes;
mod sign_in_changes;
mod store;
mod writer;

pub use store::SledStore;
