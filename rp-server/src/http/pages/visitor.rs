//! Who looks at a page, and what every page needs to know about them.

use std::sync::{Arc, LazyLock};

use aws_lc_rs::{constant_time, hmac};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};
use jiff::tz::TimeZone;
use shared::ids::Base64UrlBytes;
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::assets;
use super::cookies::PageCookie;
use super::notice::Notice;
use super::return_to::ReturnTo;
use crate::http::request_id::RequestId;
use crate::http::session::PresentedSession;
use crate::http::{App, Refused};
use crate::i18n::{Language, Texts, TimeTeller, Value, accepted};
use crate::invitations::InvitationToken;
use crate::records::{Account, PendingSignIn};
use crate::security_info::PendingToken;

/// The server's own time zone, for browsers that have not told theirs: `TZ`, or the system's.
static ZONE: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::try_system().unwrap_or(TimeZone::UTC));

/// Whoever asks for a page. Cheap to clone.
#[derive(Clone)]
pub(in crate::http) struct Visitor(Arc<Known>);

/// Somebody who is signed in.
pub(super) struct Person {
    pub(super) session: PresentedSession,
    pub(super) account: Account,
}

struct Known {
    texts: &'static Texts,
    times: TimeTeller,
    person: Option<Person>,
    /// A session came along, and it is over.
    has_ended: bool,
    /// Why it is not known who they are: the store cannot be read.
    failure: Option<Refused>,
    csrf: String,
    /// What the CSRF token is bound to, where it was made for this answer.
    new_secret: Option<String>,
    nonce: String,
    address: String,
    changes_something: bool,
    reads_pages: bool,
    notice: Option<Notice>,
    invitation: Option<InvitationToken>,
    pending: Option<PendingToken>,
    request_id: String,
}

impl Visitor {
    /// Finds out who asks.
    pub(in crate::http) async fn of(
        app: &App,
        method: &Method,
        address: &Uri,
        headers: &HeaderMap,
        request_id: &RequestId,
    ) -> Self {
        let secure = app.is_https();
        let token = app.cookie().read(headers);
        let (person, failure) = match &token {
            None => (None, None),
            Some(token) => match person(app, token, headers).await {
                Ok(person) => (person, None),
                Err(refused) => (None, Some(refused)),
            },
        };
        let texts = language(person.as_ref(), headers, secure).texts();
        let given_secret = PageCookie::Visitor.read(headers, secure).filter(|text| text.len() == 43);
        let new_secret = (person.is_none() && given_secret.is_none()).then(random);
        let csrf = match (&person, &token) {
            (Some(_), Some(token)) => csrf_token(token.reveal().as_bytes()),
            _ => csrf_token(new_secret.as_deref().or(given_secret).unwrap_or_default().as_bytes()),
        };
        Self(Arc::new(Known {
            texts,
            times: TimeTeller::new(texts, zone(headers, secure), app.now()),
            has_ended: token.is_some() && person.is_none() && failure.is_none(),
            person,
            failure,
            csrf,
            new_secret,
            nonce: random(),
            address: address.path_and_query().map_or("/", |address| address.as_str()).to_owned(),
            changes_something: !matches!(*method, Method::GET | Method::HEAD),
            reads_pages: accepts_pages(headers),
            notice: PageCookie::Notice.read(headers, secure).and_then(Notice::from_cookie),
            invitation: PageCookie::Invitation.read(headers, secure).and_then(InvitationToken::parse),
            pending: PageCookie::Pending.read(headers, secure).and_then(PendingToken::parse),
            request_id: request_id.to_string(),
        }))
    }

    /// Who is signed in; refused, and sent to sign in, when nobody is, and to look their security info through, where the account
    /// is locked until then.
    pub(super) fn person(&self) -> Result<&Person, Refused> {
        let person = self.person_overdue_or_not()?;
        person.session.unless_overdue()?;
        Ok(person)
    }

    /// The same, also while the account is locked so: for what leads out of it.
    pub(super) fn person_overdue_or_not(&self) -> Result<&Person, Refused> {
        match (&self.0.person, &self.0.failure) {
            (Some(person), _) => Ok(person),
            (None, Some(failure)) => Err(failure.clone()),
            (None, None) => Err(Refused::not_signed_in()),
        }
    }

    /// As [`Self::person`], and with a fresh proof: whoever has none is sent to give one.
    pub(super) fn person_with_fresh_proof(&self, app: &App) -> Result<&Person, Refused> {
        let person = self.person()?;
        app.need_fresh_proof(&person.session)?;
        Ok(person)
    }

    /// Whether their session came along and is over.
    pub(super) fn has_ended(&self) -> bool {
        self.0.has_ended
    }

    /// Whether they would rather read a page than a problem document.
    pub(in crate::http) fn reads_pages(&self) -> bool {
        self.0.reads_pages
    }

    /// What the address says after its `?`, by name.
    pub(super) fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.0.address.split_once('?')?;
        form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// Where they come back to, once they have signed in or proved who they are. A form is not sent again: they return to the
    /// page it was on.
    pub(super) fn here(&self) -> ReturnTo {
        let has_page = |address: &str| !address.starts_with("/security-info/devices/");
        if self.0.changes_something && !has_page(&self.0.address) {
            return ReturnTo::start();
        }
        ReturnTo::new(Some(&self.0.address))
    }

    /// Whether a form's token is theirs.
    pub(super) fn owns_csrf_token(&self, token: &str) -> bool {
        constant_time::verify_slices_are_equal(self.0.csrf.as_bytes(), token.as_bytes()).is_ok()
    }

    /// The invitation that they came with; nobody has looked yet whether it is open.
    pub(super) fn invitation(&self) -> Option<&InvitationToken> {
        self.0.invitation.as_ref()
    }

