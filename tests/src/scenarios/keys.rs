//! What a key says about itself.

use super::Loop;

/// getInfo names a CTAP2 version, and the PIN is set by now.
pub(super) fn says_what_it_is(it: &mut Loop<'_>) {
    let info = it.with_key(|key, _| Ok(key.info().clone())).expect("getInfo");
    assert!(info.versions.iter().any(|version| version.starts_with("FIDO_2_")), "{:?}", info.versions);
    assert_eq!(info.stated_option("clientPin"), Some(true), "a PIN is set");
}
