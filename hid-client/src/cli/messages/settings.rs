//! What `config` and `reset` say.

use super::super::message::{Message, messages};

messages! {
    always_uv_on;
    always_uv_off;
    min_pin_length(length);
    min_pin_length_only_rises(current);
    pin_change_forced;
    confirm_enterprise_attestation;
    enterprise_attestation_on;
    reset_warning;
    /// What has to be typed before a key is erased.
    reset_phrase;
    ask_reset(phrase);
    plug_in_anew;
    /// How long somebody still has.
    seconds_left(seconds);
    was_reset;
    reset_too_late;
}
