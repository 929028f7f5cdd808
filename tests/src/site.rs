//! A relying party in this process, under a clock that the test moves.

use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rp_server::clock::{Clock, ManualClock};
use rp_server::config::{Config, Layers};
use rp_server::delivery::Delivery;
use rp_server::housekeeping::Housekeeping;
use rp_server::http::{App, AppSettings, Limits, serve};
use rp_server::records::{AuditEntry, Timestamp};
use rp_server::secret::ServerSecret;
use rp_server::store::{SledStore, Store};
use tokio::sync::oneshot;

/// A relying party on a free port of localhost.
pub struct Site {
    /// Its origin.
    pub url: String,
    /// Its time: now when it starts, and then as the test says.
    pub clock: ManualClock,
    store: Arc<dyn Store>,
    housekeeping: Housekeeping,
    runtime: Option<tokio::runtime::Runtime>,
    stop: Option<oneshot::Sender<()>>,
    data: tempfile::TempDir,
}

impl Site {
    /// Starts one with an empty store.
    pub fn start() -> Self {
        Self::start_with("")
    }

    /// The same with these settings, in TOML. Messages become files in `messages` of its [data directory](Self::data).
    pub fn start_with(settings: &str) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a socket");
        let port = listener.local_addr().expect("an address").port();
        let url = format!("http://localhost:{port}");
        let toml = format!("origins = [\"{url}\"]\ndata = \"{}\"\n{settings}\n", data.path().display());
        let layers = Layers::new().with_toml(&toml, Path::new("test.toml"));
        let config = Config::from_layers(&layers.expect("TOML")).expect("settings");
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
        let now = u64::try_from(now.as_millis()).expect("before the year 584 million");
        let clock = ManualClock::new(Timestamp::from_unix_millis(now));
        let store: Arc<dyn Store> = Arc::new(SledStore::open(data.path()).expect("a store"));
        let (secret, shared_clock) =
            (ServerSecret::open(data.path()).expect("a secret"), Arc::new(clock.clone()) as Arc<dyn Clock>);
        let delivery =
            Delivery::new(&config.delivery, &secret, &config.rp_name, None, &shared_clock).expect("delivery");
        let app = App::new(
            Arc::clone(&store),
            Arc::clone(&shared_clock),
            secret,
            config.relying_party(port).expect("a relying party"),
            AppSettings::from(&config),
            delivery.clone(),
        )
        .expect("keys to seal with");
        let (housekeeping, kept) = (app.housekeeping(), Arc::clone(&store));
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads");
        let (stop, stopped) = oneshot::channel();
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
            let limits = Limits { head_timeout: Duration::from_secs(5), shutdown_timeout: Duration::from_millis(100) };
            let workers = delivery.start(&kept, &shared_clock);
            serve(listener, None, app.router(), limits, async { drop(stopped.await) }).await;
            workers.stop(Duration::from_millis(100)).await;
        });
        Self { url, clock, store, housekeeping, runtime: Some(runtime), stop: Some(stop), data }
    }

    /// The data directory.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Does what is due by the clock, as the program does from time to time.
    pub fn keep_house(&self) {
        self.runtime.as_ref().expect("it runs").block_on(self.housekeeping.round());
    }

    /// The audit from its first entry.
    pub fn audit(&self) -> Vec<AuditEntry> {
        let runtime = self.runtime.as_ref().expect("it runs");
        runtime.block_on(self.store.audit_from(0, usize::MAX)).expect("the audit")
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(2));
        }
    }
}
