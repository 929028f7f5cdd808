//! What `blob` says.

use super::printable;

pub(in crate::cli) const COLUMNS: [&str; 5] = ["CREDENTIAL", "RELYING PARTY", "USER", "BYTES", "STORED"];
/// In place of what is not known of an entry that no credential on the key opens.
pub(in crate::cli) const UNKNOWN: &str = "?";
pub(in crate::cli) const NONE: &str = "The key holds no data for its credentials.";
pub(in crate::cli) const DAMAGED: &str = "The data on the key is damaged, as if writing it had broken off. It counts as none; \
     what is put there next takes its place.";
pub(super) const NO_KEY: &str = "This credential was made without room for data. Make a new one with `hid-client register \
     --large-blob`, where the server lets you.";
pub(super) const NO_BLOB: &str = "The key holds no data for this credential. See `hid-client blob list`.";
pub(super) const TOO_LONG: &str = "The data is longer than a million bytes, which no key has room for. Choose less.";

/// How much room there is.
pub(in crate::cli) fn used(length: usize, capacity: u64) -> String {
    format!("{length} of {capacity} bytes used.")
}

pub(in crate::cli) fn was_put(length: usize, rp_id: &str) -> String {
    format!("The key keeps {length} bytes for {} now.", printable(rp_id))
}

pub(in crate::cli) fn was_saved(length: usize, path: &str) -> String {
    format!("{length} bytes written to {path}.")
}

pub(in crate::cli) fn confirm_delete(user: Option<&str>, rp_id: &str) -> String {
    format!(
        "Delete the data that the key keeps for {} at {}? It cannot be brought back. [y/N] ",
        printable(user.unwrap_or("somebody")),
        printable(rp_id)
    )
}

pub(in crate::cli) fn was_deleted(rp_id: &str) -> String {
    format!("The key keeps no data for {} any more.", printable(rp_id))
}

pub(super) fn full(needed: usize, capacity: u64) -> String {
    format!(
        "The key has room for {capacity} bytes of data, and with this it would be {needed}. Nothing was changed. Delete some \
         with `hid-client blob delete`, or choose less."
    )
}
