//! The key under test: opened, and spoken to.

use std::time::{Duration, Instant};

use shared::ctap::commands::{HidCommand, HidError, KeepaliveStatus};
use shared::ctap::get_info::GetInfo;
use shared::ctap::packet::ChannelId;
use shared::ctap::status::Status;

use super::made::Made;
use super::run::Settings;
use super::trouble::Trouble;
use super::wire::Wire;
use crate::ctap2::Request;
use crate::ctaphid::parse_init;
use crate::error::{Error, ErrorKind};
use crate::events::Event;
use crate::operation::Cancellation;
use crate::pin::Pin;
use crate::random;
use crate::transport::Transport;

/// How long a key may say nothing at all. The standard has it say something every 100 ms (§11.2.9.1.7); this allows for a
/// busy computer.
pub(super) const LATE: Duration = Duration::from_secs(1);
/// After this long without a word, it is taken to say nothing ever.
const SILENT: Duration = Duration::from_secs(3);
/// How long a key may work without a person: making an RSA key takes some seconds.
const WORKING: Duration = Duration::from_secs(12);
/// How long a key may take to find itself again.
const RECOVERY: Duration = Duration::from_secs(1);
/// How long to look for reports that belong to what was before.
pub(super) const STALE: Duration = Duration::from_millis(30);

/// Opens the key; more than once in a run.
pub(super) type Opener<'a> = dyn FnMut() -> Result<Box<dyn Transport>, Error> + 'a;

/// The key under test.
pub(super) struct Bench<'a> {
    pub(super) opener: &'a mut Opener<'a>,
    pub(super) observer: &'a mut dyn FnMut(Event),
    pub(super) cancellation: Cancellation,
    pub(super) settings: &'a Settings,
    /// Since when the key is known to have power.
    pub(super) powered_since: Instant,
    pub(super) wire: Wire,
    /// Its channel; the broadcast channel until one was allocated.
    pub(super) channel: ChannelId,
    /// What it says about itself, once that could be read.
    pub(super) info: GetInfo,
    /// Its PIN, where it has one and somebody told it.
    pub(super) pin: Option<Pin>,
    /// Whether the PIN was accepted in this run.
    pub(super) pin_was_right: bool,
    /// What the run made.
    pub(super) made: Made,
    pub(super) untouched: bool,
    pub(super) losses: u8,
}

impl<'a> Bench<'a> {
    /// Opens the key; nothing is sent yet.
    pub(super) fn new(
        opener: &'a mut Opener<'a>,
        observer: &'a mut dyn FnMut(Event),
        cancellation: Cancellation,
        settings: &'a Settings,
    ) -> Result<Self, Error> {
        let powered_since = Instant::now();
        let powered_since = powered_since.checked_sub(settings.plugged_in_for).unwrap_or(powered_since);
        let wire = Wire::new(opener()?, cancellation.clone());
        Ok(Self {
            opener,
            observer,
            cancellation,
            settings,
            powered_since,
            wire,
            channel: ChannelId::BROADCAST,
            info: GetInfo::default(),
            pin: None,
            pin_was_right: false,
            made: Made::new()?,
            untouched: false,
            losses: 0,
        })
    }

    /// Whether getInfo lists an extension.
    pub(super) fn claims_extension(&self, name: &str) -> bool {
        self.info.extensions.iter().flatten().any(|extension| extension == name)
    }

    /// Tells the person something.
    pub(super) fn tell(&mut self, event: Event) {
        (self.observer)(event);
    }

    /// Allocates a channel: the reply of CTAPHID_INIT.
    pub(super) fn allocate(&mut self) -> Result<Vec<u8>, Trouble> {
        let reply = self.init(ChannelId::BROADCAST)?;
        (self.channel, _) = parse_init(&reply)?;
        Ok(reply)
    }

    /// CTAPHID_INIT on `channel`: the reply with our nonce in it.
    pub(super) fn init(&mut self, channel: ChannelId) -> Result<Vec<u8>, Trouble> {
        let nonce: [u8; 8] = random::bytes()?;
        self.wire.send_message(channel, HidCommand::Init.code(), &nonce)?;
        let until = Instant::now() + SILENT;
        // On the broadcast channel there may be others' replies.
        while let Some(message) = self.wire.message(channel, until)? {
            if message.command == HidCommand::Init.code() && message.payload.starts_with(&nonce) {
                return Ok(message.payload);
            }
            if message.command == HidCommand::Error.code() && channel != ChannelId::BROADCAST {
                return Err(Trouble::OffTheRails(format!("CTAPHID_INIT was answered {}", hid_error(&message.payload))));
            }
        }
        Err(Trouble::OffTheRails("no reply of CTAPHID_INIT has the nonce that was sent".into()))
    }

