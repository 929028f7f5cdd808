//! Requests to begin with; tests change what they are about.

use shared::cbor::{Map, Value};
use shared::ctap::commands::Command;
use shared::ctap::status::Status;

use super::pin::authenticate;
use super::{Host, Link};

pub(crate) const CLIENT_DATA_HASH: [u8; 32] = [0xcd; 32];

/// A makeCredential or getAssertion request.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) command: Command,
    pub(crate) map: Map,
}

/// A makeCredential request with what is mandatory, for ES256.
pub(crate) fn make_credential(rp_id: &str, user_id: &[u8]) -> Request {
    let algorithms = vec![Value::Map(parameters(-7))];
    let map = Map::new()
        .with(1, CLIENT_DATA_HASH)
        .with(2, Map::new().with("id", rp_id))
        .with(3, Map::new().with("id", user_id))
        .with(4, algorithms);
    Request { command: Command::MakeCredential, map }
}

pub(crate) fn get_assertion(rp_id: &str) -> Request {
    Request { command: Command::GetAssertion, map: Map::new().with(1, rp_id).with(2, CLIENT_DATA_HASH) }
}

pub(crate) fn parameters(algorithm: i64) -> Map {
    Map::new().with("alg", algorithm).with("type", "public-key")
}

/// Credential descriptors.
pub(crate) fn allow<I: AsRef<[u8]>>(ids: &[I]) -> Vec<Value> {
    let descriptor = |id: &I| Value::Map(Map::new().with("id", id.as_ref()).with("type", "public-key"));
    ids.iter().map(descriptor).collect()
}

impl Request {
    pub(crate) fn with(mut self, key: u8, value: impl Into<Value>) -> Self {
        self.map.insert(key, value);
        self
    }

    pub(crate) fn without(mut self, key: u8) -> Self {
        self.map.remove(key);
        self
    }

    /// With the member `name` of the map `key` set.
    fn with_in(mut self, key: u8, name: &str, value: impl Into<Value>) -> Self {
        let inner = self.map.remove(key).and_then(|value| value.as_map().cloned()).unwrap_or_default();
        self.map.insert(key, inner.with(name, value));
        self
    }

    pub(crate) fn user(self, name: &str, value: impl Into<Value>) -> Self {
        self.with_in(3, name, value)
    }

    pub(crate) fn option(self, name: &str, value: bool) -> Self {
        let key = if self.command == Command::MakeCredential { 7 } else { 5 };
        self.with_in(key, name, value)
    }

    pub(crate) fn extension(self, name: &str, value: impl Into<Value>) -> Self {
        let key = if self.command == Command::MakeCredential { 6 } else { 4 };
        self.with_in(key, name, value)
    }

    pub(crate) fn algorithms(self, ids: &[i64]) -> Self {
        self.with(4, ids.iter().map(|id| Value::Map(parameters(*id))).collect::<Vec<_>>())
    }

    /// excludeList or allowList.
    pub(crate) fn list<I: AsRef<[u8]>>(self, ids: &[I]) -> Self {
        let key = if self.command == Command::MakeCredential { 5 } else { 3 };
        self.with(key, allow(ids))
    }

    /// With this pinUvAuthParam.
    pub(crate) fn param(self, protocol: u8, param: impl Into<Value>) -> Self {
        let key = if self.command == Command::MakeCredential { 8 } else { 6 };
        self.with(key, param).with(key + 1, protocol)
    }

    /// With the pinUvAuthParam that `token` gives.
    pub(crate) fn token(self, protocol: u8, token: &[u8]) -> Self {
        self.param(protocol, authenticate(protocol, token, &CLIENT_DATA_HASH))
    }

    pub(crate) fn call<L: Link>(&self, host: &mut Host<L>) -> Result<Map, Status> {
        host.call(self.command, &self.map)
    }

    pub(crate) fn start<L: Link>(&self, host: &mut Host<L>) {
        host.start(self.command, &self.map);
    }
}
