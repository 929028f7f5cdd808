//! Attestation statements, verified as far as they go without knowing the maker (WebAuthn L3 §8.2, §8.6, §8.7).

use shared::cbor::{Fields, Value};
use shared::cose::{Algorithm, PublicKey};
use x509_parser::certificate::X509Certificate;
use x509_parser::parse_x509_certificate;
use x509_parser::x509::X509Version;

use super::made::Credential;
use super::requests::client_data_hash;
use super::signature::{verifies, verifies_by};
use super::trouble::{Trouble, require};

/// id-fido-gen-ce-aaguid (WebAuthn L3 §8.2.1).
const ID_FIDO_GEN_CE_AAGUID: &str = "1.3.6.1.4.1.45724.1.1.4";

/// The statement's signature is that of the certificate in it, or of the credential itself.
pub(super) fn signature(credential: &Credential) -> Result<(), Trouble> {
    let object = &credential.object;
    let signed = [object.auth_data_bytes.as_slice(), &client_data_hash()].concat();
    match object.fmt.as_str() {
        "none" => Ok(()),
        "packed" => {
            let fields = Fields(&object.att_stmt);
            let alg = fields.int("alg", "alg").map_err(malformed)?;
            let algorithm = Algorithm::from_id(alg).ok_or(Trouble::NotTried("its algorithm is not known here"))?;
            let signature = fields.bytes("sig", "sig").map_err(malformed)?;
            let Some(certificate) = certificate_of(credential)? else {
                let own = &credential.data.public_key;
                require(own.algorithm() == algorithm, || "alg is not the credential's".into())?;
                return require(verifies(own, &signed, signature), || "the signature is not the credential's".into());
            };
            let certificate = parse(&certificate)?;
            let key = &certificate.public_key().subject_public_key.data;
            require(verifies_by(algorithm, key, &signed, signature), || "the signature is not the certificate's".into())
        }
        "fido-u2f" => u2f_signature(credential),
        _ => Err(Trouble::NotTried("its format is not known here")),
    }
}

/// §8.6: over a zero byte, the RP ID hash, the client data hash, the credential's id and its key as a point.
fn u2f_signature(credential: &Credential) -> Result<(), Trouble> {
    let PublicKey::Es256 { x, y } = &credential.data.public_key else {
        return Err(Trouble::broken("format fido-u2f with a key that is not ES256"));
    };
    let hash = credential.object.auth_data.rp_id_hash;
    let signed = [&[0], hash.as_slice(), &client_data_hash(), credential.id().as_bytes(), &[4], x, y].concat();
    let signature = Fields(&credential.object.att_stmt).bytes("sig", "sig").map_err(malformed)?;
    let certificate = certificate_of(credential)?.ok_or(Trouble::broken("format fido-u2f without a certificate"))?;
    let certificate = parse(&certificate)?;
    let key = &certificate.public_key().subject_public_key.data;
    require(verifies_by(Algorithm::Es256, key, &signed, signature), || "the signature is not the certificate's".into())
}

/// §8.2.1: version 3, a subject of the right unit, no authority; and the model that it names is the credential's.
pub(super) fn certificate(credential: &Credential) -> Result<(), Trouble> {
    if credential.object.fmt != "packed" {
        return Err(Trouble::NotClaimed("the attestation is not of format packed"));
    }
    let certificate = certificate_of(credential)?;
    let certificate = certificate.ok_or(Trouble::NotClaimed("the attestation has no certificate"))?;
    let certificate = parse(&certificate)?;
    require(certificate.version() == X509Version::V3, || "the certificate is not of version 3".into())?;
    let mut units = certificate.subject().iter_organizational_unit().filter_map(|unit| unit.as_str().ok());
    require(units.any(|unit| unit == "Authenticator Attestation"), || {
        "the certificate's subject has no OU of \"Authenticator Attestation\"".into()
    })?;
    let constraints = certificate.basic_constraints().ok().flatten();
    require(constraints.is_some_and(|constraints| !constraints.value.ca), || {
        "the certificate's basic constraints do not say that it is no authority".into()
    })?;
    let named = certificate.extensions().iter().find(|extension| extension.oid.to_id_string() == ID_FIDO_GEN_CE_AAGUID);
    let Some(named) = named else { return Ok(()) };
    // An OCTET STRING of sixteen bytes.
    require(named.value.strip_prefix(&[0x04, 0x10]) == Some(credential.data.aaguid.0.as_slice()), || {
        "the certificate names another AAGUID than authData".into()
    })
}

/// The first certificate of `x5c`, in DER; `None` where there is no `x5c`.
fn certificate_of(credential: &Credential) -> Result<Option<Vec<u8>>, Trouble> {
    let Some(chain) = Fields(&credential.object.att_stmt).opt_array("x5c", "x5c").map_err(malformed)? else {
        return Ok(None);
    };
    let first = chain.first().and_then(Value::as_bytes);
    first.map(|first| Some(first.to_vec())).ok_or(Trouble::broken("x5c has no certificate in it"))
}

fn parse(certificate: &[u8]) -> Result<X509Certificate<'_>, Trouble> {
    match parse_x509_certificate(certificate) {
        Ok(([], certificate)) => Ok(certificate),
        Ok(_) => Err(Trouble::broken("bytes follow the certificate")),
        Err(error) => Err(Trouble::Broken(format!("the certificate cannot be read: {error}"))),
    }
}

fn malformed(error: shared::cbor::FieldError) -> Trouble {
    Trouble::Broken(format!("attStmt: {error}"))
}
