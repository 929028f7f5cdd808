//! fido-authenticator as an engine of the virtual key.
//!
//! It waits for the user within a command, and an engine must not; so it works on a thread of its own, and what it tells from
//! there is either a reply or that it waits.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Instant;

use ctaphid_app::{App as _, Command};
use fido_authenticator::{Authenticator, Config, Conforming, LargeBlobsConfig};
use heapless_bytes::Bytes;
use shared::ctap::packet::ChannelId;
use shared::ctap::status::Status;
use trussed_core::types::Location;
use virtual_key::{Engine, Step, UserAction};

use crate::platform::{Attestation, AttestationError, Client, Person, Platform};

/// getInfo maxMsgSize: as long as a message may be on the keys that this authenticator is made for.
const MAX_MSG_SIZE: usize = 3072;

/// SW_WRONG_LENGTH, for a U2F message that is too long.
const WRONG_LENGTH: [u8; 2] = [0x67, 0x00];

/// fido-authenticator, with everything in memory.
pub struct SecondEngine {
    orders: Sender<Order>,
    steps: Receiver<Step>,
    actions: Sender<UserAction>,
    waiting: bool,
}

/// The engine could not be started.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct StartError(StartErrorKind);

#[derive(Debug, thiserror::Error)]
enum StartErrorKind {
    #[error(transparent)]
    Attestation(#[from] AttestationError),
    #[error("cannot start a thread: {0}")]
    Thread(#[from] io::Error),
}

impl<E: Into<StartErrorKind>> From<E> for StartError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// What the thread is to do.
enum Order {
    PowerUp(Instant),
    Ctap2(Vec<u8>, Instant),
    U2f(Vec<u8>, bool, Instant),
}

impl SecondEngine {
    /// A key as it leaves its maker.
    pub fn start() -> Result<Self, StartError> {
        let attestation = Attestation::generate()?;
        let (orders, incoming) = mpsc::channel();
        let (telling, steps) = mpsc::channel();
        let (actions, acted) = mpsc::channel();
        let person = Person::new(telling.clone(), acted);
        thread::Builder::new().name("second-engine".to_owned()).spawn(move || {
            let platform = Rc::new(RefCell::new(Platform::new(attestation, person, Instant::now())));
            work(&platform, &incoming, &telling);
        })?;
        Ok(Self { orders, steps, actions, waiting: false })
    }

    /// Ends a command whose host is gone.
    fn forget(&mut self) {
        while self.waiting {
            // Nobody waits for what comes of it.
            let _forgotten = self.tell(UserAction::Cancelled);
        }
    }

    fn order(&mut self, order: Order) -> Step {
        self.forget();
        match self.orders.send(order) {
            Ok(()) => self.next(),
            Err(_) => died(),
        }
    }

    fn tell(&mut self, action: UserAction) -> Step {
        self.waiting = false;
        match self.actions.send(action) {
            Ok(()) => self.next(),
            Err(_) => died(),
        }
    }

    fn next(&mut self) -> Step {
        let step = self.steps.recv().unwrap_or_else(|_| died());
        self.waiting = matches!(step, Step::AwaitTouch(_));
        step
    }
}

impl Engine for SecondEngine {
    fn power_up(&mut self, now: Instant) {
        self.forget();
        // A thread that is gone says so at the next command.
        let _gone = self.orders.send(Order::PowerUp(now));
    }

    fn start(&mut self, _channel: ChannelId, message: &[u8], now: Instant) -> Step {
        self.order(Order::Ctap2(message.to_vec(), now))
    }

    fn resume(&mut self, action: UserAction, _now: Instant) -> Step {
        if self.waiting { self.tell(action) } else { Step::Reply(vec![Status::NotAllowed.code()]) }
    }

    fn u2f(&mut self, apdu: &[u8], touched: bool, now: Instant) -> Step {
        self.order(Order::U2f(apdu.to_vec(), touched, now))
    }
}

/// The authenticator has panicked; the panic itself is on standard error.
fn died() -> Step {
    tracing::error!("the authenticator's thread has ended");
    Step::Reply(vec![Status::Unspecified.code()])
}

fn work(platform: &Rc<RefCell<Platform>>, orders: &Receiver<Order>, steps: &Sender<Step>) {
    let mut authenticator = authenticator(platform);
    for order in orders {
        let step = match order {
            Order::PowerUp(now) => {
                platform.borrow_mut().power_cycle(now);
                authenticator = self::authenticator(platform);
                continue;
            }
            Order::Ctap2(message, _) if message.len() > MAX_MSG_SIZE => {
                Step::Reply(vec![Status::RequestTooLarge.code()])
            }
            Order::U2f(apdu, ..) if apdu.len() > MAX_MSG_SIZE => Step::Reply(WRONG_LENGTH.to_vec()),
            Order::Ctap2(message, now) => {
                platform.borrow_mut().begin(now);
                Step::Reply(call(&mut authenticator, Command::Cbor, &message))
            }
            Order::U2f(apdu, touched, now) => {
                platform.borrow_mut().begin_u2f(touched, now);
                let reply = call(&mut authenticator, Command::Msg, &apdu);
                match (platform.borrow_mut().end_u2f(), touched) {
                    (true, true) => Step::Touched(reply),
                    (true, false) => Step::AskAgain(reply),
                    (false, _) => Step::Reply(reply),
                }
            }
        };
        if steps.send(step).is_err() {
            return;
        }
    }
}

fn authenticator(platform: &Rc<RefCell<Platform>>) -> Authenticator<Conforming, Client> {
    let mut config = Config::new(MAX_MSG_SIZE);
    config.large_blobs = Some(LargeBlobsConfig { location: Location::Internal });
    config.firmware_version = Some(1.into());
    Authenticator::new(Client::new(Rc::clone(platform)), Conforming {}, config)
}

/// The reply to a message, as the runner of a real key gets it.
fn call(authenticator: &mut Authenticator<Conforming, Client>, command: Command, message: &[u8]) -> Vec<u8> {
    let mut reply = Bytes::<MAX_MSG_SIZE>::new();
    match authenticator.call(command, message, &mut reply) {
        Ok(()) => reply.to_vec(),
        Err(error) => {
            tracing::error!(?error, "no reply");
            vec![Status::Unspecified.code()]
        }
    }
}
