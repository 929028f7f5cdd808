//! The authenticator: takes a command, and gives the reply or asks for a touch first.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use shared::cbor::Map;
use shared::ctap::commands::Command;
use shared::ctap::packet::ChannelId;
use shared::ctap::status::Status;

use super::bio_enrollment::Enrollment;
use super::client_pin::PinState;
use super::failure::Failure;
use super::sequence::Sequence;
use crate::attestation::Attestation;
use crate::credential::KeyAlgorithm;
use crate::engine::{Engine, Step};
use crate::faults::{Active, Fault};
use crate::finger::Finger;
use crate::presence::UserAction;
use crate::random::NoRandomness;
use crate::state::Store;

/// The longest message (getInfo maxMsgSize), command byte included. Below what CTAPHID carries, as on real keys, so that
/// hosts have to honour it.
pub(super) const MAX_MSG_SIZE: usize = 4096;

/// What does not change while the key lives.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) attestation: Attestation,
    pub(crate) always_uv: bool,
    pub(crate) credential_management: bool,
    /// It has a fingerprint sensor.
    pub(crate) fingerprint_sensor: bool,
    /// What it makes credentials for, the most wanted first.
    pub(crate) algorithms: Vec<KeyAlgorithm>,
    /// Relying parties that get vendor-facilitated enterprise attestation.
    pub(crate) enterprise_rp_ids: Vec<String>,
    /// It answers U2F messages too.
    pub(crate) u2f: bool,
}

/// A CTAP 2.1 authenticator. It has no clock, no transport and no user: commands, the time and touches come from outside.
pub struct Authenticator {
    pub(super) store: Store,
    pub(super) settings: Settings,
    pub(super) powered_up: Instant,
    pub(super) pin: PinState,
    /// What the next "get next" command goes on with.
    pub(super) sequence: Option<Sequence>,
    /// A finger that is being enrolled.
    pub(super) enrollment: Option<Enrollment>,
    /// What touches the fingerprint sensor next; the usual finger when empty.
    pub(super) fingers: VecDeque<Finger>,
    /// What is to go wrong with the command at hand.
    pub(super) faults: Active,
    /// The channel of the last command.
    channel: Option<ChannelId>,
    /// The rest of the command that waits for its user.
    waiting: Option<Rest>,
}

/// What a command that waits for its user goes on with.
type Rest = Box<dyn FnOnce(&mut Authenticator, UserAction, Instant) -> Result<Map, Failure> + Send>;

/// What a command's own file gives back.
pub(super) enum Outcome {
    /// Done; the map, when not empty, is the reply's CBOR.
    Done(Map),
    /// Ask for a touch, for no longer than that where there is a limit of the command's own, then go on.
    Touch(Rest, Option<Duration>),
}

impl Outcome {
    pub(super) fn touch(
        rest: impl FnOnce(&mut Authenticator, UserAction, Instant) -> Result<Map, Failure> + Send + 'static,
    ) -> Self {
        Self::Touch(Box::new(rest), None)
    }

    pub(super) fn touch_within(
        timeout: Option<Duration>,
        rest: impl FnOnce(&mut Authenticator, UserAction, Instant) -> Result<Map, Failure> + Send + 'static,
    ) -> Self {
        Self::Touch(Box::new(rest), timeout)
    }
}

/// What the control socket tells about the authenticator.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct AuthenticatorStatus {
    pub(crate) pin_set: bool,
    pub(crate) pin_retries: u8,
    pub(crate) pin_auth_blocked: bool,
    /// Enrolled fingers, and wrong ones until the sensor is blocked; absent without a sensor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fingerprints: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) uv_retries: Option<u8>,
    pub(crate) discoverable_credentials: usize,
    pub(crate) sign_count: u32,
}

impl Authenticator {
    /// An authenticator that is powered up at `now`.
    pub(crate) fn new(store: Store, settings: Settings, now: Instant) -> Result<Self, NoRandomness> {
        let pin = PinState::power_up()?;
        Ok(Self {
            store,
            settings,
            powered_up: now,
            pin,
            sequence: None,
            enrollment: None,
            fingers: VecDeque::new(),
            faults: Active::default(),
            channel: None,
            waiting: None,
        })
    }

    /// What touches the fingerprint sensor after those that were told before.
    pub(crate) fn add_finger(&mut self, finger: Finger) {
        self.fingers.push_back(finger);
    }

    /// What is to go wrong with the next command.
    pub(crate) fn set_faults(&mut self, faults: Active) {
        self.faults = faults;
    }

    /// Carries out a command for a user who touches the key whenever it asks: command bytes in, reply bytes out. No bytes
    /// panic.
    pub fn process(&mut self, message: &[u8], now: Instant) -> Vec<u8> {
        let mut step = self.start(ChannelId(1), message, now);
        loop {
            match step {
                Step::Reply(reply) | Step::AskAgain(reply) | Step::Touched(reply) => return reply,
                Step::AwaitTouch(_) => step = self.resume(UserAction::Touched, now),
            }
        }
    }

    pub(crate) fn attestation_root(&self) -> &[u8] {
        &self.store.state().batch_key.root
    }

