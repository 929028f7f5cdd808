//! What the maker puts on a key: an attestation key, and the certificate that names the model (WebAuthn L3 §8.2.1).

use fido_authenticator::constants::ATTESTATION_KEY_ID;
use p256::SecretKey;
use p256::pkcs8::DecodePrivateKey as _;
use rcgen::{CertificateParams, CustomExtension, DistinguishedName, DnType, IsCa, KeyPair, PKCS_ECDSA_P256_SHA256};

use super::keys::{Key, Keys};

/// The model.
pub const AAGUID: [u8; 16] = *b"second engine \0\x01";

/// id-fido-gen-ce-aaguid.
const AAGUID_EXTENSION: &[u64] = &[1, 3, 6, 1, 4, 1, 45724, 1, 1, 4];

/// A key and its certificate, made anew for each engine.
pub(crate) struct Attestation {
    key: SecretKey,
    pub(super) certificate: Vec<u8>,
}

/// The certificate could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AttestationError {
    #[error("the attestation certificate cannot be made: {0}")]
    Certificate(#[from] rcgen::Error),
    #[error("the attestation key cannot be read back: {0}")]
    Key(#[from] p256::pkcs8::Error),
}

impl Attestation {
    pub(crate) fn generate() -> Result<Self, AttestationError> {
        let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let mut parameters = CertificateParams::default();
        let mut name = DistinguishedName::new();
        name.push(DnType::CountryName, "SE");
        name.push(DnType::OrganizationName, "Nyckel");
        name.push(DnType::OrganizationalUnitName, "Authenticator Attestation");
        name.push(DnType::CommonName, "Second engine");
        parameters.distinguished_name = name;
        parameters.is_ca = IsCa::ExplicitNoCa;
        // An OCTET STRING in the extension's own.
        let value = [[0x04, 16].as_slice(), &AAGUID].concat();
        parameters.custom_extensions.push(CustomExtension::from_oid_content(AAGUID_EXTENSION, value));
        let certificate = parameters.self_signed(&pair)?.der().to_vec();
        Ok(Self { key: SecretKey::from_pkcs8_der(&pair.serialize_der())?, certificate })
    }

    pub(super) fn install(&self, keys: &mut Keys) {
        keys.install(ATTESTATION_KEY_ID, Key::P256(self.key.clone()));
    }
}
