//! Somebody with a browser: a cookie jar, and the words of the interface.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use shared::api::{FinishRegistration, FinishSignIn, Key, RegistrationBegun, SignInBegun, SignedIn};
use shared::cose::Algorithm;
use ureq::Agent;
use ureq::http::{Method, Request};

use crate::app::{ORIGIN, RP_ID};
use crate::soft_key::{Assertion, SoftKey};

pub(crate) struct Person {
    agent: Agent,
    base: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Json {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The body of an answer with this status.
    #[track_caller]
    pub(crate) fn expect<T: DeserializeOwned>(&self, status: u16) -> T {
        assert_eq!(self.status, status, "{self:?}");
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// That this is a refusal with this status, word and text.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str, detail: &str) {
        let problem = self.json();
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let got = (self.status, problem["code"].as_str().unwrap(), problem["detail"].as_str().unwrap());
        assert_eq!(got, (status, code, detail));
        assert_eq!(problem["status"], status);
        assert_eq!(problem["requestId"].as_str(), self.header("x-request-id"));
    }
}

impl Person {
    pub(crate) fn new(base: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // A redirection is an answer of its own: pages are tested for theirs.
            .max_redirects(0)
            .timeout_global(Some(std::time::Duration::from_secs(30)))
            // A refusal may end its connection before the body is read. Browsers try again on a new one; this client does not.
            .max_idle_connections(0)
            .build();
        Self { agent: config.into(), base: base.to_owned() }
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], "")
    }

    pub(crate) fn post(&self, path: &str, body: &impl Serialize) -> Reply {
        self.send_json(Method::POST, path, body)
    }

    pub(crate) fn send_json(&self, method: Method, path: &str, body: &impl Serialize) -> Reply {
        self.send(method, path, &[("content-type", "application/json")], serde_json::to_vec(body).unwrap())
    }

    pub(crate) fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Reply {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.as_ref();
        // A request without a body must not claim one.
        let response = if body.is_empty() {
            self.agent.run(request.body(()).unwrap())
        } else {
            self.agent.run(request.body(body).unwrap())
        };
        let mut response = response.unwrap();
        let headers = response.headers().iter();
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        Reply { status: response.status().as_u16(), headers, body: response.body_mut().read_to_string().unwrap() }
    }

    /// A new ES256 key for this service.
    pub(crate) fn new_key() -> SoftKey {
        SoftKey::new(Algorithm::Es256, RP_ID, ORIGIN)
    }

    pub(crate) fn begin_account(&self, name: &str) -> RegistrationBegun {
        self.post("/api/v1/accounts/begin", &json!({ "userName": name })).expect(200)
    }

    /// Begins an account by invitation.
    pub(crate) fn begin_invited(&self, name: &str, invitation: &str) -> Reply {
        self.post("/api/v1/accounts/begin", &json!({ "userName": name, "invitation": invitation }))
    }

    /// Finishes what was begun, with a new key.
    pub(crate) fn finish_account(&self, begun: RegistrationBegun) -> Reply {
        let credential = Self::new_key().register(&begun.public_key.challenge, &begun.public_key.user.id);
        let finish = FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
        self.post("/api/v1/accounts/finish", &finish)
    }

    /// Comes back to an account by invitation.
    pub(crate) fn recover_with(&self, invitation: &str, key: &mut SoftKey) -> Reply {
        let begun = self.post("/api/v1/recovery/begin", &json!({ "invitation": invitation }));
        if begun.status != 200 {
            return begun;
        }
        let begun: RegistrationBegun = begun.expect(200);
        let credential = key.register(&begun.public_key.challenge, &begun.public_key.user.id);
        let finish = FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
        self.post("/api/v1/recovery/finish", &finish)
    }

    /// Creates an account with a new key, and is signed in.
    pub(crate) fn create_account(&self, name: &str) -> SoftKey {
        let mut key = Self::new_key();
        self.create_account_with(name, &mut key).expect::<SignedIn>(201);
        key
    }

    pub(crate) fn create_account_with(&self, name: &str, key: &mut SoftKey) -> Reply {
        let begun = self.begin_account(name);
        let credential = key.register(&begun.public_key.challenge, &begun.public_key.user.id);
        self.post(
            "/api/v1/accounts/finish",
            &FinishRegistration { ceremony: begun.ceremony, key_name: None, credential },
        )
    }

    /// Adds a key to the account that is signed in.
    pub(crate) fn add_key(&self, key: &mut SoftKey) -> Key {
        let begun: RegistrationBegun = self.send(Method::POST, "/api/v1/keys/begin", &[], "").expect(200);
        let credential = key.register(&begun.public_key.challenge, &begun.public_key.user.id);
        let finish = FinishRegistration { ceremony: begun.ceremony, key_name: Some("Spare".into()), credential };
        self.post("/api/v1/keys/finish", &finish).expect(201)
    }

    pub(crate) fn begin_sign_in(&self, name: Option<&str>) -> SignInBegun {
        self.post("/api/v1/sign-in/begin", &name.map_or(json!({}), |name| json!({ "userName": name }))).expect(200)
    }

    pub(crate) fn sign_in(&self, name: Option<&str>, key: &mut SoftKey) -> Reply {
        self.sign_in_with(name, key, |_| {})
    }

    /// Signs in with what is signed changed first.
    pub(crate) fn sign_in_with(
        &self,
        name: Option<&str>,
        key: &mut SoftKey,
        change: impl FnOnce(&mut Assertion),
    ) -> Reply {
        let begun = self.begin_sign_in(name);
        let mut parts = key.assertion(&begun.public_key.challenge);
        change(&mut parts);
        let credential = key.seal_assertion(parts);
        self.finish_sign_in(&FinishSignIn { ceremony: begun.ceremony, credential })
    }

    pub(crate) fn finish_sign_in(&self, finish: &FinishSignIn) -> Reply {
        self.post("/api/v1/sign-in/finish", finish)
    }

    pub(crate) fn me(&self) -> Reply {
        self.get("/api/v1/me")
    }

    pub(crate) fn sign_out(&self) -> Reply {
        self.send(Method::POST, "/api/v1/sign-out", &[], "")
    }
}

/// The session cookie of an answer.
pub(crate) fn cookie(reply: &Reply) -> &str {
    reply.header("set-cookie").unwrap_or_default()
}
