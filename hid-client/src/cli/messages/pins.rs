//! What is said about the PIN.

use super::super::message::{Message, messages};
use crate::pin::PinError;

messages! {
    ask_pin;
    ask_current_pin;
    ask_new_pin;
    ask_new_pin_again;
    pin_set;
    pin_changed;
    pin_verified;
    tries_left(count);
    /// As before, on a key that wants to be plugged in again first.
    tries_left_after_plugging_in(count);
    tries_before_locking(count);
    differ;
    wrong;
    wrong_with_tries_left(count);
    wrong_several_times;
    blocked;
    not_set_yet;
    set_already;
    must_be_changed;
    pin_too_short(minimum);
    pin_too_long;
    pin_ends_in_zero;
    pin_not_text;
}

/// How many tries are left, and what comes before the next.
pub(in crate::cli) fn retries(left: u8, power_cycle_needed: bool) -> Message {
    if power_cycle_needed { tries_left_after_plugging_in(left) } else { tries_left(left) }
}

/// The sentence for a PIN that is not sent.
pub(super) fn of_pin_error(error: PinError) -> Message {
    match error {
        PinError::TooShort(minimum) => pin_too_short(minimum),
        PinError::TooLong => pin_too_long(),
        PinError::EndsInZero => pin_ends_in_zero(),
        PinError::NotText => pin_not_text(),
    }
}
