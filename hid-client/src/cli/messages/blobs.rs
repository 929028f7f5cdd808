//! What `blob` says.

use super::super::message::{Message, messages};

messages! {
    blob_column_credential;
    blob_column_rp;
    blob_column_user;
    blob_column_size;
    blob_column_stored;
    /// In place of what is not known of an entry that no credential on the key opens.
    blob_unknown;
    no_blobs;
    blobs_damaged;
    blobs_used(used, capacity);
    blob_put(size, rp);
    /// Also a secret that was asked for.
    bytes_saved(size, path);
    confirm_blob_delete(user, rp);
    confirm_blob_delete_nobodys(rp);
    blob_deleted(rp);
    credential_without_room;
    none_of_credential;
    too_long;
    no_room(needed, capacity);
}

/// The question before the data of `user` at `rp_id` is deleted.
pub(in crate::cli) fn confirm_delete(user: Option<&str>, rp_id: &str) -> Message {
    match user {
        Some(user) => confirm_blob_delete(user, rp_id),
        None => confirm_blob_delete_nobodys(rp_id),
    }
}

/// The headline of `blob list`.
pub(in crate::cli) fn columns() -> [Message; 5] {
    [blob_column_credential(), blob_column_rp(), blob_column_user(), blob_column_size(), blob_column_stored()]
}
