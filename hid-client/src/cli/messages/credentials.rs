//! What `credential` says.

use super::super::message::{Message, messages};

messages! {
    credential_column_id;
    credential_column_rp;
    credential_column_user;
    credential_field_id;
    credential_field_rp;
    credential_field_rp_name;
    credential_field_user;
    credential_field_display_name;
    credential_field_user_handle;
    credential_field_algorithm;
    credential_field_protection;
    credential_field_public_key;
    no_credentials;
    no_credentials_for(rp);
    credential_counts(existing, remaining);
    credential_renamed;
    confirm_credential_delete(user, rp);
    confirm_credential_delete_nobodys(rp);
    credential_deleted(user, rp);
    credential_deleted_nobodys(rp);
    none_such(id);
    several_such(id, count);
    protection_1;
    protection_2;
    protection_3;
    /// A level that the standard does not know.
    protection_other(level);
}

/// The headline of `credential list`.
pub(in crate::cli) fn columns() -> [Message; 3] {
    [credential_column_id(), credential_column_rp(), credential_column_user()]
}

/// That there are none, for this relying party or at all.
pub(in crate::cli) fn none(rp_id: Option<&str>) -> Message {
    rp_id.map_or_else(no_credentials, no_credentials_for)
}

/// What a credProtect level means (CTAP 2.1 §12.1).
pub(in crate::cli) fn protection(level: u64) -> Message {
    match level {
        1 => protection_1(),
        2 => protection_2(),
        3 => protection_3(),
        other => protection_other(other.to_string()),
    }
}

/// The question before the credential of `user` at `rp_id` is deleted.
pub(in crate::cli) fn confirm_delete(user: Option<&str>, rp_id: &str) -> Message {
    match user {
        Some(user) => confirm_credential_delete(user, rp_id),
        None => confirm_credential_delete_nobodys(rp_id),
    }
}

/// That it is deleted.
pub(in crate::cli) fn deleted(user: Option<&str>, rp_id: &str) -> Message {
    match user {
        Some(user) => credential_deleted(user, rp_id),
        None => credential_deleted_nobodys(rp_id),
    }
}
