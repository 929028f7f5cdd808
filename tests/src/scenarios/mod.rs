//! The loop's steps. Each is a function of a [`Loop`] that panics when the product does not do what it should.
//!
//! They run in one order on one key: the first sets the PIN. On a person's own key those are left out that would change or
//! lock what is there.

mod inventory;
mod keys;
mod pins;
mod setting;
mod sign_in;
mod touch;

pub use inventory::{Inventory, Removal};
pub use setting::Loop;

/// A step by the name under which it is reported.
pub type Scenario = (&'static str, fn(&mut Loop<'_>));

/// Steps that only add credentials, and only for the relying party of the run: safe on a person's own key.
pub const GENTLE: &[Scenario] = &[
    ("the key says what it is", keys::says_what_it_is),
    ("registers and signs in by name", sign_in::registers_and_signs_in_by_name),
    ("signs in without a name", sign_in::signs_in_without_a_name),
    ("an assertion works once", sign_in::an_assertion_works_once),
    ("no credential for an unknown name", sign_in::no_credential_for_an_unknown_name),
    ("a key that is registered is not registered again", sign_in::a_registered_key_is_refused),
];

/// Steps that set PINs, enter wrong ones, cancel and power-cycle: for virtual keys.
pub const ROUGH: &[Scenario] = &[
    ("a PIN is set and changed", pins::is_set_and_changed),
    ("PINs of a wrong length stay here", pins::of_a_wrong_length_stay_here),
    ("a wrong PIN costs one try, the right one restores it", pins::a_wrong_one_costs_a_try),
    ("three wrong PINs need a power cycle", pins::three_wrong_ones_need_a_power_cycle),
    ("cancelling leaves the key quiet", touch::cancelling_leaves_the_key_quiet),
    ("one of several accounts is chosen", sign_in::one_of_several_accounts_is_chosen),
];
