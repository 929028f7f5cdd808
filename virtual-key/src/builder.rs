//! How a key is to be, and powering it up.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::attestation::Attestation;
use crate::authenticator::{Authenticator, Settings};
use crate::clock::Clock;
use crate::credential::KeyAlgorithm;
use crate::device::{Device, Setup, Signal};
use crate::engine::Engine;
use crate::faults::FaultScript;
use crate::finger::Finger;
use crate::presence::Presence;
use crate::protocols::Protocols;
use crate::state::{Store, StoreError};
use crate::virtual_key::VirtualKey;
use crate::worker::{self, Worker};

/// How long the user may take to touch the key.
const TOUCH_TIMEOUT: Duration = Duration::from_secs(30);

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
    fingerprint_sensor: bool,
    fingers: Vec<Finger>,
    algorithms: Vec<KeyAlgorithm>,
    enterprise_rp_ids: Vec<String>,
    faults: FaultScript,
    protocols: Protocols,
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
            fingerprint_sensor: false,
            fingers: Vec::new(),
            algorithms: KeyAlgorithm::ALL.to_vec(),
            enterprise_rp_ids: Vec::new(),
            faults: FaultScript::new(),
            protocols: Protocols::default(),
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

    /// Whether the key has a fingerprint sensor (options `uv` and `bioEnroll`, CTAP 2.1 §6.7); false when not said. A touch is
    /// then that of a finger: see [`Self::fingers`].
    #[must_use]
    pub fn fingerprint_sensor(mut self, fingerprint_sensor: bool) -> Self {
        self.fingerprint_sensor = fingerprint_sensor;
        self
    }

    /// What touches the fingerprint sensor, one after the other, whenever the key looks at a finger; finger 1, well placed,
    /// once they are used up. [`VirtualKey::present`] adds to them later.
    #[must_use]
    pub fn fingers(mut self, fingers: impl IntoIterator<Item = Finger>) -> Self {
        self.fingers = fingers.into_iter().collect();
        self
    }

    /// What the key makes credentials for, the most wanted first; all of [`KeyAlgorithm::ALL`] when not said.
    #[must_use]
    pub fn algorithms(mut self, algorithms: impl IntoIterator<Item = KeyAlgorithm>) -> Self {
        self.algorithms = algorithms.into_iter().collect();
        self
    }

    /// Relying parties that the maker lets see enterprise attestation, once it is enabled (vendor-facilitated, CTAP 2.1
    /// §7.1.1); none when not said.
    #[must_use]
    pub fn enterprise_rp_ids(mut self, rp_ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.enterprise_rp_ids = rp_ids.into_iter().map(Into::into).collect();
        self
    }

    /// Which protocols the key speaks; [`Protocols::Both`] when not said.
    #[must_use]
    pub fn protocols(mut self, protocols: Protocols) -> Self {
        self.protocols = protocols;
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
            fingerprint_sensor: self.fingerprint_sensor,
            algorithms: self.algorithms.clone(),
            enterprise_rp_ids: self.enterprise_rp_ids.clone(),
            u2f: self.protocols.u2f(),
        };
        let mut authenticator = Authenticator::new(store, settings, self.clock.now())?;
        self.fingers.iter().for_each(|finger| authenticator.add_finger(*finger));
        Ok(authenticator)
    }

    /// Powers the key up.
    pub fn build(self) -> Result<VirtualKey, StartError> {
        let authenticator = self.authenticator()?;
        let attestation_root = authenticator.attestation_root().to_vec();
        self.power_up(Worker::Own(Box::new(authenticator)), attestation_root)
    }

    /// Powers up a key whose commands `engine` answers, in place of this crate's authenticator. What is said of the device side
    /// and of the person holds for it too: [`Self::presence`], [`Self::touch_timeout`], [`Self::clock`], [`Self::protocols`] and
    /// those [`Self::faults`] that are of the wire, of a reply's CBOR or of the person. The rest is the engine's own affair.
    pub fn build_on(self, mut engine: impl Engine + 'static) -> Result<VirtualKey, StartError> {
        engine.power_up(self.clock.now());
        self.power_up(Worker::Other(Box::new(engine)), Vec::new())
    }

    fn power_up(self, worker: Worker, attestation_root: Vec<u8>) -> Result<VirtualKey, StartError> {
        let (signals, incoming) = mpsc::channel();
        let (jobs, queue) = mpsc::channel();
        let worker = worker::start(worker, self.clock.clone(), queue, signals.clone())?;
        let tick = signals.clone();
        self.clock.on_move(move || tick.send(Signal::Tick).is_ok());
        let setup = Setup {
            clock: self.clock,
            presence: self.presence,
            touch_timeout: self.touch_timeout.unwrap_or(TOUCH_TIMEOUT),
            faults: self.faults,
            protocols: self.protocols,
        };
        let device = thread::Builder::new().name("vk-device".to_owned()).spawn(move || {
            Device::new(setup, jobs).run(&incoming);
            // The device took its sender with it, so the worker ends, and with it the lock on the state file.
            let _ended = worker.join();
        })?;
        Ok(VirtualKey::new(signals, attestation_root, device))
    }
}
