//! Which model an AAGUID names, for the models that are met most.
//!
//! It is the authenticator's bare word unless its attestation was trusted: good enough to recognise one's own key by, and
//! used for nothing else. A model that is missing here is shown as a security key without a model.

use shared::ids::Aaguid;

/// From the makers' own lists: Yubico, Google, Feitian, Nitrokey, SoloKeys, Token2; last, our own key in software.
const MODELS: [(Aaguid, &str); 20] = [
    (of(0xf8a011f3_8c0a_4d15_8006_17111f9edc7d), "Security Key by Yubico"),
    (of(0xb92c3f9a_c014_4056_887f_140a2501163b), "Security Key by Yubico"),
    (of(0x6d44ba9b_f6ec_2e49_b930_0c8fe920cb73), "Security Key NFC by Yubico"),
    (of(0x149a2021_8ef6_4133_96b8_81f8d5b7f1f5), "Security Key NFC by Yubico"),
    (of(0xa4e9fc6d_4cbe_4758_b8ba_37598bb5bbaa), "Security Key NFC by Yubico"),
    (of(0xcb69481e_8ff7_4039_93ec_0a2729a154a8), "YubiKey 5"),
    (of(0xee882879_721c_4913_9775_3dfcce97072a), "YubiKey 5"),
    (of(0xfa2b99dc_9e39_4257_8f92_4a30d23c4118), "YubiKey 5 NFC"),
    (of(0x2fc0579f_8113_47ea_b116_bb5a8db9202a), "YubiKey 5 NFC"),
    (of(0xc5ef55ff_ad9a_4b9f_b580_adebafe026d0), "YubiKey 5Ci"),
    (of(0x73bb0cd4_e502_49b8_9c6f_b59445bf720b), "YubiKey 5 FIPS"),
    (of(0xc1f9a0bc_1dd2_404a_b27f_8e29047a43fd), "YubiKey 5 NFC FIPS"),
    (of(0x85203421_48f9_4355_9bc8_8a53846e5083), "YubiKey 5Ci FIPS"),
    (of(0xd8522d9f_575b_4866_88a9_ba99fa02f35b), "YubiKey Bio"),
    (of(0x42b4fb4a_2866_43b2_9bf7_6c6669c2e5d3), "Google Titan Security Key"),
    (of(0x12ded745_4bed_47d4_abaa_e713f51d6393), "Feitian AllinOne FIDO2"),
    (of(0xc39efba6_fcf4_4c3e_828b_fc4a6115a0ff), "Nitrokey FIDO2"),
    (of(0x8876631b_d4a0_427f_5773_0ec71c9e0279), "Solo"),
    (of(0xab32f0c6_2239_afbb_c470_d2ef4e254db7), "Token2 FIDO2"),
    (of(0x9d6270ce_7e54_485e_b652_0e190048ca66), "Nyckel virtual-key"),
];

const fn of(number: u128) -> Aaguid {
    Aaguid(number.to_be_bytes())
}

/// The name of a model; `None` when it is not known here.
pub fn model_name(aaguid: &Aaguid) -> Option<&'static str> {
    MODELS.iter().find(|(model, _)| model == aaguid).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_known_by_its_aaguid() {
        let yubikey: Aaguid = "cb69481e-8ff7-4039-93ec-0a2729a154a8".parse().unwrap();
        assert_eq!(model_name(&yubikey), Some("YubiKey 5"));
        assert_eq!(model_name(&Aaguid([0; 16])), None);
    }

    #[test]
    fn no_aaguid_stands_there_twice() {
        for (at, (model, name)) in MODELS.iter().enumerate() {
            assert!(MODELS.iter().skip(at + 1).all(|(other, _)| other != model), "{name}");
        }
    }
}
