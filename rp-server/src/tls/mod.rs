//! TLS: the server's certificate, checked before it is used, and changed while the server runs.

mod certificate;
mod error;
mod server;

pub use certificate::{Certificate, CertificateFiles};
pub use error::{CertificateError, CertificateFile};
pub use server::{Tls, TlsError};
