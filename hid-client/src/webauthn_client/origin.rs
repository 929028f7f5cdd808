//! Which servers may use security keys, and what their origin is.

use url::{Host, Url};

/// The origin of a server: scheme, host and port (RFC 6454), with a domain name for host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    url: Url,
    domain: String,
}

/// A server's address or RP ID that the client must not work with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// Not a URL, or one with more than scheme, host and port.
    #[error("{0:?} is not a server's address such as https://example.org")]
    NotAnAddress(String),
    /// Neither https nor http on localhost: not a secure context.
    #[error("security keys work over https only, or on http://localhost; not on {0}")]
    NotSecure(String),
    /// An IP address in place of a domain name (WebAuthn L3 §5.1.3 step 8).
    #[error("{0} is an IP address; security keys need a domain name")]
    NotADomain(String),
    /// The server's RP ID is not its domain or one above it below the public suffix (WebAuthn L3 §5.1.3 step 9).
    #[error("{origin} may not use the RP ID {rp_id}")]
    RpId {
        /// The server.
        origin: String,
        /// What it claims to be.
        rp_id: String,
    },
}

impl Origin {
    /// Reads `https://example.org:8443`, or `http://localhost:8080`.
    pub fn from_server_address(address: &str) -> Result<Self, OriginError> {
        let not_an_address = || OriginError::NotAnAddress(address.to_owned());
        let url = Url::parse(address).map_err(|_| not_an_address())?;
        let bare = url.username().is_empty() && url.password().is_none() && url.path() == "/";
        if !bare || url.query().is_some() || url.fragment().is_some() || !matches!(url.scheme(), "https" | "http") {
            return Err(not_an_address());
        }
        let domain = match url.host().ok_or_else(not_an_address)? {
            Host::Domain(domain) => domain.to_owned(),
            Host::Ipv4(_) | Host::Ipv6(_) => return Err(OriginError::NotADomain(address.to_owned())),
        };
        let is_localhost = domain == "localhost" || domain.ends_with(".localhost");
        if url.scheme() != "https" && !is_localhost {
            return Err(OriginError::NotSecure(address.to_owned()));
        }
        Ok(Self { url, domain })
    }

    /// The effective domain (HTML "effective domain").
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The address of `path` on this server; `path` begins with a slash.
    pub fn address_of(&self, path: &str) -> String {
        format!("{self}{path}")
    }
}

impl std::fmt::Display for Origin {
    /// The serialisation of RFC 6454 §6.2: no default port, no trailing slash.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.url.origin().ascii_serialization())
    }
}
