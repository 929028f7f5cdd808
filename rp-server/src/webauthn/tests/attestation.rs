//! Packed attestation by a certificate, and which makers are welcome. ES256 credentials go through webauthn-rs-core, EdDSA
//! credentials through our own `packed`: both must say the same.

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, DnValue, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    SigningKey as _, date_time_ymd,
};
use shared::cbor::{Map, Value};
use shared::cose::Algorithm;
use shared::ids::Aaguid;

use super::fixture::{ORIGIN, RP_ID, relying_party_with};
use super::registration::Begun;
use super::soft_key::{AAGUID, SoftKey, sha256};
use crate::records::AttestationVerdict;
use crate::webauthn::Refusal;
use crate::webauthn::attestation::{AttestationPolicy, AttestationPolicyError};

/// id-fido-gen-ce-aaguid (WebAuthn L3 §8.2.1).
const AAGUID_OID: [u64; 9] = [1, 3, 6, 1, 4, 1, 45724, 1, 1];

/// A maker of keys: its root, and the batch key that it puts into them.
struct Maker {
    root_pem: String,
    certificate: Vec<u8>,
    batch_key: KeyPair,
}

impl Maker {
    fn new(unit: &str, aaguid: Aaguid, until_year: i32) -> Self {
        let root_key = KeyPair::generate().unwrap();
        let mut root = CertificateParams::default();
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        root.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        root.distinguished_name.push(DnType::CommonName, "Test Root");
        (root.not_before, root.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2060, 1, 1));
        let root_pem = root.self_signed(&root_key).unwrap().pem();
        let mut leaf = CertificateParams::default();
        leaf.is_ca = IsCa::ExplicitNoCa;
        leaf.use_authority_key_identifier_extension = true;
        leaf.distinguished_name.push(DnType::CountryName, DnValue::PrintableString("SE".try_into().unwrap()));
        leaf.distinguished_name.push(DnType::OrganizationName, "Nyckel");
        leaf.distinguished_name.push(DnType::OrganizationalUnitName, unit);
        leaf.distinguished_name.push(DnType::CommonName, "Batch 1");
        (leaf.not_before, leaf.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(until_year, 1, 1));
        let oid = [AAGUID_OID.as_slice(), &[4]].concat();
        // An octet string inside the extension's own.
        let value = [&[0x04, 16], aaguid.0.as_slice()].concat();
        leaf.custom_extensions.push(CustomExtension::from_oid_content(&oid, value));
        let batch_key = KeyPair::generate().unwrap();
        let certificate = leaf.signed_by(&batch_key, &Issuer::new(root, root_key)).unwrap().der().to_vec();
        Self { root_pem, certificate, batch_key }
    }

    fn honest() -> Self {
        Self::new("Authenticator Attestation", AAGUID, 2060)
    }
}

/// Registers a key of `maker` under `policy`; the attestation is signed by `signer`.
fn register(
    algorithm: Algorithm,
    maker: &Maker,
    signer: &KeyPair,
    policy: AttestationPolicy,
) -> Result<AttestationVerdict, Refusal> {
    let key = SoftKey::new(algorithm, RP_ID, ORIGIN);
    let begun = Begun::with(relying_party_with(policy));
    let mut parts = key.registration(&begun.challenge);
    parts.fmt = "packed".into();
    let signed = [parts.authenticator_data.encode().as_slice(), &sha256(&parts.client_data.to_json())].concat();
    let x5c = vec![Value::Bytes(maker.certificate.clone())];
    let signature = signer.sign(&signed).unwrap();
    parts.att_stmt = Some(Map::new().with("alg", -7).with("sig", signature).with("x5c", x5c));
    begun.verify(&key.seal(parts)).map(|registered| registered.attestation.verdict)
}

/// Both ways to verify.
const BOTH: [Algorithm; 2] = [Algorithm::Es256, Algorithm::EdDsa];

