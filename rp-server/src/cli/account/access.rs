//! The way to the accounts: through the server that runs, or to the store of one that does not.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

use crate::clock::{Clock, SystemClock};
use crate::config::{Config, ConfigError, Layers};
use crate::control::{Connection, ControlError};
use crate::delivery::{Delivery, DeliveryError};
use crate::operator::{Operator, Reply, Request};
use crate::secret::{SecretError, ServerSecret};
use crate::store::{SledStore, Store, StoreFailure};
use crate::webauthn::RelyingPartyError;

/// How long a server may take to start or stop meanwhile, and another of these commands to finish.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why the accounts cannot be reached.
#[derive(Debug, thiserror::Error)]
pub(super) enum AccessError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    RelyingParty(#[from] RelyingPartyError),
    #[error(transparent)]
    Control(#[from] ControlError),
    #[error(transparent)]
    Store(#[from] StoreFailure),
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
    #[error("there are no accounts in {}: no server has run on it. Name the server's data directory (--data)", .0.display())]
    NoStore(PathBuf),
    #[error("{} belongs to the user with the id {owner}, and files that this one makes there would lock that one out. Run the command as that user", directory.display())]
    OtherUser { directory: PathBuf, owner: u32 },
    #[error(
        "where invitations lead is not known while the server is stopped: its port is 0. Name its origin (--origin)"
    )]
    NoOrigin,
    #[error("cannot start: {0}")]
    Runtime(io::Error),
}

/// The way to the accounts.
pub(super) enum Access {
    /// A server runs.
    Running { data: PathBuf, first: Option<Connection> },
    /// None does: the store is this process's until it is closed.
    Stopped { runtime: Runtime, store: Arc<SledStore>, operator: Operator },
}

impl Access {
    /// Finds the way. A server that is about to start or stop is waited for.
    pub(super) fn open(layers: &Layers) -> Result<Self, AccessError> {
        let data = Config::data_in(layers)?;
        let started = Instant::now();
        loop {
            match Connection::open(&data) {
                Ok(connection) => return Ok(Self::Running { data, first: Some(connection) }),
                Err(ControlError::NotRunning(_)) => {}
                Err(error) => return Err(error.into()),
            }
            match Self::stopped(layers, &data) {
                Err(AccessError::Store(StoreFailure::InUse(_))) if started.elapsed() < PATIENCE => {
                    thread::sleep(Duration::from_millis(50));
                }
                found => return found,
            }
        }
    }

    /// Asks one thing.
    pub(super) fn ask(&mut self, request: &Request) -> Result<Reply, AccessError> {
        match self {
            Self::Running { data, first } => {
                let connection = first.take().map_or_else(|| Connection::open(data), Ok)?;
                Ok(connection.ask(request)?)
            }
            Self::Stopped { runtime, operator, .. } => Ok(runtime.block_on(operator.answer(request.clone()))),
        }
    }

    /// Leaves everything in order.
    pub(super) fn close(self) -> Result<(), AccessError> {
        if let Self::Stopped { runtime, store, .. } = self {
            runtime.block_on(store.close())?;
        }
        Ok(())
    }

    fn stopped(layers: &Layers, data: &Path) -> Result<Self, AccessError> {
        if !SledStore::exists_in(data) {
            return Err(AccessError::NoStore(data.to_owned()));
        }
        check_owner(data)?;
        let config = Config::from_layers(layers)?;
        if config.origins.is_empty() && config.listen.port() == 0 {
            return Err(AccessError::NoOrigin);
        }
        let relying_party = config.relying_party(config.listen.port())?;
        let origin = relying_party.origins().first().map(ToString::to_string).unwrap_or_default();
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(AccessError::Runtime)?;
        let store = Arc::new(SledStore::open(data)?);
        let secret = ServerSecret::open(data)?;
        let (clock, shared): (Arc<dyn Clock>, Arc<dyn Store>) = (Arc::new(SystemClock), Arc::clone(&store) as _);
        let origins = relying_party.origins();
        let delivery = Delivery::new(&config.delivery, &secret, &config.rp_name, origins.first(), &clock)?;
        let notices = delivery.notices(&shared, &clock);
        let operator = Operator::new(shared, clock, notices, config.sign_up, origin);
        Ok(Self::Stopped { runtime, store, operator })
    }
}

/// Root may read every store; but what it writes there is root's, and the server could not open it any more.
fn check_owner(directory: &Path) -> Result<(), AccessError> {
    let owner = fs::metadata(directory).map_or_else(|_| rustix::process::geteuid().as_raw(), |found| found.uid());
    if owner == rustix::process::geteuid().as_raw() {
        return Ok(());
    }
    Err(AccessError::OtherUser { directory: directory.to_owned(), owner })
}
