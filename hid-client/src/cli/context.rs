//! What all verbs share: the device, the deadline, Ctrl-C and what to print while the key works.

use std::io::{self, IsTerminal as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::arguments::{Arguments, Driver};
use super::exit_code::NOT_USED;
use super::failure::Failure;
use super::{messages, output};
use crate::discovery;
use crate::driver::{self, Authenticator};
use crate::error::{Action, Error, ErrorKind};
use crate::events::Event;
use crate::key::Key;
use crate::operation::{Cancellation, Operation};
use crate::selection;
use crate::transport::{self, DeviceName};

/// What all verbs share.
pub(super) struct Context {
    device: Option<String>,
    driver: Driver,
    timeout: Duration,
    /// Print JSON.
    pub(super) json: bool,
    stop: Cancellation,
    /// True while no key is at work: then a signal may end the program at once.
    idle: Arc<AtomicBool>,
}

impl Context {
    /// Takes the global arguments and the signals.
    pub(super) fn new(arguments: &Arguments) -> Result<Self, Failure> {
        let (idle, stop) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicBool::new(false)));
        for signal in [SIGINT, SIGTERM] {
            let failed = |error| ErrorKind::Io(Action::Signals, error);
            flag::register_conditional_shutdown(signal, NOT_USED.into(), Arc::clone(&idle)).map_err(failed)?;
            flag::register(signal, Arc::clone(&stop)).map_err(failed)?;
        }
        Ok(Self {
            device: arguments.device.clone(),
            driver: arguments.driver,
            timeout: Duration::from_secs(arguments.timeout),
            json: arguments.json,
            stop: Cancellation::from_flag(stop),
            idle,
        })
    }

    /// The key that was named, by its path, its serial number or its place in the list; or the only one. Where there are
    /// several and somebody sits there, the one that they touch.
    pub(super) fn device(&self) -> Result<DeviceName, Error> {
        if let Some(device) = self.named_device()? {
            return Ok(device);
        }
        match discovery::only_device() {
            Err(error) => match error.kind() {
                ErrorKind::SeveralKeys(devices) if io::stderr().is_terminal() && io::stdin().is_terminal() => {
                    output::note(&messages::several_to_touch());
                    let names: Vec<_> = devices.iter().map(|device| device.name.clone()).collect();
                    self.operation(|operation| selection::select(&names, operation))
                }
                _ => Err(error),
            },
            only => only,
        }
    }

    /// The key that was named, by its path, its serial number or its place in the list.
    pub(super) fn named_device(&self) -> Result<Option<DeviceName>, Error> {
        let Some(name) = &self.device else { return Ok(None) };
        match name.parse() {
            Ok(device) => Ok(Some(device)),
            Err(error) => discovery::find(name)?.map(Some).ok_or(error),
        }
    }

    /// Runs `work` with a key, until the deadline or Ctrl-C.
    pub(super) fn operation<T, E>(&self, work: impl FnOnce(&mut Operation<'_>) -> Result<T, E>) -> Result<T, E> {
        self.observed(&mut |event| output::note(&messages::of_event(event)), work)
    }

    /// As [`Self::operation`], with `observer` told what happens meanwhile.
    pub(super) fn observed<T, E>(
        &self,
        observer: &mut dyn FnMut(Event),
        work: impl FnOnce(&mut Operation<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.idle.store(false, Ordering::Relaxed);
        let result = work(&mut Operation::new(self.timeout, self.stop.clone(), observer));
        self.idle.store(true, Ordering::Relaxed);
        result
    }

    /// The flag that says whether a signal may end the program at once.
    pub(super) fn idle(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.idle)
    }

    /// Opens the key by the driver that was named.
    pub(super) fn authenticator(&self) -> Result<Box<dyn Authenticator>, Failure> {
        let (device, touch) = (self.device()?, output::spoken(&messages::touch()));
        Ok(self.operation(|operation| driver::open(self.driver.into(), &device, &touch, operation))?)
    }

    /// An error when another driver was named, for what only the own one does.
    pub(super) fn own_driver(&self) -> Result<(), Failure> {
        if matches!(self.driver, Driver::Own) { Ok(()) } else { Err(Failure::OwnDriverOnly) }
    }

    /// The key that was named, or the only one, for what no other driver does.
    pub(super) fn own_device(&self) -> Result<DeviceName, Failure> {
        self.own_driver()?;
        Ok(self.device()?)
    }

    /// Repeats `work` until somebody stops it, which is how it is meant to end.
    pub(super) fn until_stopped(&self, mut work: impl FnMut() -> Result<(), Failure>) -> Result<(), Failure> {
        self.idle.store(false, Ordering::Relaxed);
        while !self.stop.is_cancelled() {
            work()?;
        }
        Ok(())
    }

    /// How long the key and its person may take.
    pub(super) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Opens the key by the own driver, for what no other does.
    pub(super) fn key(&self) -> Result<Key, Failure> {
        let device = self.own_device()?;
        Ok(self.operation(|operation| Key::open(transport::open(&device)?, operation))?)
    }
}
