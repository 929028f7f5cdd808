//! The key in one's hand: built, connected to, touched, pulled out.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::attestation::Attestation;
use crate::authenticator::{Authenticator, Settings};
use crate::clock::Clock;
use crate::control;
use crate::device::{Device, Setup, Signal};
use crate::faults::FaultScript;
use crate::presence::{Presence, UserAction};
use crate::state::{Store, StoreError};
use crate::status::KeyStatus;
use crate::transport::{self, HostId, MemoryHost, Outbox, SocketError, Uhid, UhidError, UnixServer};
use crate::worker;

/// How long the user may take to touch the key.
const TOUCH_TIMEOUT: Duration = Duration::from_secs(30);

/// A security key in software. It runs on threads of its own until it is dropped.
///
/// ```
/// use std::time::Duration;
/// use shared::ctap::commands::HidCommand;
/// use shared::ctap::packet::{ChannelId, Packet, fragment};
/// use virtual_key::{Presence, VirtualKey};
///
/// let key = VirtualKey::builder().in_memory().presence(Presence::Manual).build()?;
/// let host = key.connect();
/// // CTAPHID_INIT on the broadcast channel gives the host a channel of its own.
/// for report in fragment(ChannelId::BROADCAST, HidCommand::Init.code(), &[7; 8])? {
///     host.send(&report)?;
/// }
/// let reply = host.recv(Duration::from_secs(5))?.ok_or("the key is silent")?;
/// let Packet::Initialization { data, .. } = Packet::parse(&reply) else { return Err("no reply".into()) };
/// assert_eq!(data[..8], [7; 8]);
/// assert!(key.touch().is_err(), "no command waits for a touch");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct VirtualKey {
    signals: Sender<Signal>,
    hosts: Arc<AtomicU64>,
    attestation_root: Vec<u8>,
    device: Option<JoinHandle<()>>,
}

/// How a [`VirtualKey`] is to be.
#[derive(Debug, Clone)]
pub struct VirtualKeyBuilder {
    state_file: Option<PathBuf>,
    presence: Presence,
    attestation: Attestation,
    clock: Clock,
    touch_timeout: Option<Duration>,
    always_uv: bool,
    credential_management: bool,
    enterprise_rp_ids: Vec<String>,
    faults: FaultScript,
}

impl Default for VirtualKeyBuilder {
    fn default() -> Self {
        Self {
            state_file: None,
            presence: Presence::default(),
            attestation: Attestation::default(),
            clock: Clock::default(),
            touch_timeout: None,
            always_uv: false,
            credential_management: true,
            enterprise_rp_ids: Vec::new(),
            faults: FaultScript::new(),
        }
    }
}

/// A virtual key could not be started.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct StartError(StartErrorKind);

