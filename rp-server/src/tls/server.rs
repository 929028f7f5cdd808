//! The server's side of TLS.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio_rustls::TlsAcceptor;

use super::Certificate;

/// HTTP/2 is not served: a client that offers both takes this one (RFC 7301).
const HTTP_1_1: &[u8] = b"http/1.1";

/// Why TLS cannot begin.
#[derive(Debug, thiserror::Error)]
#[error("TLS cannot be set up: {0}")]
pub struct TlsError(#[from] rustls::Error);

/// TLS 1.2 and 1.3 with a certificate that can be changed at any time. Clones show the same one.
#[derive(Clone)]
pub struct Tls {
    config: Arc<ServerConfig>,
    shown: Arc<Shown>,
}

impl Tls {
    /// TLS that shows `certificate`.
    pub fn new(certificate: &Certificate) -> Result<Self, TlsError> {
        let shown = Arc::new(Shown(RwLock::new(Arc::clone(&certificate.certified))));
        // Named, and not left to the process's default: another crate may bring a provider of its own.
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&shown) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![HTTP_1_1.to_vec()];
        Ok(Self { config: Arc::new(config), shown })
    }

    /// Shows `certificate` from the next handshake on. Connections that are open go on.
    pub fn show(&self, certificate: &Certificate) {
        // Whoever panicked while it was held left one certificate or the other.
        *self.shown.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&certificate.certified);
    }

    /// What makes a connection one of TLS.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.config))
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls(..)")
    }
}

/// The certificate that handshakes show.
struct Shown(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Shown {
    /// One for every name: a client that asks for another is told by the certificate.
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shown(..)")
    }
}
