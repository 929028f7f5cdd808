//! Where a person was, and goes on to.

use url::Url;
use url::form_urlencoded::byte_serialize;

/// Pages on the way to another: nobody wants to return to them. Not `/`: behind a proxy it may be another application's.
const ON_THE_WAY: [&str; 8] =
    ["/reset", "/replace", "/sign-in", "/sign-out", "/prove", "/recovery-code", "/language", "/invitation"];
/// Any origin: what matters is that the address stays on it.
const SOME_ORIGIN: &str = "https://origin.invalid";

/// An address of this service: a path and perhaps a query, never another host's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::http) struct ReturnTo(String);

impl ReturnTo {
    /// Where people go who came from nowhere.
    pub(super) const START: &str = "/security-info";

    /// Reads what a link or a form says. Anything that a browser could take for another site's address becomes the start.
    pub(in crate::http) fn new(text: Option<&str>) -> Self {
        text.and_then(local).filter(|address| !is_on_the_way(address)).map_or_else(Self::start, Self)
    }

    /// As [`Self::new`], and any page will do: the one where somebody chose their language.
    pub(super) fn anywhere(text: &str) -> Self {
        local(text).map_or_else(Self::start, Self)
    }

    /// The start.
    pub(super) fn start() -> Self {
        Self(Self::START.into())
    }

    /// The address.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of `page`, which will come back here.
    pub(in crate::http) fn through(&self, page: &str) -> String {
        format!("{page}?return_to={}", byte_serialize(self.0.as_bytes()).collect::<String>())
    }
}

/// Reads an address as browsers do (WHATWG URL), and keeps it if they would stay here.
fn local(text: &str) -> Option<String> {
    // Browsers drop tabs and line breaks, and read `\` as `/`: nobody who means well writes them.
    if !text.starts_with('/') || text.contains(['\\', '\t', '\n', '\r']) || text.len() > 2048 {
        return None;
    }
    let origin = Url::parse(SOME_ORIGIN).ok()?;
    let url = origin.join(text).ok()?;
    let address = url.as_str().strip_prefix(SOME_ORIGIN)?;
    // `/..//other.example` is a path here, but its normal form is another site's address.
    (address.starts_with('/') && !address.starts_with("//")).then(|| address.to_owned())
}

fn is_on_the_way(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    ON_THE_WAY.contains(&path) || path.starts_with("/sign-in/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_ours_is_kept() {
        for address in
            ["/", "/security-info", "/security-info/activity?before=7", "/security-info/keys/AA-_/remove", "/å"]
        {
            let kept = ReturnTo::new(Some(address));
            assert_eq!(kept.as_str(), address.replace('å', "%C3%A5"));
        }
    }

    #[test]
    fn anything_else_becomes_the_start() {
        for address in [
            "",
            "security-info",
            "//other.example",
            "///other.example",
            "/\\other.example",
            "\\\\other.example",
            "https://other.example",
            "https:other.example",
            "javascript:alert(1)",
            "/\t/other.example",
            "/\n/other.example",
            "/..//other.example",
            "/.//other.example",
            "/%2e%2e//other.example",
            " //other.example",
            "/sign-in",
            "/prove?return_to=/prove",
            "/sign-out",
            "data:text/html,x",
            "@other.example",
            "/sign-in#x",
        ] {
            assert_eq!(ReturnTo::new(Some(address)), ReturnTo::start(), "{address:?}");
        }
        assert_eq!(ReturnTo::new(None), ReturnTo::start());
        assert_eq!(ReturnTo::new(Some(&format!("/{}", "a".repeat(3000)))), ReturnTo::start());
    }

    #[test]
    fn the_way_there_names_it_whole() {
        let address = ReturnTo::new(Some("/security-info/activity?before=7&x=y"));
        assert_eq!(address.through("/prove"), "/prove?return_to=%2Fsecurity-info%2Factivity%3Fbefore%3D7%26x%3Dy");
    }
}
