//! The certificate that the server shows, with its private key: read from PEM files, and checked before it is used.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::{Error as PemError, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use rustls::{Error as TlsError, InconsistentKeys};
use x509_parser::prelude::{ASN1Time, FromDer as _, X509Certificate};
use zeroize::Zeroizing;

use super::error::Problem;
use super::{CertificateError, CertificateFile};
use crate::records::Timestamp;

/// Where a certificate and its key are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFiles {
    /// PEM: the server's own certificate first, then those between it and its root.
    pub certificate: PathBuf,
    /// PEM: the private key of the first of them (PKCS #8, PKCS #1 or SEC 1), not encrypted.
    pub key: PathBuf,
}

/// A certificate that was valid when it was read, and its private key, which is never printed.
#[derive(Clone)]
pub struct Certificate {
    pub(super) certified: Arc<CertifiedKey>,
    expires_at: Timestamp,
}

impl Certificate {
    /// Reads both files. Refused when either cannot be used, when they do not belong together, and when `now` is not within the
    /// life of the server's own certificate.
    pub fn read(files: &CertificateFiles, now: Timestamp) -> Result<Self, CertificateError> {
        let chain =
            read_chain(&files.certificate).map_err(|problem| files.wrong(CertificateFile::Certificate, problem))?;
        let expires_at = check(&chain, now).map_err(|problem| files.wrong(CertificateFile::Certificate, problem))?;
        let key = read_key(&files.key).map_err(|problem| files.wrong(CertificateFile::Key, problem))?;
        let certified = CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider()).map_err(|error| {
            let problem = match error {
                TlsError::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
                    Problem::Mismatch { certificate: files.certificate.clone() }
                }
                error => Problem::KeyUnusable(error.to_string()),
            };
            files.wrong(CertificateFile::Key, problem)
        })?;
        Ok(Self { certified: Arc::new(certified), expires_at })
    }

    /// The end of its life.
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// Whether browsers take it as that of `host` (RFC 9525: by its subject alternative names).
    pub fn is_for(&self, host: &str) -> bool {
        let own = self.certified.end_entity_cert().and_then(ParsedCertificate::try_from);
        let (Ok(own), Ok(host)) = (own, ServerName::try_from(host)) else { return false };
        rustls::client::verify_server_name(&own, &host).is_ok()
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

impl CertificateFiles {
    fn wrong(&self, file: CertificateFile, problem: Problem) -> CertificateError {
        let path = match file {
            CertificateFile::Certificate => &self.certificate,
            CertificateFile::Key => &self.key,
        };
        CertificateError { file, path: path.clone(), problem }
    }
}

fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, Problem> {
    let pem = std::fs::read(path).map_err(|error| Problem::Unreadable(error.to_string()))?;
    let mut chain = Vec::new();
    for (index, certificate) in CertificateDer::pem_slice_iter(&pem).enumerate() {
        let malformed = |cause| Problem::CertificateMalformed { number: index + 1, cause };
        chain.push(certificate.map_err(|error| malformed(said(&error)))?);
    }
    if chain.is_empty() { Err(Problem::NoCertificate) } else { Ok(chain) }
}

/// Reads every certificate; the end of the first one's life, which `now` must not be beyond.
fn check(chain: &[CertificateDer<'_>], now: Timestamp) -> Result<Timestamp, Problem> {
    let mut lives = Vec::new();
    for (index, certificate) in chain.iter().enumerate() {
        let malformed = |cause: String| Problem::CertificateMalformed { number: index + 1, cause };
        let (rest, parsed) = X509Certificate::from_der(certificate).map_err(|error| malformed(error.to_string()))?;
        if !rest.is_empty() {
            return Err(malformed("something follows it".into()));
        }
        let validity = parsed.validity();
        lives.push((timestamp(validity.not_before), timestamp(validity.not_after)));
    }
    let Some((begins_at, expires_at)) = lives.first().copied() else { return Err(Problem::NoCertificate) };
    if now < begins_at {
        return Err(Problem::NotYetValid(begins_at));
    }
    // The last second counts (RFC 5280 §4.1.2.5), to its end.
    if now.unix_millis() / 1000 > expires_at.unix_millis() / 1000 {
        return Err(Problem::Expired(expires_at));
    }
    Ok(expires_at)
}

fn read_key(path: &Path) -> Result<PrivateKeyDer<'static>, Problem> {
    let pem = std::fs::read(path).map(Zeroizing::new).map_err(|error| Problem::Unreadable(error.to_string()))?;
    PrivateKeyDer::from_pem_slice(&pem).map_err(|error| match error {
        // PKCS #8 says so in its label, the older forms in a header.
        _ if contains(&pem, b"BEGIN ENCRYPTED PRIVATE KEY") || contains(&pem, b"Proc-Type: 4,ENCRYPTED") => {
            Problem::KeyEncrypted
        }
        PemError::NoItemsFound => Problem::NoKey,
        error => Problem::KeyMalformed(said(&error)),
    })
}

/// What is wrong with PEM text. Never the text itself: it may be a key.
fn said(error: &PemError) -> String {
    match error {
        PemError::MissingSectionEnd { .. } => "its END line is missing",
        PemError::IllegalSectionStart { .. } => "a BEGIN line is damaged",
        PemError::Base64Decode(_) => "between its BEGIN and END lines is no base64",
        _ => "it is not PEM",
    }
    .into()
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// A time before 1970 is 1970: long over either way.
fn timestamp(time: ASN1Time) -> Timestamp {
    Timestamp::from_unix_millis(u64::try_from(time.timestamp()).unwrap_or_default().saturating_mul(1000))
}
