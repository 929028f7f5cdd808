//! What is done by the clock alone, with nobody asking: forgetting what has expired, deleting what was removed thirty days ago, and
//! replacing the security info of whoever asked for that thirty days ago (R16).
//!
//! Each round reads from the store what is due, and a thing that is done is due no more. So a round may come late, twice, or after a
//! restart: nothing is done twice, and nothing is forgotten.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::security_info::SecurityInfos;
use crate::store::Store;

/// The time between two rounds.
const ROUND: Duration = Duration::from_secs(60);
/// How many removed methods one round deletes: a sign-in does not wait behind more of them. What is left is the next one's.
const DELETED_AT_ONCE: usize = 256;

/// The work of every round.
pub struct Housekeeping {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    security_infos: SecurityInfos,
}

impl Housekeeping {
    /// Does nothing until it is told to.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, security_infos: SecurityInfos) -> Self {
        Self { store, clock, security_infos }
    }

    /// Round after round, until it is dropped. The first comes at once: what was due while the server was down waits no longer.
    pub async fn run(self) {
        loop {
            self.round().await;
            tokio::time::sleep(ROUND).await;
        }
    }

    /// One round. What fails is said in the log, and is the next one's.
    pub async fn round(&self) {
        self.forget().await;
        self.delete().await;
        self.replace().await;
    }

    async fn forget(&self) {
        match self.store.sweep(self.clock.now()).await {
            Ok(swept) => tracing::debug!(
                ceremonies = swept.ceremonies,
                sessions = swept.sessions,
                invitations = swept.invitations,
                "swept"
            ),
            Err(error) => tracing::error!(%error, "expired ceremonies and sessions cannot be forgotten"),
        }
    }

    async fn delete(&self) {
        match self.store.delete_removed(self.clock.now(), DELETED_AT_ONCE).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "deleted methods that were removed thirty days ago"),
            Err(error) => tracing::error!(%error, "methods that were removed thirty days ago cannot be deleted"),
        }
    }

    async fn replace(&self) {
        match self.security_infos.replace_what_is_due().await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "replaced security info, as was asked for thirty days ago"),
            Err(error) => tracing::error!(%error, "security info that is due cannot be replaced"),
        }
    }
}