#[derive(Debug, thiserror::Error)]
enum StartErrorKind {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the operating system gives no random bytes: {0}")]
    Random(#[from] crate::random::NoRandomness),
    #[error("cannot start a thread: {0}")]
    Thread(#[from] io::Error),
}

impl<E: Into<StartErrorKind>> From<E> for StartError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// No command waits for the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no command is waiting for a touch")]
pub struct NothingWaits;

/// The key's thread has ended: a defect of this crate, as only dropping the key ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key has stopped")]
pub struct Stopped;

impl VirtualKeyBuilder {
    /// Keeps the state in the file at `path`; it is created when it does not exist, and locked while the key lives.
    #[must_use]
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_file = Some(path.into());
        self
    }

    /// Forgets the state when the key is dropped. This is the default.
    #[must_use]
    pub fn in_memory(mut self) -> Self {
        self.state_file = None;
        self
    }

    /// Who touches the key; [`Presence::Auto`] when not said.
    #[must_use]
    pub fn presence(mut self, presence: Presence) -> Self {
        self.presence = presence;
        self
    }

    /// How the key attests new credentials; [`Attestation::Batch`] when not said.
    #[must_use]
    pub fn attestation(mut self, attestation: Attestation) -> Self {
        self.attestation = attestation;
        self
    }

    /// Where the key reads the time from; the system's clock when not said.
    #[must_use]
    pub fn clock(mut self, clock: impl Into<Clock>) -> Self {
        self.clock = clock.into();
        self
    }

    /// How long the user may take to touch the key; 30 seconds when not said.
    #[must_use]
    pub fn touch_timeout(mut self, timeout: Duration) -> Self {
        self.touch_timeout = Some(timeout);
        self
    }

    /// Requires user verification for everything (option `alwaysUv`, CTAP 2.1 §7.2).
    #[must_use]
    pub fn always_uv(mut self, always_uv: bool) -> Self {
        self.always_uv = always_uv;
        self
    }

    /// Whether the key lists, renames and deletes its credentials (option `credMgmt`, CTAP 2.1 §6.8), as most do; true when
    /// not said.
    #[must_use]
    pub fn credential_management(mut self, credential_management: bool) -> Self {
        self.credential_management = credential_management;
        self
    }

    /// Relying parties that the maker lets see enterprise attestation, once it is enabled (vendor-facilitated, CTAP 2.1
    /// §7.1.1); none when not said.
    #[must_use]
    pub fn enterprise_rp_ids(mut self, rp_ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.enterprise_rp_ids = rp_ids.into_iter().map(Into::into).collect();
        self
    }

    /// Has the key misbehave from the start; see [`Fault`](crate::Fault). [`VirtualKey::misbehave`] does it later.
    #[must_use]
    pub fn faults(mut self, faults: FaultScript) -> Self {
        self.faults = faults;
        self
    }

    /// The authenticator alone, for calling its commands without transport, threads or a user: what a fuzzer wants.
    pub fn authenticator(&self) -> Result<Authenticator, StartError> {
        let store = match &self.state_file {
            Some(path) => Store::open(path)?,
            None => Store::in_memory()?,
        };
        let settings = Settings {
            attestation: self.attestation,
            always_uv: self.always_uv,
            credential_management: self.credential_management,
            enterprise_rp_ids: self.enterprise_rp_ids.clone(),
        };
        Ok(Authenticator::new(store, settings, self.clock.now())?)
    }

    /// Powers the key up.
    pub fn build(self) -> Result<VirtualKey, StartError> {
        let authenticator = self.authenticator()?;
        let attestation_root = authenticator.attestation_root().to_vec();
        let (signals, incoming) = mpsc::channel();
        let (jobs, queue) = mpsc::channel();
        let worker = worker::start(authenticator, self.clock.clone(), queue, signals.clone())?;
        let tick = signals.clone();
        self.clock.on_move(move || tick.send(Signal::Tick).is_ok());
        let setup = Setup {
            clock: self.clock,
            presence: self.presence,
            touch_timeout: self.touch_timeout.unwrap_or(TOUCH_TIMEOUT),
            faults: self.faults,
        };
        let device = thread::Builder::new().name("vk-device".to_owned()).spawn(move || {
            Device::new(setup, jobs).run(&incoming);
            // The device took its sender with it, so the worker ends, and with it the lock on the state file.
            let _ended = worker.join();
        })?;
        Ok(VirtualKey { signals, hosts: Arc::new(AtomicU64::new(0)), attestation_root, device: Some(device) })
    }
}

impl VirtualKey {
    /// A key to be set up.
    pub fn builder() -> VirtualKeyBuilder {
        VirtualKeyBuilder::default()
    }

    /// Opens a host handle in this process. On a key that is unplugged the handle is of no use from the start.
    pub fn connect(&self) -> MemoryHost {
        let (outbox, inbox) = Outbox::new();
        let id = new_host(&self.hosts);
        self.tell(Signal::Attach(id, outbox));
        MemoryHost::new(id, self.signals.clone(), inbox)
    }

    /// Listens on a Unix stream socket at `path`: raw 64-byte reports, one connection is one host handle.
    pub fn serve_unix(&self, path: impl AsRef<Path>) -> Result<UnixServer, SocketError> {
        let (signals, hosts) = (self.signals.clone(), Arc::clone(&self.hosts));
        UnixServer::start(path.as_ref(), "vk-socket", move |connection| {
            if let Err(error) = transport::attach(new_host(&hosts), connection, signals.clone()) {
                tracing::warn!(%error, "connection not served");
            }
        })
    }

    /// Appears as a USB key to the kernel, through /dev/uhid, for as long as the key lives. Returns once the kernel has
    /// started the device.
    pub fn serve_uhid(&self) -> Result<(), UhidError> {
        let id = new_host(&self.hosts);
        let (bus, started) = Uhid::open(id, self.signals.clone())?;
        self.tell(Signal::AttachBus(id, Box::new(bus)));
        started.wait()
    }

