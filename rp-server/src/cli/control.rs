//! The control socket of `rp-server serve`.

use std::sync::Arc;

use tokio::task::JoinHandle;

use crate::clock::SystemClock;
use crate::config::Config;
use crate::control::ControlSocket;
use crate::operator::Operator;
use crate::store::{SledStore, Store};
use crate::webauthn::RelyingParty;

/// Lets the operator's command line in. Without it the server serves all the same, and accounts can be looked after when it is
/// stopped.
pub(super) fn open(config: &Config, store: &Arc<SledStore>, relying_party: &RelyingParty) -> Option<JoinHandle<()>> {
    let origin = relying_party.origins().first().map(ToString::to_string).unwrap_or_default();
    let store = Arc::clone(store) as Arc<dyn Store>;
    let operator = Operator::new(store, Arc::new(SystemClock), config.sign_up, origin);
    match ControlSocket::open(&config.data) {
        Ok(socket) => {
            tracing::info!(socket = %socket.path().display(), "commands of rp-server account are taken here");
            Some(tokio::spawn(socket.serve(operator)))
        }
        Err(error) => {
            let data = config.data.display();
            tracing::warn!(%error, %data, "no control socket: rp-server account works only while the server is stopped");
            None
        }
    }
}
