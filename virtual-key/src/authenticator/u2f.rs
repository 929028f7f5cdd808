//! CTAP1/U2F messages (U2F Raw Message Formats 1.2), which CTAPHID_MSG carries (CTAP 2.1 §11.2.9.1.1).
//!
//! A key handle is the id of a credential that is not discoverable: what is registered here signs by CTAP2 too, as CTAP 2.1
//! §10 wants it.

use super::core::Authenticator;
use super::failure::Failure;
use crate::credential::{KeyAlgorithm, PrivateKey, Protection, coordinates};
use crate::crypto::sha256;
use crate::engine::Step;
use crate::faults::Fault;
use shared::ctap::status::Status;

/// §3.2: the class of all messages, and their instructions.
const CLASS: u8 = 0x00;
const REGISTER: u8 = 0x01;
const AUTHENTICATE: u8 = 0x02;
const VERSION: u8 = 0x03;
/// §5.1: control bytes of authenticate.
const CHECK_ONLY: u8 = 0x07;
const ENFORCE_PRESENCE: u8 = 0x03;
const DONT_ENFORCE_PRESENCE: u8 = 0x08;
/// §4.3: the first byte of what was registered.
const RESERVED: u8 = 0x05;
/// SEC 1 §2.3.3: an uncompressed point.
const UNCOMPRESSED: u8 = 0x04;

/// How a message ended (§3.3), as the last two bytes of its reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StatusWord {
    NoError = 0x9000,
    ConditionsNotSatisfied = 0x6985,
    CommandNotAllowed = 0x6986,
    WrongData = 0x6a80,
    WrongLength = 0x6700,
    ClassNotSupported = 0x6e00,
    InstructionNotSupported = 0x6d00,
    /// ISO 7816-4: no precise diagnosis.
    Failed = 0x6f00,
}

/// What a message asks for, once it is read.
struct Message<'a> {
    class: u8,
    instruction: u8,
    control: u8,
    data: &'a [u8],
}

/// What came of it.
enum Done {
    /// Nobody's touch was asked for.
    Told(Vec<u8>),
    /// By somebody's touch.
    Signed(Vec<u8>),
}

impl Authenticator {
    /// Carries out a U2F message: the reply, which never waits. `touched`: the user touches the key now.
    pub(super) fn answer_u2f(&mut self, message: &[u8], touched: bool) -> Step {
        // It is another host's business, or another command of the same: either ends a row (CTAP 2.1 §6).
        self.sequence = None;
        let asks_for_touch = |message: &Message<'_>| message.control != CHECK_ONLY || message.instruction == REGISTER;
        let (result, asks) = match Message::parse(message) {
            Some(message) => (self.answer(&message, touched), asks_for_touch(&message)),
            None => (Err(StatusWord::WrongLength), false),
        };
        match result {
            Ok(Done::Told(data)) => Step::Reply(with(data, StatusWord::NoError)),
            Ok(Done::Signed(data)) => Step::Touched(with(data, StatusWord::NoError)),
            Err(StatusWord::ConditionsNotSatisfied) if asks => {
                Step::AskAgain(with(Vec::new(), StatusWord::ConditionsNotSatisfied))
            }
            Err(word) => Step::Reply(with(Vec::new(), word)),
        }
    }

    fn answer(&mut self, message: &Message<'_>, touched: bool) -> Result<Done, StatusWord> {
        if message.class != CLASS {
            return Err(StatusWord::ClassNotSupported);
        }
        match message.instruction {
            VERSION if message.data.is_empty() => Ok(Done::Told(b"U2F_V2".to_vec())),
            VERSION => Err(StatusWord::WrongLength),
            // CTAP 2.1 §7.2.4: with alwaysUv in effect, U2F is off.
            REGISTER | AUTHENTICATE if self.always_uv() => Err(StatusWord::CommandNotAllowed),
            REGISTER => self.u2f_register(message.data, touched).map(Done::Signed),
            AUTHENTICATE => self.u2f_authenticate(message, touched),
            _ => Err(StatusWord::InstructionNotSupported),
        }
    }

    /// §4: a new credential at whoever has this application parameter.
    fn u2f_register(&mut self, data: &[u8], touched: bool) -> Result<Vec<u8>, StatusWord> {
        let parameters: &[u8; 64] = data.try_into().map_err(|_| StatusWord::WrongLength)?;
        let (challenge, application) = halves(parameters);
        if !touched {
            return Err(StatusWord::ConditionsNotSatisfied);
        }
        let private_key = PrivateKey::generate(KeyAlgorithm::Es256).map_err(failed)?;
        let PrivateKey::Es256(key) = &private_key else { return Err(StatusWord::Failed) };
        let (x, y) = coordinates(key);
        let public_key = [&[UNCOMPRESSED], x.as_slice(), &y].concat();
        let state = self.store.state();
        let handle =
            state.wrapping_key.wrap(&application, &private_key, Protection::Optional, false).map_err(failed)?;
        let signed = [&[0], application.as_slice(), &challenge, &handle, &public_key].concat();
        let signer = self.faults.signer(&state.batch_key.private_key).map_err(failed)?;
        let length = u8::try_from(handle.len()).map_err(|_| StatusWord::Failed)?;
        let head = [&[RESERVED], public_key.as_slice(), &[length], &handle].concat();
        Ok([head, state.batch_key.certificate.clone(), signer.sign(&signed)].concat())
    }