    /// Listens for the commands of [`crate::control`] on a Unix stream socket at `path`.
    pub fn serve_control(&self, path: impl AsRef<Path>) -> Result<UnixServer, SocketError> {
        let signals = self.signals.clone();
        UnixServer::start(path.as_ref(), "vk-control", move |connection| {
            control::serve(connection, Hand { signals: signals.clone() });
        })
    }

    /// Touches the key; an error when nothing waits for it, as a touch before the question is worth nothing.
    pub fn touch(&self) -> Result<(), NothingWaits> {
        self.hand().act(UserAction::Touched)
    }

    /// Touches the key as soon as a command waits for it; an error when none does within `patience`, which is real time,
    /// whatever clock the key has. For a test whose host blocks on another thread.
    pub fn touch_within(&self, patience: Duration) -> Result<(), NothingWaits> {
        let (asker, answer) = mpsc::channel();
        self.tell(Signal::ActSoon(UserAction::Touched, asker));
        answer.recv_timeout(patience).map_err(|_| NothingWaits)
    }

    /// Declines what the key asks for; an error when it asks for nothing.
    pub fn deny(&self) -> Result<(), NothingWaits> {
        self.hand().act(UserAction::Declined)
    }

    /// Pulls the key out: all handles are closed, volatile memory is lost.
    pub fn unplug(&self) {
        self.hand().unplug();
    }

    /// Plugs the key in again.
    pub fn plug(&self) {
        self.hand().plug();
    }

    /// Pulls the key out and plugs it in again.
    pub fn power_cycle(&self) {
        self.unplug();
        self.plug();
    }

    /// Has the key misbehave from now on, beside what it was told before.
    pub fn misbehave(&self, faults: FaultScript) {
        self.hand().misbehave(Some(faults));
    }

    /// Has the key behave again.
    pub fn behave(&self) {
        self.hand().misbehave(None);
    }

    /// What the key is doing.
    pub fn status(&self) -> Result<KeyStatus, Stopped> {
        self.hand().status()
    }

    /// DER of the certificate that issued this key's attestation certificate: the trust anchor for
    /// [`Attestation::Batch`].
    pub fn attestation_root(&self) -> &[u8] {
        &self.attestation_root
    }

    fn hand(&self) -> Hand {
        Hand { signals: self.signals.clone() }
    }

    fn tell(&self, signal: Signal) {
        if self.signals.send(signal).is_err() {
            tracing::error!("the key has stopped");
        }
    }
}

impl Drop for VirtualKey {
    fn drop(&mut self) {
        self.tell(Signal::Stop);
        if let Some(device) = self.device.take() {
            let _ended = device.join();
        }
    }
}

/// What a person does to a key, for the library and the control socket alike.
#[derive(Clone)]
pub(crate) struct Hand {
    signals: Sender<Signal>,
}

impl Hand {
    pub(crate) fn act(&self, action: UserAction) -> Result<(), NothingWaits> {
        match self.ask(|asker| Signal::Act(action, asker)) {
            Ok(true) => Ok(()),
            Ok(false) | Err(Stopped) => Err(NothingWaits),
        }
    }

    pub(crate) fn unplug(&self) {
        // A key that has stopped is as good as pulled out.
        let _stopped = self.ask(Signal::Unplug);
    }

    pub(crate) fn plug(&self) {
        let _stopped = self.ask(Signal::Plug);
    }

    pub(crate) fn misbehave(&self, faults: Option<FaultScript>) {
        // A key that has stopped does nothing wrong.
        let _stopped = self.ask(|asker| Signal::Misbehave(faults, asker));
    }

    pub(crate) fn status(&self) -> Result<KeyStatus, Stopped> {
        self.ask(Signal::Status)
    }

    fn ask<T>(&self, signal: impl FnOnce(Sender<T>) -> Signal) -> Result<T, Stopped> {
        let (asker, answer) = mpsc::channel();
        self.signals.send(signal(asker)).map_err(|_| Stopped)?;
        answer.recv().map_err(|_| Stopped)
    }
}

fn new_host(hosts: &AtomicU64) -> HostId {
    HostId(hosts.fetch_add(1, Ordering::Relaxed))
}
