//! What every request can reach, and where it goes.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use tower_http::catch_panic::CatchPanicLayer;

use super::client_address::Proxies;
use super::cookies::SessionCookie;
use super::session::PresentedSession;
use super::{Refused, delivery, envelope, fido, openapi, origin_guard, pages};
use crate::accounts::Accounts;
use crate::ceremonies::{Ceremonies, Decoys};
use crate::clock::Clock;
use crate::config::{Config, SignUp};
use crate::delivery::Delivery;
use crate::housekeeping::Housekeeping;
use crate::policy::Policy;
use crate::records::{MethodKind, Session, Timestamp};
use crate::recovery_codes::RecoveryCodes;
use crate::sealing::SealError;
use crate::secret::ServerSecret;
use crate::security_info::{Ingredients, PasswordHasher, SecurityInfoError, SecurityInfos};
use crate::sessions::{SessionLimits, Sessions};
use crate::store::Store;
use crate::webauthn::RelyingParty;

/// What a handler may take beyond the time that its body takes to arrive.
const HANDLING: Duration = Duration::from_secs(5);

/// What every request can reach. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

struct Parts {
    store: Arc<dyn Store>,
    ceremonies: Ceremonies,
    sessions: Sessions,
    accounts: Accounts,
    recovery_codes: RecoveryCodes,
    security_infos: SecurityInfos,
    clock: Arc<dyn Clock>,
    delivery: Delivery,
    cookie: SessionCookie,
    hsts: bool,
    settings: AppSettings,
}

/// The settings that requests are served by.
#[derive(Debug, Clone)]
pub struct AppSettings {
    /// How long sessions live.
    pub sessions: SessionLimits,
    /// The longest request body, in bytes.
    pub body_limit: usize,
    /// How long a request's body may take to arrive.
    pub request_timeout: Duration,
    /// Whether the conformance profile lets anybody add a key to an account that exists.
    pub fido_conformance: bool,
    /// The proxies that say where requests come from.
    pub proxies: Proxies,
    /// Who may create an account.
    pub sign_up: SignUp,
    /// Whom people ask for help.
    pub contact: Option<String>,
    /// Which methods are allowed, and what is asked of people.
    pub policy: Policy,
}

impl From<&Config> for AppSettings {
    fn from(config: &Config) -> Self {
        Self {
            sessions: SessionLimits { idle: config.session_idle, absolute: config.session_absolute },
            body_limit: config.body_limit,
            request_timeout: config.request_timeout,
            fido_conformance: config.fido_conformance,
            proxies: Proxies { known: config.proxies.clone(), always: config.tls_by_proxy },
            sign_up: config.sign_up,
            contact: config.contact.clone(),
            policy: config.policy.clone(),
        }
    }
}