    pub(crate) fn status(&self) -> AuthenticatorStatus {
        let state = self.store.state();
        AuthenticatorStatus {
            pin_set: state.pin_hash.is_some(),
            pin_retries: state.pin_retries,
            pin_auth_blocked: self.pin.auth_blocked(),
            fingerprints: self.settings.fingerprint_sensor.then_some(state.templates.len()),
            uv_retries: self.settings.fingerprint_sensor.then_some(state.uv_retries),
            discoverable_credentials: state.credentials.len(),
            sign_count: state.sign_count,
        }
    }

    fn dispatch(&mut self, message: &[u8], now: Instant) -> Result<Outcome, Failure> {
        if message.len() > MAX_MSG_SIZE {
            return Err(Status::RequestTooLarge.into());
        }
        let (&code, parameters) = message.split_first().ok_or(Status::InvalidLength)?;
        let Some(command) = Command::from_code(code) else {
            let accepted = self.faults.has(Fault::UnknownCommandAccepted);
            return if accepted { Ok(Outcome::Done(Map::new())) } else { Err(Status::InvalidCommand.into()) };
        };
        tracing::debug!(?command, bytes = parameters.len(), "command");
        // §6: a "get next" command follows the command that began its row, or itself. Anything in between ends the row,
        // which is why it is taken here and only those that go on with it put it back.
        let sequence = self.sequence.take();
        match command {
            Command::MakeCredential => self.make_credential(&request(parameters)?),
            Command::GetAssertion => self.get_assertion(&request(parameters)?, now),
            Command::GetNextAssertion => {
                no_parameters(parameters).and_then(|()| self.get_next_assertion(sequence, now))
            }
            Command::GetInfo => no_parameters(parameters).map(|()| Outcome::Done(self.get_info())),
            Command::ClientPin => self.client_pin(&request(parameters)?, now),
            Command::Config => self.config(&request(parameters)?).map(Outcome::Done),
            Command::Reset => no_parameters(parameters).and_then(|()| self.reset(now)),
            Command::Selection => no_parameters(parameters).map(|()| Self::selection()),
            // Hosts from before CTAP 2.1 know it by the vendor's command; libfido2 1.12 is one.
            Command::CredentialManagement | Command::CredentialManagementPreview
                if self.settings.credential_management =>
            {
                self.credential_management(&request(parameters)?, sequence, now).map(Outcome::Done)
            }
            Command::LargeBlobs => self.large_blobs(&request(parameters)?, sequence, now).map(Outcome::Done),
            Command::BioEnrollment | Command::BioEnrollmentPreview if self.settings.fingerprint_sensor => {
                self.bio_enrollment(&request(parameters)?)
            }
            Command::BioEnrollment
            | Command::BioEnrollmentPreview
            | Command::CredentialManagement
            | Command::CredentialManagementPreview => Err(Status::InvalidCommand.into()),
        }
    }
}

impl Engine for Authenticator {
    fn power_up(&mut self, now: Instant) {
        match PinState::power_up() {
            Ok(pin) => self.pin = pin,
            Err(error) => {
                tracing::error!(%error, "the operating system gives no random bytes: the key keeps its old ones")
            }
        }
        self.powered_up = now;
        self.sequence = None;
        self.enrollment = None;
        self.channel = None;
        self.waiting = None;
    }

    fn start(&mut self, channel: ChannelId, message: &[u8], now: Instant) -> Step {
        self.waiting = None;
        // A stateful command belongs to the host that began it (§6); another host's command ends it.
        if self.channel.replace(channel) != Some(channel) {
            self.sequence = None;
        }
        self.pin.observe_time(now);
        match self.dispatch(message, now) {
            Ok(Outcome::Done(map)) => Step::Reply(encode(Ok(map))),
            Ok(Outcome::Touch(rest, within)) => {
                self.waiting = Some(rest);
                Step::AwaitTouch(within)
            }
            Err(failure) => Step::Reply(encode(Err(failure))),
        }
    }

    fn resume(&mut self, action: UserAction, now: Instant) -> Step {
        Step::Reply(encode(match (self.waiting.take(), action) {
            (Some(_), UserAction::Cancelled) => Err(Failure(Status::KeepaliveCancel)),
            (Some(rest), _) => rest(self, action, now),
            // Nobody's: the device resumes what waits.
            (None, _) => Err(Failure(Status::NotAllowed)),
        }))
    }

    fn u2f(&mut self, apdu: &[u8], touched: bool, _now: Instant) -> Step {
        self.waiting = None;
        self.answer_u2f(apdu, touched)
    }
}

/// The parameters of a command that has some: one CBOR map (§8).
fn request(parameters: &[u8]) -> Result<Map, Failure> {
    if parameters.is_empty() {
        return Err(Status::MissingParameter.into());
    }
    Ok(Map::parse(parameters)?.ok_or(Status::CborUnexpectedType)?)
}

fn no_parameters(parameters: &[u8]) -> Result<(), Failure> {
    if parameters.is_empty() { Ok(()) } else { Err(Status::InvalidLength.into()) }
}

fn encode(result: Result<Map, Failure>) -> Vec<u8> {
    match result {
        Ok(map) if map.is_empty() => vec![Status::Ok.code()],
        Ok(map) => [vec![Status::Ok.code()], map.encode()].concat(),
        Err(Failure(status)) => {
            tracing::debug!(%status, "refused");
            vec![status.code()]
        }
    }
}
