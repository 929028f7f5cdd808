//! What the key says about its maker (WebAuthn L3 §6.5.4, §8.2): packed with a batch certificate, packed by the
//! credential itself, or nothing.

use std::str::FromStr as _;
use std::time::Duration;

use p256::SecretKey;
use p256::ecdsa::{DerSignature, SigningKey};
use shared::cbor::{Map, Value};
use shared::cose::Algorithm;
use shared::ids::Aaguid;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{self, Builder as _, CertificateBuilder};
use x509_cert::der::asn1::{GeneralizedTime, OctetString};
use x509_cert::der::{Encode as _, oid::ObjectIdentifier};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, KeyUsages};
use x509_cert::ext::{Extension, ToExtension as _};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{SubjectPublicKeyInfo, SubjectPublicKeyInfoRef};
use x509_cert::time::{Time, Validity};
use x509_cert::{TbsCertificate, certificate::Certificate};

use crate::credential::PrivateKey;
use crate::random::{self, NoRandomness};

/// The model of this virtual key: its own, made at random once, like any maker's.
pub const AAGUID: Aaguid =
    Aaguid([0x9d, 0x62, 0x70, 0xce, 0x7e, 0x54, 0x48, 0x5e, 0xb6, 0x52, 0x0e, 0x19, 0x00, 0x48, 0xca, 0x66]);

/// id-fido-gen-ce-aaguid (WebAuthn L3 §8.2.1).
const ID_FIDO_GEN_CE_AAGUID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.45724.1.1.4");
/// id-fido-gen-ce-sernum (CTAP 2.1 §7.1.1 via WebAuthn L3 §8.2.2): what sets this one key apart.
const ID_FIDO_GEN_CE_SERNUM: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.45724.1.1.2");
const LEAF: &str = "CN=Nyckel Virtual Key,OU=Authenticator Attestation,O=Nyckel,C=SE";
const ROOT: &str = "CN=Nyckel Virtual Key Root,O=Nyckel,C=SE";
/// 2024-01-01T00:00:00Z. Fixed, so that a machine whose clock is wrong makes a certificate that is valid elsewhere.
const NOT_BEFORE: Duration = Duration::from_secs(1_704_067_200);

/// How the key attests a new credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Attestation {
    /// Format packed with a certificate that names the model; made when the key first starts, kept by reset.
    #[default]
    Batch,
    /// Format packed, signed by the new credential itself (self attestation).
    SelfSigned,
    /// Format none.
    None,
}

/// The key and certificate behind [`Attestation::Batch`].
#[derive(Clone)]
pub(crate) struct BatchKey {
    pub(crate) private_key: PrivateKey,
    /// DER of the attestation certificate.
    pub(crate) certificate: Vec<u8>,
    /// DER of the certificate that issued it.
    pub(crate) root: Vec<u8>,
}