#[test]
fn a_certificate_is_trusted_when_it_ends_at_a_root() {
    let maker = Maker::honest();
    let trusted = || AttestationPolicy::trusted(&maker.root_pem, Vec::new()).unwrap();
    let noting = || AttestationPolicy::any(&maker.root_pem).unwrap();
    for algorithm in BOTH {
        let with = |policy| register(algorithm, &maker, &maker.batch_key, policy).unwrap();
        assert_eq!(with(trusted()), AttestationVerdict::Trusted);
        assert_eq!(with(noting()), AttestationVerdict::Trusted);
        assert_eq!(with(AttestationPolicy::default()), AttestationVerdict::UnknownRoot);
    }
}

#[test]
fn a_certificate_of_another_maker_is_refused_where_trust_is_wanted() {
    let (maker, stranger) = (Maker::honest(), Maker::honest());
    for algorithm in BOTH {
        let policy = AttestationPolicy::trusted(&maker.root_pem, Vec::new()).unwrap();
        let refusal = register(algorithm, &stranger, &stranger.batch_key, policy).unwrap_err();
        assert_eq!(refusal, Refusal::AttestationUntrusted);
        assert_eq!(
            refusal.to_string(),
            "This service accepts only security keys from certain makers, and this key did not prove its maker. Use another key, or ask the administrator."
        );
    }
}

#[test]
fn an_expired_certificate_is_not_trusted() {
    let maker = Maker::new("Authenticator Attestation", AAGUID, 2021);
    for algorithm in BOTH {
        let policy = AttestationPolicy::trusted(&maker.root_pem, Vec::new()).unwrap();
        assert_eq!(register(algorithm, &maker, &maker.batch_key, policy), Err(Refusal::AttestationUntrusted));
    }
}

#[test]
fn only_listed_models_may_register() {
    let maker = Maker::honest();
    for algorithm in BOTH {
        let listing = |model| AttestationPolicy::trusted(&maker.root_pem, vec![model]).unwrap();
        let with = |policy| register(algorithm, &maker, &maker.batch_key, policy);
        assert_eq!(with(listing(AAGUID)), Ok(AttestationVerdict::Trusted));
        let refusal = with(listing(Aaguid([9; 16]))).unwrap_err();
        assert_eq!(refusal.code(), "authenticator_not_allowed");
        assert_eq!(
            refusal.to_string(),
            format!(
                "This service does not accept this model of security key ({AAGUID}). Use another key, or ask the administrator."
            )
        );
    }
}

#[test]
fn an_attestation_that_does_not_hold_is_refused_whatever_the_policy() {
    let honest = Maker::honest();
    let other_key = KeyPair::generate().unwrap();
    let other_model = Maker::new("Authenticator Attestation", Aaguid([9; 16]), 2060);
    let other_unit = Maker::new("Marketing", AAGUID, 2060);
    for algorithm in BOTH {
        for (maker, signer) in
            [(&honest, &other_key), (&other_model, &other_model.batch_key), (&other_unit, &other_unit.batch_key)]
        {
            let refusal = register(algorithm, maker, signer, AttestationPolicy::default()).unwrap_err();
            assert_eq!(refusal.code(), "attestation_invalid", "{algorithm}: {refusal}");
        }
    }
}

#[test]
fn a_policy_that_promises_nothing_is_refused() {
    assert_eq!(AttestationPolicy::trusted("", Vec::new()).unwrap_err(), AttestationPolicyError::NoRoots);
    let error = |pem: &str| AttestationPolicy::any(pem).unwrap_err().to_string();
    assert_eq!(error("hello"), "it holds no PEM certificate");
    assert_eq!(error("-----BEGIN CERTIFICATE-----\nAAAA"), "certificate 1 has no END CERTIFICATE line");
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assert!(error(broken).starts_with("certificate 1 cannot be read"), "{}", error(broken));
    let two = [Maker::honest().root_pem, Maker::honest().root_pem].concat();
    assert!(AttestationPolicy::trusted(&two, Vec::new()).is_ok());
}
