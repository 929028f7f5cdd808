//! What is said about files.

use std::io;

use super::super::message::{Message, messages};

messages! {
    file_not_found(path);
    file_not_allowed(path);
    file_is_a_folder(path);
    file_without_room(path);
    file_too_long(path, longest);
    /// What the operating system says, in its own words.
    file_failed(path, error);
}

/// That the file at `path` cannot be used, and why.
pub(in crate::cli) fn cannot_be_used(path: &str, error: &io::Error) -> Message {
    use io::ErrorKind as K;
    match error.kind() {
        K::NotFound | K::NotADirectory => file_not_found(path),
        K::PermissionDenied | K::ReadOnlyFilesystem => file_not_allowed(path),
        K::IsADirectory => file_is_a_folder(path),
        K::StorageFull | K::QuotaExceeded => file_without_room(path),
        _ => file_failed(path, error.to_string()),
    }
}
