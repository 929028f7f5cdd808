//! The control socket of `rp-server serve`.

use std::sync::Arc;

use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::config::Config;
use crate::control::ControlSocket;
use crate::delivery::Delivery;
use crate::operator::Operator;
use crate::store::Store;
use crate::webauthn::RelyingParty;

/// Lets the operator's command line in. Without it the server serves all the same, and accounts can be looked after when it is
/// stopped.
pub(super) fn open(
    config: &Config,
    store: &Arc<dyn Store>,
    clock: &Arc<dyn Clock>,
    delivery: &Delivery,
    relying_party: &RelyingParty,
) -> Option<JoinHandle<()>> {
    let origin = relying_party.origins().first().map(ToString::to_string).unwrap_or_default();
    let notices = delivery.notices(store, clock);
    let operator = Operator::new(Arc::clone(store), Arc::clone(clock), notices, config.sign_up, origin);
    match ControlSocket::open(&config.data) {
        Ok(socket) => {
            tracing::info!(socket = %socket.path().display(), "commands of rp-server account and outbox are taken here");
            Some(tokio::spawn(socket.serve(operator)))
        }
        Err(error) => {
            let data = config.data.display();
            tracing::warn!(%error, %data, "no control socket: rp-server account works only while the server is stopped");
            None
        }
    }
}
