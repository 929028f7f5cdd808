//! PINs: set, changed, wrong.

use hid_client::error::{Error, ErrorKind};
use hid_client::pin::Pin;

use super::Loop;

/// The first PIN is set, a second is refused, the change holds: only the new one signs in.
pub(super) fn is_set_and_changed(it: &mut Loop<'_>) {
    let first = Pin::new("first-1234").expect("a PIN");
    it.with_key(|key, operation| key.set_pin(&first, operation)).expect("setPIN");
    let again = it.with_key(|key, operation| key.set_pin(&first, operation)).expect_err("a PIN is set");
    assert!(matches!(again.kind(), ErrorKind::PinAlreadySet), "{again}");
    let own = it.pin.clone();
    it.with_key(|key, operation| key.change_pin(&first, &own, operation)).expect("changePIN");
    let old = it.with_key(|key, operation| key.change_pin(&first, &own, operation)).expect_err("the old PIN");
    assert!(matches!(old.kind(), ErrorKind::WrongPin { tries_left: Some(7), .. }), "{old}");
    it.with_key(|key, operation| key.change_pin(&own, &own, operation)).expect("the new PIN");
}

/// Too short and too long ones never become a PIN that could be sent, and no try is lost.
pub(super) fn of_a_wrong_length_stay_here(it: &mut Loop<'_>) {
    for wrong in ["123", "åäö", &"å".repeat(32), &"1".repeat(64)] {
        assert!(Pin::new(wrong).is_err(), "{wrong}");
    }
    for right in ["1234", "åäöü", &"1".repeat(63)] {
        assert!(Pin::new(right).is_ok(), "{right}");
    }
    assert_eq!(tries(it), 8);
}

/// A wrong PIN is told with the tries left; the right one brings them back.
pub(super) fn a_wrong_one_costs_a_try(it: &mut Loop<'_>) {
    let name = it.name("wrong-pin");
    it.register(&name).expect("registered");
    let error = it.sign_in_answer(Some(&name), &wrong()).expect_err("a wrong PIN");
    assert!(is_wrong_pin(&error, 7, false), "{error:?}");
    assert_eq!(tries(it), 7);
    it.sign_in(Some(&name)).expect("the right PIN");
    assert_eq!(tries(it), 8);
}

/// The third wrong PIN in a row locks the key until it is plugged in again, even for the right one.
pub(super) fn three_wrong_ones_need_a_power_cycle(it: &mut Loop<'_>) {
    let name = it.name("three-wrong");
    it.register(&name).expect("registered");
    for left in [7, 6] {
        let error = it.sign_in_answer(Some(&name), &wrong()).expect_err("a wrong PIN");
        assert!(is_wrong_pin(&error, left, false), "{error:?}");
    }
    it.sign_in_answer(Some(&name), &wrong()).expect_err("the third");
    let right = it.sign_in(Some(&name)).expect_err("the right PIN without a power cycle");
    assert!(right.to_string().contains("PIN_AUTH_BLOCKED"), "{right}");
    assert!(it.bench.power_cycle());
    it.sign_in(Some(&name)).expect("the right PIN after a power cycle");
    assert_eq!(tries(it), 8);
}

fn wrong() -> Pin {
    Pin::new("not-the-pin").expect("a PIN")
}

fn tries(it: &Loop<'_>) -> u8 {
    it.with_key(|key, operation| key.pin_tries(operation)).expect("getPINRetries").left
}

fn is_wrong_pin(error: &Error, left: u8, power_cycle: bool) -> bool {
    matches!(error.kind(), ErrorKind::WrongPin { tries_left: Some(tries), power_cycle_needed } if *tries == left && *power_cycle_needed == power_cycle)
}
