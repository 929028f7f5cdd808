//! Which RP ID an origin may claim (WebAuthn L3 §5.1.3 steps 8 and 9, §5.1.4 steps 7 and 8).

use shared::ids::RpId;

use super::{Origin, OriginError};

impl Origin {
    /// The RP ID of a ceremony: the one asked for when this origin may claim it, the origin's domain when none is.
    pub fn rp_id(&self, asked: Option<&RpId>) -> Result<RpId, OriginError> {
        let refused = |rp_id: &str| OriginError::RpId { origin: self.to_string(), rp_id: rp_id.to_owned() };
        match asked {
            None => RpId::new(self.domain()).map_err(|_| refused(self.domain())),
            Some(rp_id) if may_claim(self.domain(), rp_id.as_str()) => Ok(rp_id.clone()),
            Some(rp_id) => Err(refused(rp_id.as_str())),
        }
    }
}

/// HTML "is a registrable domain suffix of or is equal to", with the public suffix list.
fn may_claim(domain: &str, rp_id: &str) -> bool {
    if domain == rp_id {
        return true;
    }
    let is_suffix = domain.strip_suffix(rp_id).is_some_and(|rest| rest.ends_with('.'));
    // `psl` gives the registrable domain: a public suffix and one label more. An RP ID that is itself a public suffix, or
    // the part of one, has none.
    is_suffix
        && psl::domain_str(rp_id).is_some()
        && psl::suffix_str(rp_id) != Some(rp_id)
        && !cuts_suffix(domain, rp_id)
}

/// True when `rp_id` is a part of the public suffix of `domain`: `example` for `a.b.example` under the rule `b.example`.
fn cuts_suffix(domain: &str, rp_id: &str) -> bool {
    psl::suffix_str(domain).is_some_and(|suffix| suffix.len() >= rp_id.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_claims_itself_and_the_domains_above_it() {
        for (domain, rp_id, allowed) in [
            ("localhost", "localhost", true),
            ("example.org", "example.org", true),
            ("login.example.org", "example.org", true),
            ("a.b.example.co.uk", "example.co.uk", true),
            ("a.b.example.co.uk", "b.example.co.uk", true),
            ("user.github.io", "user.github.io", true),
            ("github.io", "github.io", true),
            ("example.org", "login.example.org", false),
            ("example.org", "org", false),
            ("example.co.uk", "co.uk", false),
            ("example.co.uk", "uk", false),
            ("user.github.io", "github.io", false),
            ("app.user.github.io", "user.github.io", true),
            ("badexample.org", "example.org", false),
            ("example.org", "example.com", false),
            ("app.localhost", "localhost", false),
            // *.ck is a public suffix, www.ck is not.
            ("a.b.ck", "b.ck", false),
            ("login.www.ck", "www.ck", true),
            ("login.intern.company", "intern.company", true),
        ] {
            assert_eq!(may_claim(domain, rp_id), allowed, "{domain} as {rp_id}");
        }
    }

    #[test]
    fn only_secure_addresses_with_a_domain_are_origins() {
        let origin = |address: &str| Origin::from_server_address(address).map(|origin| origin.to_string());
        assert_eq!(origin("https://Example.org:443/").as_deref(), Ok("https://example.org"));
        assert_eq!(origin("http://localhost:8080").as_deref(), Ok("http://localhost:8080"));
        assert_eq!(origin("https://smörgås.example").as_deref(), Ok("https://xn--smrgs-pra0j.example"));
        assert_eq!(origin("http://example.org"), Err(OriginError::NotSecure("http://example.org".into())));
        for address in ["https://192.0.2.1", "http://127.0.0.1:8080", "https://[::1]"] {
            assert_eq!(origin(address), Err(OriginError::NotADomain(address.into())));
        }
        for address in
            ["", "example.org", "https://", "ftp://example.org", "https://example.org/x", "https://u@example.org"]
        {
            assert_eq!(origin(address), Err(OriginError::NotAnAddress(address.into())), "{address}");
        }
    }

    #[test]
    fn a_server_cannot_be_somebody_else() {
        let origin = Origin::from_server_address("https://login.example.org").unwrap();
        assert_eq!(origin.rp_id(None).unwrap().as_str(), "login.example.org");
        let error = origin.rp_id(Some(&RpId::new("example.com").unwrap())).unwrap_err();
        assert_eq!(error.to_string(), "https://login.example.org may not use the RP ID example.com");
    }
}
