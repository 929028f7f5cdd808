//! Collected client data: what the client signs about the ceremony (WebAuthn L3 §5.8.1).

use std::borrow::Cow;

use serde::Deserialize;

use crate::base64url;
use crate::ids::Challenge;

/// The ceremony that the client data belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClientDataType {
    /// `webauthn.create`: registration.
    Create,
    /// `webauthn.get`: authentication.
    Get,
}

impl ClientDataType {
    /// The value of the `type` member.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "webauthn.create",
            Self::Get => "webauthn.get",
        }
    }
}

impl std::fmt::Display for ClientDataType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The client data in its parts. Members of later levels of the standard are allowed and ignored (§5.8.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectedClientData {
    /// The ceremony.
    pub ceremony: ClientDataType,
    /// The challenge that the relying party gave.
    pub challenge: Challenge,
    /// The origin of the page that made the call, as the client serialised it (RFC 6454 §6.2): no path, no trailing slash.
    pub origin: String,
    /// True when the page was not same-origin with all of its ancestors.
    pub cross_origin: bool,
    /// The origin of the topmost page when [`Self::cross_origin`] is true and the client says it.
    pub top_origin: Option<String>,
}

/// Bytes that are not client data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientDataError {
    /// Not UTF-8 JSON with the members of the standard.
    #[error("client data is not valid JSON: {0}")]
    Json(String),
    /// `type` is neither `webauthn.create` nor `webauthn.get`.
    #[error("client data: type is neither webauthn.create nor webauthn.get")]
    Type,
    /// `challenge` is not base64url of 16 bytes or more.
    #[error("client data: challenge is not base64url without padding of at least 16 bytes")]
    Challenge,
    /// `origin` or `topOrigin` is not a bare origin.
    #[error("client data: {0} is not an origin: it needs a scheme and a host, and no path, query or trailing slash")]
    Origin(&'static str),
    /// `topOrigin` without `crossOrigin: true` (§5.8.1: it is set only then).
    #[error("client data: topOrigin is given although crossOrigin is not true")]
    TopOriginWithoutCrossOrigin,
}

impl CollectedClientData {
    /// Reads client data that is the whole of `bytes`. A member given twice is refused.
    pub fn parse(bytes: &[u8]) -> Result<Self, ClientDataError> {
        let wire: Wire<'_> = serde_json::from_slice(bytes).map_err(|error| ClientDataError::Json(error.to_string()))?;
        let ceremony = match &*wire.ceremony {
            "webauthn.create" => ClientDataType::Create,
            "webauthn.get" => ClientDataType::Get,
            _ => return Err(ClientDataError::Type),
        };
        let challenge = base64url::decode(&wire.challenge).and_then(|bytes| Challenge::new(bytes).ok());
        let challenge = challenge.ok_or(ClientDataError::Challenge)?;
        if !is_bare_origin(&wire.origin) {
            return Err(ClientDataError::Origin("origin"));
        }
        if wire.top_origin.as_deref().is_some_and(|origin| !is_bare_origin(origin)) {
            return Err(ClientDataError::Origin("topOrigin"));
        }
        if wire.top_origin.is_some() && !wire.cross_origin {
            return Err(ClientDataError::TopOriginWithoutCrossOrigin);
        }
        Ok(Self {
            ceremony,
            challenge,
            origin: wire.origin.into_owned(),
            cross_origin: wire.cross_origin,
            top_origin: wire.top_origin.map(Cow::into_owned),
        })
    }

    /// The serialisation that every client must produce (WebAuthn L3 §5.8.1.1).
    pub fn to_json(&self) -> Vec<u8> {
        let mut out = String::from(r#"{"type":"#);
        ccd_to_string(&mut out, self.ceremony.as_str());
        out.push_str(r#","challenge":"#);
        ccd_to_string(&mut out, &self.challenge.to_string());
        out.push_str(r#","origin":"#);
        ccd_to_string(&mut out, &self.origin);
        out.push_str(if self.cross_origin { r#","crossOrigin":true"# } else { r#","crossOrigin":false"# });
        if let Some(top_origin) = &self.top_origin {
            out.push_str(r#","topOrigin":"#);
            ccd_to_string(&mut out, top_origin);
        }
        out.push('}');
        out.into_bytes()
    }
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(borrow, rename = "type")]
    ceremony: Cow<'a, str>,
    #[serde(borrow)]
    challenge: Cow<'a, str>,
    #[serde(borrow)]
    origin: Cow<'a, str>,
    // Absent in clients of Level 1 and 2: then it is false.
    #[serde(default, rename = "crossOrigin")]
    cross_origin: bool,
    #[serde(borrow, default, rename = "topOrigin")]
    top_origin: Option<Cow<'a, str>>,
}

/// A scheme and something behind it that has no path, query, fragment, white space or user name.
///
/// Schemes other than https exist: `android:apk-key-hash:...` has no `//`. Which origins are right is the relying party's to say.
fn is_bare_origin(origin: &str) -> bool {
    let Some((scheme, rest)) = origin.split_once(':') else { return false };
    let host = rest.strip_prefix("//").unwrap_or(rest);
    let scheme_is_valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    let host_is_bare = |c: char| !matches!(c, '?' | '#' | '@' | '\\') && !c.is_whitespace() && !c.is_control();
    // The hash of an Android application is base64 and may hold a slash; a web origin may not.
    scheme_is_valid
        && !host.is_empty()
        && host.chars().all(host_is_bare)
        && !(rest.starts_with("//") && host.contains('/'))
}

/// WebAuthn L3 §5.8.1.2: the one way to write a string, so that verifiers without a JSON parser can compare bytes.
fn ccd_to_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{20}' | '\u{21}' | '\u{23}'..='\u{5b}' | '\u{5d}'..='\u{10ffff}' => out.push(character),
            _ => out.push_str(&format!("\\u{:04x}", u32::from(character))),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHALLENGE: &str = "AAAAAAAAAAAAAAAAAAAAAA";

    fn parse(json: &str) -> Result<CollectedClientData, ClientDataError> {
        CollectedClientData::parse(json.replace("CHALLENGE", CHALLENGE).as_bytes())
    }

    #[test]
    fn the_serialisation_is_the_standards() {
        let data = CollectedClientData {
            ceremony: ClientDataType::Get,
            challenge: Challenge::new([0; 16]).unwrap(),
            origin: "https://a\"\\\u{7}å.example".into(),
            cross_origin: true,
            top_origin: Some("https://top.example".into()),
        };
        let json = r#"{"type":"webauthn.get","challenge":"CHALLENGE","origin":"https://a\"\\\u0007å.example","crossOrigin":true,"topOrigin":"https://top.example"}"#;
        assert_eq!(String::from_utf8(data.to_json()).unwrap(), json.replace("CHALLENGE", CHALLENGE));
    }

    #[test]
    fn unknown_members_are_allowed_and_known_ones_may_not_repeat() {
        let known = r#""type":"webauthn.get","challenge":"CHALLENGE","origin":"https://a.example""#;
        assert!(parse(&format!(r#"{{{known},"extraData":{{"a":[1]}}}}"#)).is_ok());
        assert!(matches!(
            parse(&format!(r#"{{{known},"origin":"https://b.example"}}"#)),
            Err(ClientDataError::Json(_))
        ));
        assert!(matches!(parse(&format!("{{{known}}}x")), Err(ClientDataError::Json(_))));
        assert!(matches!(parse(&format!("\u{feff}{{{known}}}")), Err(ClientDataError::Json(_))));
    }

    #[test]
    fn an_origin_has_no_path() {
        let with =
            |origin: &str| parse(&format!(r#"{{"type":"webauthn.get","challenge":"CHALLENGE","origin":"{origin}"}}"#));
        for right in ["https://a.example", "http://localhost:8080", "android:apk-key-hash:ab/c+d="] {
            assert!(with(right).is_ok(), "{right}");
        }
        for wrong in [
            "",
            "a.example",
            "https://",
            "https://a.example/",
            "https://a.example/x",
            "https://a.example?x",
            "https://u@a.example",
            "https://a .example",
        ] {
            assert_eq!(with(wrong), Err(ClientDataError::Origin("origin")), "{wrong}");
        }
    }

    #[test]
    fn top_origin_needs_cross_origin() {
        let with = |members: &str| {
            parse(&format!(
                r#"{{"type":"webauthn.get","challenge":"CHALLENGE","origin":"https://a.example",{members}}}"#
            ))
        };
        let top = r#""topOrigin":"https://top.example""#;
        assert_eq!(with(top), Err(ClientDataError::TopOriginWithoutCrossOrigin));
        assert_eq!(with(&format!(r#"{top},"crossOrigin":false"#)), Err(ClientDataError::TopOriginWithoutCrossOrigin));
        assert!(with(&format!(r#"{top},"crossOrigin":true"#)).is_ok());
    }

    #[test]
    fn type_and_challenge_are_checked() {
        assert_eq!(
            parse(r#"{"type":"payment.get","challenge":"CHALLENGE","origin":"https://a.example"}"#),
            Err(ClientDataError::Type)
        );
        for challenge in ["", "AAAA", "AAAAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAAA/"] {
            let json = format!(r#"{{"type":"webauthn.get","challenge":"{challenge}","origin":"https://a.example"}}"#);
            assert_eq!(parse(&json), Err(ClientDataError::Challenge), "{challenge}");
        }
    }
}