/// The batch certificate could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BatchKeyError {
    #[error("the operating system gives no random bytes: {0}")]
    Random(#[from] NoRandomness),
    #[error("the certificate cannot be written: {0}")]
    Certificate(#[from] builder::Error),
}

impl BatchKey {
    /// A root, whose key is forgotten at once, and the one certificate that it issues.
    pub(crate) fn generate() -> Result<Self, BatchKeyError> {
        Self::issue(Profile::Leaf { serial_number: None })
    }

    /// The same for enterprise attestation: the certificate names this one key by a serial number.
    pub(crate) fn generate_enterprise() -> Result<Self, BatchKeyError> {
        Self::issue(Profile::Leaf { serial_number: Some(random::bytes()?) })
    }

    fn issue(leaf: Profile) -> Result<Self, BatchKeyError> {
        let (root_key, leaf_key) = (random::p256_key()?, random::p256_key()?);
        let root = certificate(Profile::Root, &root_key, &root_key)?;
        let certificate = certificate(leaf, &leaf_key, &root_key)?;
        Ok(Self { private_key: PrivateKey::Es256(leaf_key), certificate, root })
    }
}

impl Attestation {
    /// Format and attestation statement for a new credential (WebAuthn L3 §8.2, §8.7).
    pub(crate) fn statement(
        self,
        batch: &BatchKey,
        credential: &PrivateKey,
        auth_data: &[u8],
        client_data_hash: &[u8; 32],
    ) -> (&'static str, Map) {
        let message = [auth_data, client_data_hash].concat();
        match self {
            Self::Batch => {
                let statement = Map::new()
                    .with("alg", Algorithm::Es256.id())
                    .with("sig", batch.private_key.sign(&message))
                    .with("x5c", vec![Value::from(batch.certificate.as_slice())]);
                ("packed", statement)
            }
            Self::SelfSigned => {
                let algorithm = credential.algorithm().cose();
                ("packed", Map::new().with("alg", algorithm.id()).with("sig", credential.sign(&message)))
            }
            Self::None => ("none", Map::new()),
        }
    }
}

#[derive(Clone, Copy)]
enum Profile {
    Root,
    Leaf { serial_number: Option<[u8; 8]> },
}

impl Profile {
    fn subject(self) -> &'static str {
        match self {
            Self::Root => ROOT,
            Self::Leaf { .. } => LEAF,
        }
    }
}

/// A distinguished name of this file.
fn name(text: &str) -> Name {
    Name::from_str(text).unwrap_or_default()
}

impl BuilderProfile for Profile {
    fn get_issuer(&self, _subject: &Name) -> Name {
        name(ROOT)
    }

    fn get_subject(&self) -> Name {
        name(self.subject())
    }

    fn build_extensions(
        &self,
        _key: SubjectPublicKeyInfoRef<'_>,
        _issuer_key: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> builder::Result<Vec<Extension>> {
        let subject = tbs.subject();
        let constraints = |ca| BasicConstraints { ca, path_len_constraint: None }.to_extension(subject, &[]);
        Ok(match self {
            Self::Root => vec![constraints(true)?, KeyUsage(KeyUsages::KeyCertSign.into()).to_extension(subject, &[])?],
            // WebAuthn L3 §8.2.1 and §8.2.2.
            Self::Leaf { serial_number } => {
                let mut extensions = vec![constraints(false)?, octets(ID_FIDO_GEN_CE_AAGUID, &AAGUID.0)?];
                if let Some(serial_number) = serial_number {
                    extensions.push(octets(ID_FIDO_GEN_CE_SERNUM, serial_number.as_slice())?);
                }
                extensions
            }
        })
    }
}

/// An extension whose value is an OCTET STRING; not critical.
fn octets(extn_id: ObjectIdentifier, value: &[u8]) -> builder::Result<Extension> {
    let value = OctetString::new(value)?.to_der()?;
    Ok(Extension { extn_id, critical: false, extn_value: OctetString::new(value)? })
}

/// A certificate (version 3, as the builder makes it when there are extensions) for `key` by `issuer`, in DER.
fn certificate(profile: Profile, key: &SecretKey, issuer: &SecretKey) -> Result<Vec<u8>, BatchKeyError> {
    // Positive and without a leading zero byte, whatever the random part is.
    let serial = [b"N".as_slice(), &random::bytes::<15>()?].concat();
    let asn1 = builder::Error::Asn1;
    let not_before = GeneralizedTime::from_unix_duration(NOT_BEFORE).map_err(asn1)?;
    let validity = Validity::new(Time::GeneralTime(not_before), Time::INFINITY);
    let public_key = SubjectPublicKeyInfo::from_key(&key.public_key()).map_err(builder::Error::PublicKey)?;
    let serial = SerialNumber::new(&serial).map_err(asn1)?;
    let certificate: Certificate = CertificateBuilder::new(profile, serial, validity, public_key)?
        .build::<_, DerSignature>(&SigningKey::from(issuer))?;
    Ok(certificate.to_der().map_err(asn1)?)
}
