//! Who asks, and on which terms.

use std::fmt;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use shared::ids::RpId;
use url::{Host, Url};
use webauthn_rs_core::WebauthnCore;

use super::attestation::AttestationPolicy;

/// A web origin of this service: `https://login.example.org` or, for trying out, `http://localhost:8080`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin(Url);

/// A text that is not an origin that a browser would use WebAuthn on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// Not a URL.
    #[error("{0:?} is not an address such as https://login.example.org")]
    NotAUrl(String),
    /// Browsers offer WebAuthn in secure contexts only.
    #[error("{0:?} must begin with https://; plain http:// is allowed for localhost only")]
    NotSecure(String),
    /// A path, a trailing slash, upper case, a default port...
    #[error("{given:?} must be written as browsers write it: {canonical}")]
    NotCanonical {
        /// What was given.
        given: String,
        /// What it should be.
        canonical: String,
    },
    /// An RP ID is a domain (WebAuthn L3 §4).
    #[error("{0:?} must have a domain name as its host: security keys do not work on IP addresses")]
    NotADomain(String),
}

impl Origin {
    /// Takes an origin exactly as browsers serialise it (HTML §7.1.1).
    pub fn new(text: &str) -> Result<Self, OriginError> {
        let url = Url::parse(text).map_err(|_| OriginError::NotAUrl(text.into()))?;
        let Some(Host::Domain(domain)) = url.host() else { return Err(OriginError::NotADomain(text.into())) };
        if url.scheme() != "https" && !(url.scheme() == "http" && is_local(domain)) {
            return Err(OriginError::NotSecure(text.into()));
        }
        let canonical = url.origin().ascii_serialization();
        if canonical != text {
            return Err(OriginError::NotCanonical { given: text.into(), canonical });
        }
        Ok(Self(url))
    }

    /// The origin as browsers write it.
    pub fn as_str(&self) -> &str {
        // A URL that equals its origin differs from it by the empty path's slash alone.
        self.0.as_str().trim_end_matches('/')
    }

    /// True for `https`.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Its host.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// True for `localhost` and what is below it: the machine that asks.
    pub fn is_local(&self) -> bool {
        is_local(self.host())
    }

    /// Whether pages of this origin may use `rp_id`: it is the host, or the host is below it (WebAuthn L3 §5.1.3 step 8).
    pub fn may_use(&self, rp_id: &RpId) -> bool {
        self.host().strip_suffix(rp_id.as_str()).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    }
}

