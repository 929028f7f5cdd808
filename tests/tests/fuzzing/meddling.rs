//! A virtual key on whose replies somebody meddles: past framing, so that what comes is a message of the right length.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use hid_client::transport::Transport;
use shared::cbor::{Map, Value};
use shared::ctap::commands::HidCommand;
use shared::ctap::packet::{ChannelId, Packet, REPORT_SIZE, Report, fragment};
use virtual_key::VirtualKey;
use virtual_key::authenticator::Authenticator;

const CHANNEL: ChannelId = ChannelId(0x0102_0304);

/// What happens to one reply.
#[derive(Debug, Clone)]
struct Meddling {
    /// The reply's number, from the first command.
    at: u8,
    kind: u8,
    place: u16,
    with: Vec<u8>,
}

/// A key without threads: it answers while the host writes.
pub(super) struct MeddledKey {
    key: Authenticator,
    now: Instant,
    meddlings: Vec<Meddling>,
    asked: Vec<u8>,
    missing: usize,
    command: u8,
    replies: u8,
    sent: VecDeque<Report>,
    is_gone: bool,
}

impl MeddledKey {
    /// A new key with a fingerprint sensor; `script` says what happens to its replies: five bytes each, the last of which is the
    /// length of what follows it.
    pub(super) fn new(mut script: &[u8]) -> Self {
        let mut meddlings = Vec::new();
        while let [at, kind, high, low, length, rest @ ..] = script {
            let (with, after) = rest.split_at(usize::from(*length).min(rest.len()));
            meddlings.push(Meddling {
                at: *at,
                kind: *kind,
                place: u16::from_be_bytes([*high, *low]),
                with: with.to_vec(),
            });
            script = after;
        }
        let key = VirtualKey::builder().fingerprint_sensor(true).authenticator().unwrap();
        Self {
            key,
            now: Instant::now(),
            meddlings,
            asked: Vec::new(),
            missing: 0,
            command: 0,
            replies: 0,
            sent: VecDeque::new(),
            is_gone: false,
        }
    }

    fn answer(&mut self) {
        let asked = std::mem::take(&mut self.asked);
        if self.command == HidCommand::Init.code() {
            let mut answer = asked;
            answer.extend_from_slice(&CHANNEL.0.to_be_bytes());
            answer.extend_from_slice(&[2, 1, 0, 0, 0x04]);
            self.sent.extend(fragment(ChannelId::BROADCAST, self.command, &answer).unwrap());
            return;
        }
        if self.command != HidCommand::Cbor.code() {
            return;
        }
        // Nobody waits for a touch, and time passes between commands.
        self.now += Duration::from_millis(50);
        let mut reply = self.key.process(&asked, self.now);
        let number = self.replies;
        self.replies = self.replies.wrapping_add(1);
        for meddling in self.meddlings.iter().filter(|meddling| meddling.at == number) {
            if meddling.kind % 16 == 15 {
                self.is_gone = true;
                return;
            }
            reply = meddle(reply, meddling);
        }
        reply.truncate(7609);
        self.sent.extend(fragment(CHANNEL, self.command, &reply).unwrap());
    }
}

impl Transport for MeddledKey {
    fn write(&mut self, report: &Report) -> io::Result<()> {
        if self.is_gone {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        match Packet::parse(report) {
            Packet::Initialization { command, length, data, .. } => {
                (self.command, self.asked, self.missing) = (command, data.to_vec(), usize::from(length));
            }
            Packet::Continuation { data, .. } => self.asked.extend_from_slice(data),
        }
        if self.asked.len() >= self.missing {
            self.asked.truncate(self.missing);
            self.answer();
        }
        Ok(())
    }

    fn read(&mut self, report: &mut Report, _deadline: Instant) -> io::Result<usize> {
        match self.sent.pop_front() {
            Some(next) => *report = next,
            // It says nothing more: for a test that must not wait, as good as unplugged.
            None => return Err(io::ErrorKind::BrokenPipe.into()),
        }
        Ok(REPORT_SIZE)
    }
}

/// A reply as it comes after the meddling.
fn meddle(mut reply: Vec<u8>, meddling: &Meddling) -> Vec<u8> {
    let place = usize::from(meddling.place) % reply.len().max(1);
    match meddling.kind % 16 {
        0 => reply = [&reply[..1.min(reply.len())], &meddling.with].concat(),
        1 => reply.truncate(place),
        2 => reply.splice(place..place, meddling.with.iter().copied()).for_each(drop),
        3 => reply.iter_mut().skip(place).zip(&meddling.with).for_each(|(byte, with)| *byte ^= with),
        4 => reply.clone_from(&meddling.with),
        5 => {
            let status = meddling.with.first().copied().unwrap_or(1);
            reply.iter_mut().take(1).for_each(|first| *first = status);
        }
        kind => {
            let Some((status, body)) = reply.split_first() else { return reply };
            let Ok(mut value) = Value::parse(body) else { return reply };
            let mut left = meddling.place;
            change(&mut value, &mut left, kind, &meddling.with);
            reply = [&[*status], value.encode().as_slice()].concat();
        }
    }
    reply
}

/// Changes the item that is the `left`th of a value, in the order in which they stand.
fn change(value: &mut Value, left: &mut u16, kind: u8, with: &[u8]) {
    if *left == 0 {
        *value = other(value, kind, with);
    }
    *left = left.wrapping_sub(1);
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| change(item, left, kind, with)),
        Value::Map(map) => {
            let members = map.iter().map(|(key, member)| {
                let (mut key, mut member) = (key.clone(), member.clone());
                change(&mut key, left, kind, with);
                change(&mut member, left, kind, with);
                (key, member)
            });
            *map = members.collect();
        }
        _ => {}
    }
}

/// What stands in the place of a value.
fn other(value: &Value, kind: u8, with: &[u8]) -> Value {
    let number = with.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte));
    match kind {
        6 => Value::Unsigned(number),
        7 => Value::Negative(number),
        8 => Value::Bytes(with.to_vec()),
        9 => Value::Text(String::from_utf8_lossy(with).into_owned()),
        10 => Value::Array(vec![value.clone(); with.len().min(40)]),
        11 => Value::Map(Map::new()),
        12 => Value::Bool(number % 2 == 1),
        // As many bytes as a message can carry.
        13 => Value::Bytes(vec![with.first().copied().unwrap_or_default(); 7000]),
        // Something of it is another.
        _ => match value {
            Value::Bytes(bytes) => {
                let mut bytes = bytes.clone();
                bytes.iter_mut().zip(with).for_each(|(byte, with)| *byte ^= with);
                Value::Bytes(bytes)
            }
            Value::Text(text) => Value::Text(text.chars().rev().collect()),
            Value::Unsigned(before) => Value::Unsigned(before.wrapping_add(number)),
            Value::Map(map) => {
                map.iter().skip(1).map(|(key, member)| (key.clone(), member.clone())).collect::<Map>().into()
            }
            other => other.clone(),
        },
    }
}