    /// §5: a signature, or whether there could be one.
    fn u2f_authenticate(&mut self, message: &Message<'_>, touched: bool) -> Result<Done, StatusWord> {
        let (parameters, rest) = message.data.split_first_chunk::<64>().ok_or(StatusWord::WrongLength)?;
        let (challenge, application) = halves(parameters);
        let (length, handle) = rest.split_first().ok_or(StatusWord::WrongLength)?;
        if usize::from(*length) != handle.len() {
            return Err(StatusWord::WrongLength);
        }
        let private_key = self.u2f_credential(&application, handle).ok_or(StatusWord::WrongData)?;
        let present = match message.control {
            CHECK_ONLY => return Err(StatusWord::ConditionsNotSatisfied),
            ENFORCE_PRESENCE if touched => true,
            ENFORCE_PRESENCE => return Err(StatusWord::ConditionsNotSatisfied),
            DONT_ENFORCE_PRESENCE => false,
            _ => return Err(StatusWord::WrongData),
        };
        // On the disk before it is in a signature: a counter that was seen never comes again.
        let sign_count = self.store.update(|state| {
            state.sign_count = state.sign_count.checked_add(1).ok_or(Status::Unspecified)?;
            Ok::<_, Failure>(state.sign_count)
        });
        let sign_count = self.faults.count(sign_count.map_err(failed)?).map_err(failed)?;
        let presence = u8::from(present && !self.faults.has(Fault::UserNotPresent));
        let head = [&[presence], sign_count.to_be_bytes().as_slice()].concat();
        let signed = [application.as_slice(), &head, &challenge].concat();
        let signer = self.faults.signer(&private_key).map_err(failed)?;
        let reply = [head, signer.sign(&signed)].concat();
        Ok(if present { Done::Signed(reply) } else { Done::Told(reply) })
    }

    /// The credential behind a key handle, unless it wants to see a PIN (CTAP 2.1 §12.1): U2F has none.
    fn u2f_credential(&self, application: &[u8; 32], handle: &[u8]) -> Option<PrivateKey> {
        let state = self.store.state();
        let discoverable = state
            .credentials
            .iter()
            .find(|credential| credential.id == handle && sha256(credential.rp_id.as_bytes()) == *application);
        let (private_key, protection) = match discoverable {
            Some(credential) => (credential.private_key.clone(), credential.protection),
            None => {
                let unwrapped = state.wrapping_key.unwrap(application, handle)?;
                (unwrapped.private_key, unwrapped.protection)
            }
        };
        let is_es256 = private_key.algorithm() == KeyAlgorithm::Es256;
        (is_es256 && protection != Protection::Required).then_some(private_key)
    }
}

impl<'a> Message<'a> {
    /// Reads a command APDU (ISO 7816-4), its lengths short or extended; `None` when they do not fit.
    fn parse(message: &'a [u8]) -> Option<Self> {
        let (&[class, instruction, control, _], rest) = message.split_first_chunk()?;
        let data = match rest {
            [] | [_] => &[],
            // Extended: a zero, then two bytes of Lc with data, or of Le alone.
            [0, _, _] => &[],
            [0, high, low, rest @ ..] => body(rest, usize::from(u16::from_be_bytes([*high, *low])), 2)?,
            [length, rest @ ..] => body(rest, usize::from(*length), 1)?,
        };
        Some(Self { class, instruction, control, data })
    }
}

/// The first `length` of `rest`, behind which there may be an Le of `le` bytes.
fn body(rest: &[u8], length: usize, le: usize) -> Option<&[u8]> {
    let (data, after) = rest.split_at_checked(length)?;
    (after.is_empty() || after.len() == le).then_some(data)
}

/// Challenge parameter and application parameter.
fn halves(parameters: &[u8; 64]) -> ([u8; 32], [u8; 32]) {
    let (mut challenge, mut application) = ([0; 32], [0; 32]);
    for (to, from) in challenge.iter_mut().chain(&mut application).zip(parameters) {
        *to = *from;
    }
    (challenge, application)
}

fn with(data: Vec<u8>, word: StatusWord) -> Vec<u8> {
    [data, (word as u16).to_be_bytes().to_vec()].concat()
}

/// What is nobody's request but ours; the log has it.
fn failed(error: impl Into<Failure>) -> StatusWord {
    let Failure(_) = error.into();
    StatusWord::Failed
}
