//! The steps in their order.

use super::bench::Bench;
use super::{blobs, credentials, drivers, fingerprints, libfido2, machine, settings, verbs};
use crate::hil::step::{Step, essential, step};

/// Every step, in order.
pub(in crate::hil) const STEPS: &[Step<Bench>] = &[
    essential("the machine boots and has /dev/uhid", machine::boots),
    essential("the kernel takes the virtual key for a USB key, /dev/hidraw0", machine::key_appears),
    step("fido2-token -L lists the key", libfido2::token_list),
    step("fido2-token -I reads what the key can do", libfido2::token_info),
    step("fido2-token -S sets a PIN", libfido2::pin_set),
    step("fido2-token -C changes the PIN", libfido2::pin_change),
    step("fido2-token -C with a wrong PIN is refused", libfido2::pin_change_refused),
    step("fido2-cred -M makes an ES256 credential with the PIN and -V verifies it", libfido2::credential_es256),
    step("fido2-assert -G signs with the PIN and -V verifies it", libfido2::assertion_es256),
    step("fido2-assert -V refuses another key's signature", libfido2::assertion_of_another_key),
    step("fido2-cred and fido2-assert with EdDSA", libfido2::eddsa),
    step("fido2-cred and fido2-assert with hmac-secret", libfido2::hmac_secret),
    step("a discoverable credential signs without its id being named", libfido2::discoverable),
    step("fido2-token -L -r lists the relying parties of discoverable credentials", libfido2::list_discoverable),
    step("hid-client lists the key", drivers::list),
    step("hid-client reads what the key can do", drivers::info),
    step("hid-client changes the PIN and tells the tries left", drivers::pin),
    step("hid-client check finds in order what the key claims", verbs::check),
    step("fido2-cred -u and fido2-assert -u speak U2F with the key", verbs::u2f),
    step("hid-client doctor tells an ordinary user the node and the rule, and is content after chmod", verbs::doctor),
    step("hid-client doctor names who holds the key", verbs::holder),
    essential("rp-server accepts connections", drivers::server_starts),
    step("hid-client registers at rp-server", drivers::register),
    step("hid-client signs in, named and without a name", drivers::sign_in),
    step("hid-client with a wrong PIN ends with 5", drivers::wrong_pin),
    step("driver ctap-hid-fido2 reads what the key can do", drivers::second_info),
    step("driver ctap-hid-fido2 registers at rp-server", drivers::second_register),
    step("driver ctap-hid-fido2 signs in", drivers::second_sign_in),
    step("hid-client credential list says what fido2-token -L -r and -L -k say", credentials::same_list),
    step("hid-client credential metadata says what fido2-token -I -c says", credentials::same_counts),
    step("hid-client credential show says what fido2-token -I -k -i says", credentials::same_credential),
    step("what hid-client credential rename renames has its new name for fido2-token", credentials::rename),
    step("what hid-client credential delete deletes is gone for fido2-token", credentials::delete),
    step("what fido2-token -D -i deletes is gone for hid-client", credentials::delete_by_fido2_token),
    step("what hid-client blob put keeps, fido2-token -G -b reads", blobs::put),
    step("hid-client blob list says what fido2-token -L -b says", blobs::same_list),
    step("what fido2-token -S -b keeps, hid-client blob get reads", blobs::put_by_fido2_token),
    step("what fido2-token -D -b deletes is gone for hid-client", blobs::delete_by_fido2_token),
    step("what hid-client blob delete deletes is gone for fido2-token", blobs::delete),
    step(
        "fido2-token -S -e enrols a finger, and hid-client fingerprint list says what -L -e says",
        fingerprints::enrol_by_fido2_token,
    ),
    step(
        "what hid-client fingerprint rename and fido2-token -S -e -n name has that name for both",
        fingerprints::rename,
    ),
    step("what fido2-token -D -e removes is gone for hid-client", fingerprints::remove_by_fido2_token),
    step("what hid-client fingerprint add enrols, fido2-token -L -e lists", fingerprints::add),
    step("hid-client pin set, verify and retries, and the tries that fido2-token -I says", settings::pin_tries),
    step("hid-client info says what fido2-token -I says", settings::same_info),
    step("hid-client config always-uv and fido2-token -S -u and -D -u undo one another", settings::always_uv),
    step("what hid-client config sets, fido2-token -I says", settings::policy),
    step("hid-client winks, and resets a key that was just plugged in", settings::reset),
    step("what fido2-token -R erases is gone for hid-client", settings::reset_by_fido2_token),
    step("hid-client watch tells that the key goes and comes", verbs::watch),
    step("hid-client select names the one of two keys that is touched", verbs::select),
    step("the loop's scenario over /dev/hidraw0", drivers::loop_scenario),
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