    /// Sends a message and waits for the reply to it, through keepalives and a person's touch.
    pub(super) fn exchange(&mut self, command: HidCommand, message: &[u8]) -> Result<Vec<u8>, Trouble> {
        self.wire.stays_quiet(self.channel, Instant::now())?;
        self.wire.send_message(self.channel, command.code(), message)?;
        let begun = Instant::now();
        let (mut last_word, mut late, mut touch) = (begun, Duration::ZERO, None::<Instant>);
        loop {
            let limit = touch.map_or(begun + WORKING, |asked| asked + self.settings.patience);
            let Some(message) = self.wire.message(self.channel, limit.min(last_word + SILENT))? else {
                if touch.is_some() && Instant::now() >= limit {
                    return self.give_up_on_touch();
                }
                if Instant::now() >= limit {
                    return Err(Trouble::OffTheRails(format!(
                        "nothing but keepalives for {} s, and it needs nobody's touch",
                        WORKING.as_secs()
                    )));
                }
                return Err(Trouble::OffTheRails(format!("no reply and no keepalive for {} s", SILENT.as_secs())));
            };
            late = late.max(last_word.elapsed());
            last_word = Instant::now();
            match HidCommand::from_code(message.command) {
                Some(HidCommand::Keepalive) => {
                    let status = message.payload.first().copied().and_then(KeepaliveStatus::from_code);
                    if status == Some(KeepaliveStatus::UpNeeded) && touch.is_none() {
                        touch = Some(last_word);
                        if self.untouched {
                            return self.give_up_on_touch();
                        }
                        self.tell(Event::TouchNeeded);
                    }
                }
                Some(found) if found == command && late <= LATE => return Ok(message.payload),
                Some(found) if found == command => {
                    return Err(Trouble::Broken(format!(
                        "a reply after {:.1} s without a word: keepalives are due every 100 ms (§11.2.9.1.7)",
                        late.as_secs_f32()
                    )));
                }
                Some(HidCommand::Error) => {
                    return Err(Trouble::Broken(format!("it was answered {}", hid_error(&message.payload))));
                }
                _ => {
                    return Err(Trouble::OffTheRails(format!(
                        "it was answered with CTAPHID command 0x{:02x}",
                        message.command
                    )));
                }
            }
        }
    }

    /// Sends a CTAP2 message: the status and what follows it.
    pub(super) fn cbor(&mut self, message: &[u8]) -> Result<(Status, Vec<u8>), Trouble> {
        let reply = self.exchange(HidCommand::Cbor, message)?;
        let (status, body) = reply.split_first().ok_or(Trouble::broken("an empty reply, without even a status"))?;
        match Status::from_code(*status) {
            Status::UserActionTimeout | Status::ActionTimeout | Status::KeepaliveCancel => {
                self.untouched = true;
                Err(Trouble::Untouched)
            }
            status => Ok((status, body.to_vec())),
        }
    }

    /// Sends a CTAP2 message that is to be carried out: what follows the status.
    pub(super) fn carried_out(&mut self, message: &[u8]) -> Result<Vec<u8>, Trouble> {
        match self.cbor(message)? {
            (Status::Ok, body) => Ok(body),
            // What a person said no to says nothing about the key (§6.1.2 step 14, §6.2.2 step 9).
            (Status::OperationDenied, _) => {
                self.untouched = true;
                Err(Trouble::Untouched)
            }
            (status, _) => Err(Trouble::Broken(format!("refused with {status}"))),
        }
    }

    /// Sends a CTAP2 message that is to be refused with one of `expected`.
    pub(super) fn refused(&mut self, message: &[u8], expected: &[Status]) -> Result<(), Trouble> {
        let wanted = || expected.iter().map(Status::to_string).collect::<Vec<_>>().join(" or ");
        match self.cbor(message)? {
            (status, _) if expected.contains(&status) => Ok(()),
            (Status::Ok, _) => Err(Trouble::Broken(format!("carried out, in place of {}", wanted()))),
            (status, _) => Err(Trouble::Broken(format!("refused with {status}, in place of {}", wanted()))),
        }
    }

    /// Sends a request of the driver's that is to be carried out, and reads its reply.
    pub(super) fn call<R: Request>(&mut self, request: &R) -> Result<R::Reply, Trouble> {
        let body = self.carried_out(&request.encode())?;
        Ok(request.parse(&body)?)
    }

    /// Waits a moment for a touch that the key itself does not wait for; its person is told of the first.
    pub(super) fn wait_for_touch(&mut self, first: bool, until: Instant, moment: Duration) -> Result<(), Trouble> {
        if self.untouched || Instant::now() >= until {
            self.untouched = true;
            return Err(Trouble::Untouched);
        }
        if self.cancellation.is_cancelled() {
            return Err(Trouble::Ended(ErrorKind::Cancelled.into()));
        }
        if first {
            self.tell(Event::TouchNeeded);
        }
        std::thread::sleep(moment);
        Ok(())
    }

    fn give_up_on_touch<T>(&mut self) -> Result<T, Trouble> {
        self.untouched = true;
        self.wire.send_message(self.channel, HidCommand::Cancel.code(), &[])?;
        // Whatever it says is the end of the command; what is still to come is looked after by who recovers.
        let _ended = self.wire.message(self.channel, Instant::now() + RECOVERY)?;
        self.wire.drain(STALE)?;
        Err(Trouble::Untouched)
    }
}

/// What a CTAPHID_ERROR says.
pub(super) fn hid_error(payload: &[u8]) -> String {
    let code = payload.first().copied();
    code.and_then(HidError::from_code)
        .map_or_else(|| format!("CTAPHID_ERROR {code:?}"), |error| format!("CTAPHID_ERROR {error:?}"))
}