fn is_local(domain: &str) -> bool {
    domain == "localhost" || domain.ends_with(".localhost")
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What does not fit together in a relying party.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RelyingPartyError {
    /// There is no origin.
    #[error("at least one origin is needed")]
    NoOrigin,
    /// A browser would refuse the RP ID on this origin, and on every other: none has the RP ID's host or is below it, where
    /// browsers would find that they are related.
    #[error("RP ID {rp_id} is neither the host of origin {origin} nor a domain above it")]
    RpIdOutsideOrigin {
        /// The RP ID.
        rp_id: RpId,
        /// The origin.
        origin: Origin,
    },
    /// A ceremony lives at most five minutes.
    #[error("a ceremony may take between 10 seconds and 5 minutes")]
    Timeout,
}

/// The relying party of every ceremony.
#[derive(Debug)]
pub struct RelyingParty {
    id: RpId,
    id_hash: [u8; 32],
    name: String,
    origins: Vec<Origin>,
    timeout: Duration,
    attestation: AttestationPolicy,
    core: WebauthnCore,
}

impl RelyingParty {
    /// How long a ceremony may take.
    pub const TIMEOUT_RANGE: std::ops::RangeInclusive<Duration> = Duration::from_secs(10)..=Duration::from_secs(300);

    /// Puts the terms together; an error when a browser could never meet them.
    ///
    /// Of several `origins`, one at least must be the RP ID's own; others may be related to it (WebAuthn L3 §5.11).
    /// `name` is shown to people by browsers; `timeout` is the life of a ceremony.
    pub fn new(
        id: RpId,
        name: impl Into<String>,
        origins: Vec<Origin>,
        timeout: Duration,
        attestation: AttestationPolicy,
    ) -> Result<Self, RelyingPartyError> {
        if origins.is_empty() {
            return Err(RelyingPartyError::NoOrigin);
        }
        // Those beside are related origins (WebAuthn L3 §5.11), which browsers look up by https alone.
        let has_own = origins.iter().any(|origin| origin.may_use(&id));
        let outside = origins.iter().find(|origin| !(origin.may_use(&id) || has_own && origin.is_https()));
        if let Some(origin) = outside {
            return Err(RelyingPartyError::RpIdOutsideOrigin { rp_id: id, origin: origin.clone() });
        }
        if !Self::TIMEOUT_RANGE.contains(&timeout) {
            return Err(RelyingPartyError::Timeout);
        }
        let name = name.into();
        let id_hash = sha256(id.as_str().as_bytes());
        let urls = origins.iter().map(|origin| origin.0.clone()).collect();
        let core = WebauthnCore::new_unsafe_experts_only(&name, id.as_str(), urls, timeout, Some(false), Some(false));
        Ok(Self { id, id_hash, name, origins, timeout, attestation, core })
    }

    /// The RP ID.
    pub fn id(&self) -> &RpId {
        &self.id
    }

    /// SHA-256 of the RP ID, as authenticators sign it.
    pub fn id_hash(&self) -> &[u8; 32] {
        &self.id_hash
    }

    /// The name that browsers show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The origins whose pages may take part.
    pub fn origins(&self) -> &[Origin] {
        &self.origins
    }

    /// The life of a ceremony.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Which keys may register.
    pub fn attestation(&self) -> &AttestationPolicy {
        &self.attestation
    }

    /// The origins that are neither the RP ID's host nor below it: browsers let their pages use its keys once they have found
    /// them in `https://RP_ID/.well-known/webauthn` (WebAuthn L3 §5.11).
    pub fn related_origins(&self) -> impl Iterator<Item = &Origin> {
        self.origins.iter().filter(|origin| !origin.may_use(&self.id))
    }

    /// Whether `text` is one of the origins, byte for byte.
    pub fn has_origin(&self, text: &str) -> bool {
        self.origins.iter().any(|origin| origin.as_str() == text)
    }

    pub(super) fn core(&self) -> &WebauthnCore {
        &self.core
    }
}

/// SHA-256 in the form in which it is compared.
pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let hash = digest(&SHA256, bytes);
    // SHA-256 is 32 bytes long.
    hash.as_ref().try_into().unwrap_or([0; 32])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_https_or_localhost_and_bare() {
        for right in
            ["https://login.example.org", "https://example.org:8443", "http://localhost:8080", "http://a.localhost"]
        {
            assert_eq!(Origin::new(right).unwrap().as_str(), right);
        }
        for (wrong, message) in [
            ("login.example.org", "is not an address such as"),
            ("http://example.org", "must begin with https://"),
            ("ftp://localhost", "must begin with https://"),
            ("https://example.org/", "must be written as browsers write it: https://example.org"),
            ("https://example.org/login", "must be written as browsers write it: https://example.org"),
            ("https://Example.org", "must be written as browsers write it: https://example.org"),
            ("https://example.org:443", "must be written as browsers write it: https://example.org"),
            ("https://127.0.0.1", "must have a domain name"),
            ("https://[::1]", "must have a domain name"),
        ] {
            let error = Origin::new(wrong).unwrap_err().to_string();
            assert!(error.contains(message), "{wrong}: {error}");
        }
    }

    #[test]
    fn the_rp_id_is_the_host_or_above_it() {
        let may = |origin: &str, id: &str| Origin::new(origin).unwrap().may_use(&RpId::new(id).unwrap());
        assert!(may("https://example.org", "example.org"));
        assert!(may("https://login.example.org:8443", "example.org"));
        assert!(!may("https://badexample.org", "example.org"));
        assert!(!may("https://example.org", "login.example.org"));
    }

    #[test]
    fn beside_the_rp_ids_own_origin_others_are_related() {
        let new = |origins: &[&str]| {
            let origins = origins.iter().map(|origin| Origin::new(origin).unwrap()).collect();
            let id = RpId::new("example.org").unwrap();
            RelyingParty::new(id, "Nyckel", origins, Duration::from_secs(60), AttestationPolicy::default())
        };
        let party = new(&["https://example.com", "https://www.example.org", "https://badexample.org"]).unwrap();
        let related: Vec<_> = party.related_origins().map(Origin::as_str).collect();
        assert_eq!(related, ["https://example.com", "https://badexample.org"]);
        assert_eq!(new(&["https://example.org"]).unwrap().related_origins().count(), 0);
        for wrong in [&["https://example.com", "https://example.net"][..], &["https://example.org", "http://localhost"]]
        {
            assert!(matches!(new(wrong), Err(RelyingPartyError::RpIdOutsideOrigin { .. })), "{wrong:?}");
        }
    }

    #[test]
    fn terms_that_no_browser_meets_are_refused() {
        let origin = || Origin::new("https://example.org").unwrap();
        let new = |id: &str, origins: Vec<Origin>, seconds: u64| {
            let policy = AttestationPolicy::default();
            let id = RpId::new(id).unwrap();
            RelyingParty::new(id, "Nyckel", origins, Duration::from_secs(seconds), policy)
                .map(|_| ())
                .unwrap_err()
                .to_string()
        };
        assert_eq!(new("example.org", vec![], 60), "at least one origin is needed");
        assert_eq!(
            new("example.com", vec![origin()], 60),
            "RP ID example.com is neither the host of origin https://example.org nor a domain above it"
        );
        assert_eq!(new("example.org", vec![origin()], 301), "a ceremony may take between 10 seconds and 5 minutes");
    }
}