impl App {
    /// Puts a server together from its store, its clock and its terms.
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        secret: ServerSecret,
        relying_party: RelyingParty,
        settings: AppSettings,
        delivery: Delivery,
    ) -> Result<Self, SealError> {
        // The settings refuse a mixture of https and http.
        let secure = relying_party.origins().iter().all(|origin| origin.is_https());
        // It holds for a host on every port, and a person's localhost has other services than this one.
        let hsts = secure && !relying_party.origins().iter().any(|origin| origin.is_local());
        let sessions = Sessions::new(Arc::clone(&store), Arc::clone(&clock), settings.sessions);
        let notices = delivery.notices(&store, &clock);
        let accounts = Accounts::new(Arc::clone(&store), Arc::clone(&clock), notices.clone());
        let ingredients = Ingredients {
            store: Arc::clone(&store),
            clock: Arc::clone(&clock),
            sessions: sessions.clone(),
            policy: settings.policy.clone(),
            contacts: delivery.contacts().clone(),
            outbox: delivery.outbox().clone(),
            notices: notices.clone(),
            takes_keys: delivery.takes_keys(),
            passwords: PasswordHasher::new(),
            service: relying_party.name().to_owned(),
        };
        let security_infos = SecurityInfos::new(ingredients, &secret)?;
        let recovery_codes = RecoveryCodes::new(
            Arc::clone(&store),
            Arc::clone(&clock),
            sessions.clone(),
            notices.clone(),
            security_infos.clone(),
            &secret,
        );
        let ceremonies = Ceremonies::new(
            relying_party,
            Arc::clone(&store),
            Arc::clone(&clock),
            sessions.clone(),
            Decoys::new(&secret),
            settings.sign_up,
            notices,
        );
        let cookie = SessionCookie::new(secure);
        Ok(Self(Arc::new(Parts {
            store,
            ceremonies,
            sessions,
            accounts,
            recovery_codes,
            security_infos,
            clock,
            delivery,
            cookie,
            hsts,
            settings,
        })))
    }

    /// What is done by the clock alone.
    pub fn housekeeping(&self) -> Housekeeping {
        let Parts { store, clock, security_infos, .. } = &*self.0;
        Housekeeping::new(Arc::clone(store), Arc::clone(clock), security_infos.clone())
    }

    /// Every route, with what surrounds it.
    pub fn router(&self) -> Router {
        let (described, document) = openapi::routes(self).split_for_parts();
        fido::routes()
            .layer(from_fn_with_state(self.clone(), origin_guard::origin_guard))
            .merge(described)
            .route("/api/openapi.json", openapi::serve(&document))
            .merge(pages::routes())
            .merge(delivery::routes())
            .fallback(unknown_route)
            .method_not_allowed_fallback(wrong_method)
            .layer(CatchPanicLayer::custom(envelope::panicked))
            .layer(from_fn_with_state(self.clone(), envelope::envelope))
            .with_state(self.clone())
    }

    pub(super) fn store(&self) -> &dyn Store {
        &*self.0.store
    }

    pub(super) fn ceremonies(&self) -> &Ceremonies {
        &self.0.ceremonies
    }

    pub(super) fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    pub(super) fn accounts(&self) -> &Accounts {
        &self.0.accounts
    }

    pub(super) fn recovery_codes(&self) -> &RecoveryCodes {
        &self.0.recovery_codes
    }

    pub(super) fn security_infos(&self) -> &SecurityInfos {
        &self.0.security_infos
    }

    pub(super) fn delivery(&self) -> &Delivery {
        &self.0.delivery
    }

    pub(super) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Refuses a change of security info whose session was not proved lately (R6), unless the request comes from a device that the
    /// account trusts (R19).
    pub(super) fn need_fresh_proof(&self, session: &PresentedSession) -> Result<(), Refused> {
        if session.standing().device.is_some() { Ok(()) } else { self.need_proof_itself(session) }
    }

    /// The same, wherever the request comes from: for what a trusted device does not spare.
    pub(super) fn need_proof_itself(&self, session: &Session) -> Result<(), Refused> {
        if self.sessions().has_fresh_proof(session) { Ok(()) } else { Err(Refused::proof_required()) }
    }

    /// Refuses a method that the policy does not offer (R27, R28).
    pub(super) fn need_offered(&self, kind: MethodKind) -> Result<(), Refused> {
        Ok(self.security_infos().policy().offers(kind).map_err(SecurityInfoError::from)?)
    }

    pub(super) fn cookie(&self) -> SessionCookie {
        self.0.cookie
    }

    pub(super) fn is_https(&self) -> bool {
        self.0.cookie.is_secure()
    }

    /// Whether browsers are told to speak https to this host and nothing else (RFC 6797).
    pub(super) fn demands_https(&self) -> bool {
        self.0.hsts
    }

    pub(super) fn body_limit(&self) -> usize {
        self.0.settings.body_limit
    }

    pub(super) fn body_timeout(&self) -> Duration {
        self.0.settings.request_timeout
    }

    pub(super) fn request_timeout(&self) -> Duration {
        self.0.settings.request_timeout + HANDLING
    }

    /// The proxies that say where requests come from.
    pub(super) fn proxies(&self) -> &Proxies {
        &self.0.settings.proxies
    }

    pub(super) fn contact(&self) -> Option<&str> {
        self.0.settings.contact.as_deref()
    }

    pub(super) fn fido_conformance(&self) -> bool {
        self.0.settings.fido_conformance
    }
}

async fn unknown_route() -> Refused {
    let detail = "There is nothing at this address. Look the address up in the documentation.";
    Refused::new(StatusCode::NOT_FOUND, "route_unknown", detail)
}

async fn wrong_method() -> Refused {
    let detail = "This address does not take this method. Its allow header says which it takes.";
    Refused::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
}
