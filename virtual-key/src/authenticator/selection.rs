//! authenticatorSelection (CTAP 2.1 §6.9): the user touches the key that is meant.

use shared::cbor::Map;

use super::core::{Authenticator, Outcome};
use super::reset::require_consent;

impl Authenticator {
    pub(super) fn selection() -> Outcome {
        Outcome::touch(|_, action, _now| require_consent(action).map(|()| Map::new()))
    }
}
