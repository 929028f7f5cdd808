//! Requests and answers over HTTP.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::api::{
    BeginAccount, BeginSignIn, FinishRegistration, FinishSignIn, Problem, RegistrationBegun, SignInBegun, SignedIn,
};

use super::ServerError;
use crate::webauthn_client::Origin;

/// A server is fast or it is not there.
const TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The most bytes of an answer that are read.
const BODY_LIMIT: u64 = 256 * 1024;

/// A server by its origin. The session cookie that it gives stays in memory.
#[derive(Debug, Clone)]
pub struct RelyingParty {
    origin: Origin,
    agent: ureq::Agent,
}

impl RelyingParty {
    /// A client of the server at `origin`; nothing is sent yet.
    pub fn new(origin: Origin) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .timeout_connect(Some(CONNECT_TIMEOUT))
            // A redirect would be another origin than the one that the person named.
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent(concat!("hid-client/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { origin, agent: config.into() }
    }

    /// Where it is.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Begins to create an account with a first key.
    pub fn begin_account(&self, request: &BeginAccount) -> Result<RegistrationBegun, ServerError> {
        self.post("/api/v1/accounts/begin", request)
    }

    /// Creates the account.
    pub fn finish_account(&self, request: &FinishRegistration) -> Result<SignedIn, ServerError> {
        self.post("/api/v1/accounts/finish", request)
    }

    /// Begins to sign in.
    pub fn begin_sign_in(&self, request: &BeginSignIn) -> Result<SignInBegun, ServerError> {
        self.post("/api/v1/sign-in/begin", request)
    }

    /// Signs in.
    pub fn finish_sign_in(&self, request: &FinishSignIn) -> Result<SignedIn, ServerError> {
        self.post("/api/v1/sign-in/finish", request)
    }

    /// Forgets the session, if there is one; the server is not told. Connections stay open.
    pub fn forget_session(&self) {
        let mut cookies = self.agent.cookie_jar_lock();
        cookies.clear();
        cookies.release();
    }

    fn post<T: DeserializeOwned>(&self, path: &str, request: &impl Serialize) -> Result<T, ServerError> {
        let unreachable = |error: ureq::Error| ServerError::Unreachable(error.to_string());
        let response = self
            .agent
            .post(self.origin.address_of(path))
            .header("Accept", "application/json, application/problem+json")
            // What a browser would send: the server checks it.
            .header("Origin", self.origin.to_string())
            .send_json(request);
        let mut response = response.map_err(unreachable)?;
        let status = response.status();
        let media_type = response.body().mime_type().map(str::to_owned).unwrap_or_default();
        let body = response.body_mut().with_config().limit(BODY_LIMIT).read_to_vec().map_err(unreachable)?;
        let malformed = |error: serde_json::Error| ServerError::Malformed(format!("{status}: {error}"));
        if status.is_success() && media_type == "application/json" {
            return serde_json::from_slice(&body).map_err(malformed);
        }
        if media_type == "application/problem+json" {
            let problem: Problem = serde_json::from_slice(&body).map_err(malformed)?;
            return Err(ServerError::Refused(problem));
        }
        Err(ServerError::Malformed(format!("{status} with a body of type {media_type:?}")))
    }
}
