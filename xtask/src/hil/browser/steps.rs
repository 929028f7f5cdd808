//! The steps in their order.

use super::bench::Bench;
use super::{ceremonies, start};
use crate::hil::step::{Step, essential, step};

/// Every step, in order.
pub(in crate::hil) const STEPS: &[Step<Bench>] = &[
    essential("the machine boots with Debian's Chromium on its disk", start::boots),
    essential("the kernel takes the virtual key for a USB key, and udev for a security key", start::key_appears),
    essential("hid-client sets the key's PIN", start::pin_set),
    essential("rp-server accepts connections", start::server_starts),
    essential("Chromium shows the page to sign in", start::shows_page),
    essential("creating an account, a wrong PIN makes Chromium ask once more", ceremonies::wrong_pin),
    essential("the right PIN creates the account", ceremonies::create_account),
    essential("sign out", ceremonies::sign_out),
    step("sign in by name", ceremonies::sign_in_by_name),
    step("sign in without a name", ceremonies::sign_in_without_name),
    step("sign in by name with a key that is plugged in late", ceremonies::late_key),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::hil::step::names;

    #[test]
    fn every_step_has_a_name_of_its_own() {
        assert_eq!(names(STEPS).into_iter().collect::<BTreeSet<_>>().len(), STEPS.len());
    }
}
