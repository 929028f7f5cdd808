//! Where a request comes from: tries from one network are counted together.

use std::net::IpAddr;

use axum::http::request::Parts;
use ipnet::IpNet;

/// What a proxy says of whom it passes on, each behind the one before.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address at the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

/// The proxies whose word is believed.
#[derive(Debug, Clone, Default)]
pub struct Proxies {
    /// Their networks.
    pub known: Vec<IpNet>,
    /// Whether every connection comes from a proxy, known or not.
    pub always: bool,
}

impl Proxies {
    /// The client's address; none where it is not known, because a proxy stands between that nobody named: then people would be
    /// counted together who have nothing to do with one another.
    pub(super) fn client(&self, parts: &Parts) -> Option<IpAddr> {
        let Peer(peer) = parts.extensions.get::<Peer>()?;
        let values = parts.headers.get_all(FORWARDED_FOR).iter();
        let texts: Vec<&str> = values.map(|value| value.to_str().unwrap_or_default()).collect();
        self.behind(*peer, &texts)
    }

    /// Reads what was said, from the last to speak on backwards: what a proxy of ours says is believed, and what whoever came
    /// before it said is not.
    fn behind(&self, peer: IpAddr, said: &[&str]) -> Option<IpAddr> {
        let peer = peer.to_canonical();
        if !self.is_known(peer) {
            return (!self.always && !peer.is_loopback()).then_some(peer);
        }
        for entry in said.iter().rev().flat_map(|text| text.rsplit(',')) {
            let address = entry.trim().parse::<IpAddr>().ok()?.to_canonical();
            if !self.is_known(address) {
                return Some(address);
            }
        }
        None
    }

    fn is_known(&self, address: IpAddr) -> bool {
        self.known.iter().any(|network| network.contains(&address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(known: &[&str], always: bool, peer: &str, said: &[&str]) -> Option<String> {
        let known = known.iter().map(|network| network.parse().unwrap()).collect();
        Proxies { known, always }.behind(peer.parse().unwrap(), said).map(|address| address.to_string())
    }

    #[test]
    fn without_a_proxy_it_is_the_peer_and_nobody_is_believed() {
        assert_eq!(client(&[], false, "203.0.113.7", &["198.51.100.1"]).as_deref(), Some("203.0.113.7"));
        assert_eq!(client(&[], false, "::ffff:203.0.113.7", &[]).as_deref(), Some("203.0.113.7"));
        assert_eq!(client(&["10.0.0.0/8"], false, "203.0.113.7", &["198.51.100.1"]).as_deref(), Some("203.0.113.7"));
    }

    #[test]
    fn behind_a_proxy_that_nobody_named_it_is_not_known() {
        assert_eq!(client(&[], false, "127.0.0.1", &["198.51.100.1"]), None);
        assert_eq!(client(&[], false, "::1", &["198.51.100.1"]), None);
        assert_eq!(client(&[], true, "10.0.0.1", &["198.51.100.1"]), None);
    }

    #[test]
    fn a_known_proxy_is_believed_from_right_to_left() {
        let ours = &["127.0.0.1/32", "10.0.0.0/8", "2001:db8::/32"];
        for (said, expected) in [
            (&["198.51.100.1"][..], Some("198.51.100.1")),
            (&["192.0.2.66, 198.51.100.1, 10.1.2.3"], Some("198.51.100.1")),
            (&["192.0.2.66", "198.51.100.1, 10.1.2.3"], Some("198.51.100.1")),
            (&["198.51.100.1, 2001:db8::1"], Some("198.51.100.1")),
            (&["::ffff:198.51.100.1"], Some("198.51.100.1")),
            (&["2a00::1"], Some("2a00::1")),
            (&["10.1.1.1, 10.1.2.3"], None),
            (&["198.51.100.1, unknown"], None),
            (&["198.51.100.1,"], None),
            (&["198.51.100.1:80"], None),
            (&[""], None),
            (&[], None),
        ] {
            assert_eq!(client(ours, false, "127.0.0.1", said).as_deref(), expected, "{said:?}");
            assert_eq!(client(ours, true, "10.9.9.9", said).as_deref(), expected, "{said:?}");
        }
    }
}
