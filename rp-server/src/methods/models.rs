//! Which model an AAGUID names.
//!
//! It is the authenticator's bare word unless its attestation was trusted: good enough to recognise one's own key by, and
//! used for nothing else. A model that is missing here is shown as a security key without a model.

use shared::ids::Aaguid;

use super::known_models::KNOWN_MODELS;

/// The name of a model; `None` when it is not known here.
pub fn model_name(aaguid: &Aaguid) -> Option<&'static str> {
    let at = KNOWN_MODELS.binary_search_by_key(&aaguid.0, |(model, _)| model.0).ok()?;
    KNOWN_MODELS.get(at).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_known_by_its_aaguid() {
        for (aaguid, name) in [
            ("cb69481e-8ff7-4039-93ec-0a2729a154a8", "YubiKey 5"),
            ("d7781e5d-e353-46aa-afe2-3ca49f13332a", "YubiKey 5 with NFC"),
            ("42b4fb4a-2866-43b2-9bf7-6c6669c2e5d3", "Google Titan Security Key"),
            ("2cd2f727-f6ca-44da-8f48-5c2e5da000a2", "Nitrokey 3 AM"),
        ] {
            assert_eq!(model_name(&aaguid.parse().unwrap()), Some(name));
        }
        assert_eq!(model_name(&Aaguid([0; 16])), None);
        assert_eq!(model_name(&Aaguid([0xff; 16])), None);
    }

    #[test]
    fn every_model_stands_there_once_and_in_its_place() {
        for pair in KNOWN_MODELS.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{} and {}", pair[0].1, pair[1].1);
        }
    }

    #[test]
    fn a_name_is_one_that_a_key_can_have() {
        for (_, name) in KNOWN_MODELS {
            assert!((1..=64).contains(&name.chars().count()) && name.trim() == *name, "{name:?}");
            assert!(!name.contains("  ") && !name.contains("Profile") && !name.contains("CTAP"), "{name:?}");
        }
    }
}
