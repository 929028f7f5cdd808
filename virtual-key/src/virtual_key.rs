//! The key in one's hand: connected to, touched, pulled out.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::builder::VirtualKeyBuilder;
use crate::control;
use crate::device::Signal;
use crate::faults::FaultScript;
use crate::finger::Finger;
use crate::presence::UserAction;
use crate::status::KeyStatus;
use crate::transport::{self, HostId, MemoryHost, Outbox, SocketError, Uhid, UhidError, UnixServer};

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

/// No command waits for the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no command is waiting for a touch")]
pub struct NothingWaits;

/// The key's thread has ended: a defect of this crate, as only dropping the key ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key has stopped")]
pub struct Stopped;

impl VirtualKey {
    /// A key that runs: its device's thread ends when it is told to.
    pub(crate) fn new(signals: Sender<Signal>, attestation_root: Vec<u8>, device: JoinHandle<()>) -> Self {
        Self { signals, hosts: Arc::new(AtomicU64::new(0)), attestation_root, device: Some(device) }
    }

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

    /// Has this finger touch the fingerprint sensor when the key next looks at one, after those that were told before.
    /// It is no touch by itself: that is still the presence's.
    pub fn present(&self, finger: Finger) {
        self.hand().present(finger);
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
    /// [`Attestation::Batch`](crate::Attestation::Batch). Empty for another's engine.
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

    pub(crate) fn present(&self, finger: Finger) {
        // A key that has stopped looks at no finger.
        let _stopped = self.ask(|asker| Signal::Present(finger, asker));
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