    /// The sign-in under way that they came with, if it is not over.
    pub(super) async fn pending(&self, app: &App) -> Result<Option<PendingSignIn>, Refused> {
        match &self.0.pending {
            Some(token) => Ok(app.security_infos().pending(token).await?),
            None => Ok(None),
        }
    }

    pub(super) fn new_secret(&self) -> Option<&str> {
        self.0.new_secret.as_deref()
    }

    pub(super) fn request_id(&self) -> &str {
        &self.0.request_id
    }

    /// Tells times to them.
    pub(super) fn times(&self) -> &TimeTeller {
        &self.0.times
    }

    /// What is said in their language.
    pub(super) fn texts(&self) -> &'static Texts {
        self.0.texts
    }
}

/// What templates ask for, as `page`.
impl Visitor {
    pub(super) fn say(&self, id: &str) -> String {
        self.0.texts.say(id)
    }

    pub(super) fn say_name(&self, id: &str, name: &str) -> String {
        self.0.texts.say_with(id, &[("name", Value::Name(name))])
    }

    pub(super) fn language(&self) -> &'static str {
        self.0.texts.language().tag()
    }

    /// Every language: its tag, its name in itself, and whether it is theirs.
    pub(super) fn languages(&self) -> [(&'static str, String, bool); 2] {
        Language::ALL.map(|language| {
            let name = language.texts().say("language-name");
            (language.tag(), name, language == self.0.texts.language())
        })
    }

    pub(super) fn csrf(&self) -> &str {
        &self.0.csrf
    }

    pub(super) fn nonce(&self) -> &str {
        &self.0.nonce
    }

    pub(super) fn address(&self) -> &str {
        if self.0.changes_something { ReturnTo::START } else { &self.0.address }
    }

    pub(super) fn signed_in_name(&self) -> Option<&str> {
        self.0.person.as_ref().map(|person| person.account.display_name.as_str())
    }

    pub(super) fn notice(&self) -> Option<String> {
        self.0.notice.as_ref().map(|notice| notice.say(self.0.texts))
    }

    pub(super) fn asset(&self, name: &str) -> &'static str {
        assets::address(name)
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refused> {
        let missing = || Refused::internal(&"a page was asked for without anybody having looked who asks");
        parts.extensions.get::<Self>().cloned().ok_or_else(missing)
    }
}

async fn person(
    app: &App,
    token: &crate::sessions::SessionToken,
    headers: &HeaderMap,
) -> Result<Option<Person>, Refused> {
    let Some(session) = PresentedSession::of(app, token, headers).await? else { return Ok(None) };
    let account = app.store().account(&session.account).await?;
    Ok(account.map(|account| Person { session, account }))
}

/// The account's own language, else this device's, else the browser's.
fn language(person: Option<&Person>, headers: &HeaderMap, secure: bool) -> Language {
    let chosen = person.and_then(|person| Language::from_tag(person.account.language.as_deref()?));
    let on_this_device = || PageCookie::Language.read(headers, secure).and_then(Language::from_tag);
    let wanted = || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| accepted(value.to_str().ok()?));
    chosen.or_else(on_this_device).or_else(wanted).unwrap_or_default()
}

/// The time zone that the browser told (an IANA name), else the server's.
fn zone(headers: &HeaderMap, secure: bool) -> TimeZone {
    let told = PageCookie::Zone.read(headers, secure).filter(|name| name.len() <= 64);
    told.and_then(|name| TimeZone::get(name).ok()).unwrap_or_else(|| ZONE.clone())
}

fn accepts_pages(headers: &HeaderMap) -> bool {
    let mut accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.any(|value| value.contains("text/html"))
}

/// Bound to `secret`, from which nobody else can make it, and from which it does not lead back.
fn csrf_token(secret: &[u8]) -> String {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), b"a form of this service");
    Base64UrlBytes::new(tag.as_ref()).map(|bytes| bytes.to_string()).unwrap_or_default()
}

/// 32 random bytes in base64url. Without randomness it is empty, which fits nothing: forms are refused, scripts do not run.
fn random() -> String {
    let mut bytes = Zeroizing::new([0; 32]);
    match getrandom::fill(bytes.as_mut_slice()) {
        Ok(()) => Base64UrlBytes::new(bytes.as_slice()).map(|bytes| bytes.to_string()).unwrap_or_default(),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse::<header::HeaderName>().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn a_device_prefers_its_own_language_to_the_browsers() {
        let chosen = |pairs: &[(&str, &str)]| language(None, &headers(pairs), false);
        assert_eq!(chosen(&[]), Language::English);
        assert_eq!(chosen(&[("accept-language", "sv-SE,sv;q=0.9")]), Language::Swedish);
        assert_eq!(chosen(&[("accept-language", "sv"), ("cookie", "nyckel-language=en")]), Language::English);
        assert_eq!(chosen(&[("accept-language", "sv"), ("cookie", "nyckel-language=xx")]), Language::Swedish);
    }

    #[test]
    fn a_time_zone_is_known_by_name_or_not_used() {
        let told = |value: &str| zone(&headers(&[("cookie", &format!("nyckel-zone={value}"))]), false);
        assert_eq!(told("Europe/Stockholm").iana_name(), Some("Europe/Stockholm"));
        for strange in ["../../etc/passwd", "Europe/Nowhere", "", &"A".repeat(100)] {
            assert_eq!(told(strange), *ZONE, "{strange}");
        }
    }

    #[test]
    fn tokens_of_two_secrets_differ_and_hide_them() {
        assert_ne!(csrf_token(b"a"), csrf_token(b"b"));
        assert_eq!(csrf_token(b"a"), csrf_token(b"a"));
        assert_ne!(random(), random());
    }
}
