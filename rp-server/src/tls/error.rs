//! Why a certificate and its key cannot be used.

use std::fmt;
use std::path::PathBuf;

use crate::records::Timestamp;

/// One of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateFile {
    /// The certificate, and those between it and its root.
    Certificate,
    /// The private key.
    Key,
}

impl CertificateFile {
    /// The setting that names it.
    pub fn setting(self) -> &'static str {
        match self {
            Self::Certificate => "tls_certificate",
            Self::Key => "tls_key",
        }
    }
}

/// What is wrong with one of the files, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateError {
    /// In which file.
    pub file: CertificateFile,
    /// Where it is.
    pub path: PathBuf,
    /// What is wrong.
    pub(super) problem: Problem,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    Unreadable(String),
    NoCertificate,
    CertificateMalformed { number: usize, cause: String },
    Expired(Timestamp),
    NotYetValid(Timestamp),
    NoKey,
    KeyEncrypted,
    KeyMalformed(String),
    KeyUnusable(String),
    Mismatch { certificate: PathBuf },
}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.problem {
            Problem::Unreadable(cause) => write!(f, "cannot read {path}: {cause}"),
            Problem::NoCertificate => write!(f, "{path} holds no PEM certificate (-----BEGIN CERTIFICATE-----)"),
            Problem::CertificateMalformed { number, cause } => {
                write!(f, "certificate {number} in {path} cannot be read: {cause}")
            }
            Problem::Expired(at) => write!(f, "the certificate in {path} expired at {at}. Renew it"),
            Problem::NotYetValid(at) => {
                write!(
                    f,
                    "the certificate in {path} is not valid before {at}. Set this machine's clock, or use another"
                )
            }
            Problem::NoKey => write!(f, "{path} holds no PEM private key (-----BEGIN PRIVATE KEY-----)"),
            Problem::KeyEncrypted => {
                write!(
                    f,
                    "the private key in {path} is encrypted, and nobody is there at the start to give a passphrase"
                )
            }
            Problem::KeyMalformed(cause) => write!(f, "the private key in {path} cannot be read: {cause}"),
            Problem::KeyUnusable(cause) => {
                write!(
                    f,
                    "the private key in {path} cannot be used ({cause}). ECDSA, Ed25519, and RSA from 2048 bits can"
                )
            }
            Problem::Mismatch { certificate } => write!(
                f,
                "the private key in {path} does not belong to the first certificate in {}, which must be the server's own",
                certificate.display()
            ),
        }
    }
}

impl std::error::Error for CertificateError {}
