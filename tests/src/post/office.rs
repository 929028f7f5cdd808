//! A relying party in this process whose workers run, under a clock that the test moves.

use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rp_server::clock::{Clock, ManualClock};
use rp_server::config::{Config, Layers};
use rp_server::contacts::Address;
use rp_server::delivery::{Delivery, NewCode, Secret};
use rp_server::http::{App, AppSettings, Limits, serve};
use rp_server::i18n::Language;
use rp_server::records::{Channel, EmailAddress, OutboxId, OutboxMessage, PhoneNumber, Timestamp};
use rp_server::secret::ServerSecret;
use rp_server::store::{SledStore, Store};
use tempfile::TempDir;
use tokio::sync::oneshot;

/// How long a real mail server or double may take.
const PATIENCE: Duration = Duration::from_secs(30);
const START: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

/// A running one.
pub struct Office {
    /// Its origin.
    pub url: String,
    /// Its time.
    pub clock: ManualClock,
    /// Its store.
    pub store: Arc<dyn Store>,
    delivery: Delivery,
    runtime: Option<tokio::runtime::Runtime>,
    stop: Option<oneshot::Sender<()>>,
    data: TempDir,
}

impl Office {
    /// Starts one with these settings of `delivery`, in TOML.
    pub fn start(settings: &str) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a socket");
        let port = listener.local_addr().expect("an address").port();
        let url = format!("http://localhost:{port}");
        let toml =
            format!("origins = [\"{url}\"]\ndata = \"{}\"\nrp_name = \"Exempel\"\n{settings}", data.path().display());
        let layers = Layers::new().with_toml(&toml, Path::new("test.toml")).expect("TOML");
        let config = Config::from_layers(&layers).expect("settings");
        let clock = ManualClock::new(START);
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        let store: Arc<dyn Store> = Arc::new(SledStore::open(data.path()).expect("a store"));
        let secret = ServerSecret::open(data.path()).expect("a secret");
        let relying_party = config.relying_party(port).expect("a relying party");
        let origin = relying_party.origins().first();
        let delivery = Delivery::new(&config.delivery, &secret, &config.rp_name, origin, &shared).expect("delivery");
        let settings = AppSettings::from(&config);
        let (its_store, its_delivery) = (Arc::clone(&store), delivery.clone());
        let app = App::new(Arc::clone(&store), Arc::clone(&shared), secret, relying_party, settings, delivery.clone())
            .expect("keys to seal with");
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads");
        let (stop, stopped) = oneshot::channel();
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
            let limits = Limits { head_timeout: Duration::from_secs(5), shutdown_timeout: Duration::from_millis(100) };
            let workers = its_delivery.start(&its_store, &shared);
            serve(listener, None, app.router(), limits, async { drop(stopped.await) }).await;
            workers.stop(Duration::from_millis(100)).await;
        });
        Self { url, clock, store, delivery, runtime: Some(runtime), stop: Some(stop), data }
    }

    /// Sends a code that lives for ten minutes to an address or a number.
    pub fn send_code(&self, channel: Channel, to: &str, language: Language, code: &str) -> OutboxId {
        let message = code_message(&self.delivery, channel, to, language, code, self.clock.now());
        let id = message.id;
        self.ask(self.store.enqueue(vec![message])).expect("stored");
        self.delivery.outbox().wake();
        id
    }

    /// Moves the clock, and has the workers look.
    pub fn pass(&self, duration: Duration) {
        self.clock.advance(duration);
        self.delivery.outbox().wake();
    }

    /// Its time now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A message as it is now.
    pub fn message(&self, id: &OutboxId) -> OutboxMessage {
        self.ask(self.store.message(id)).expect("read").expect("it is there")
    }

    /// Waits until a message is as it should be.
    pub fn wait_for(&self, id: &OutboxId, is_so: impl Fn(&OutboxMessage) -> bool) -> OutboxMessage {
        let began = Instant::now();
        loop {
            let message = self.message(id);
            if is_so(&message) {
                return message;
            }
            assert!(began.elapsed() < PATIENCE, "{message:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The data directory.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Asks the store something.
    pub fn ask<T>(&self, question: impl Future<Output = T>) -> T {
        self.runtime.as_ref().expect("it runs").block_on(question)
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(2));
        }
    }
}

/// Puts a code for a number into the store of a server that does not run yet, which will send it by SMS at `now`.
pub fn prepared_code(data: &Path, settings: &str, to: &str, code: &str, now: Timestamp) -> OutboxId {
    let layers = Layers::new().with_toml(settings, Path::new("test.toml")).expect("TOML");
    let config = Config::from_layers(&layers).expect("settings");
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::new(now));
    let store = SledStore::open(data).expect("a store");
    let secret = ServerSecret::open(data).expect("a secret");
    let delivery = Delivery::new(&config.delivery, &secret, "Exempel", None, &clock).expect("delivery");
    let message = code_message(&delivery, Channel::Sms, to, Language::Swedish, code, now);
    let id = message.id;
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a thread");
    runtime.block_on(async {
        store.enqueue(vec![message]).await.expect("stored");
        store.close().await.expect("closed");
    });
    id
}

fn code_message(
    delivery: &Delivery,
    channel: Channel,
    to: &str,
    language: Language,
    code: &str,
    now: Timestamp,
) -> OutboxMessage {
    let to = match channel {
        Channel::Mail => Address::Email(EmailAddress::new(to).expect("an address")),
        Channel::Sms | Channel::Voice => Address::Phone(PhoneNumber::read(to, None).expect("a number").number),
    };
    let (code, lifetime) = (Secret::new(code), Duration::from_secs(600));
    let new = NewCode { account: None, channel, to: &to, language, code, now, lifetime };
    delivery.outbox().write_code(new).expect("written")
}
