//! CTAPHID from the host's side, and a key to try it on.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use shared::cbor::{Map, Value};
use shared::ctap::commands::{Command, HidCommand};
use shared::ctap::packet::{ChannelId, Packet, fragment};
use shared::ctap::status::Status;
use virtual_key::transport::MemoryHost;
use virtual_key::{ManualClock, Presence, VirtualKey, VirtualKeyBuilder};

use super::Link;

/// Longer than anything takes; only a failing test waits that long.
pub(crate) const WAIT: Duration = Duration::from_secs(20);

/// A key on a manual clock, and one host.
pub(crate) struct TestKey {
    pub(crate) key: VirtualKey,
    pub(crate) clock: ManualClock,
    pub(crate) host: Host<MemoryHost>,
}

impl TestKey {
    /// A new key that somebody always touches.
    pub(crate) fn new() -> Self {
        Self::build(|builder| builder)
    }

    /// A new key that is touched by the test.
    pub(crate) fn manual() -> Self {
        Self::build(|builder| builder.presence(Presence::Manual))
    }

    pub(crate) fn build(setup: impl FnOnce(VirtualKeyBuilder) -> VirtualKeyBuilder) -> Self {
        let clock = ManualClock::new();
        let key = setup(VirtualKey::builder().clock(clock.clone())).build().unwrap();
        let host = Host::open(key.connect());
        Self { key, clock, host }
    }

    /// Pulls the plug and connects again.
    pub(crate) fn power_cycle(&mut self) {
        self.key.power_cycle();
        self.host = Host::open(self.key.connect());
    }
}

/// Commands go to the key's host.
impl std::ops::Deref for TestKey {
    type Target = Host<MemoryHost>;

    fn deref(&self) -> &Self::Target {
        &self.host
    }
}

impl std::ops::DerefMut for TestKey {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.host
    }
}

/// A host with a channel.
pub(crate) struct Host<L> {
    pub(crate) link: L,
    pub(crate) channel: ChannelId,
}

impl<L: Link> Host<L> {
    /// Allocates a channel.
    pub(crate) fn open(mut link: L) -> Self {
        // Every handle hears every answer, so that only the nonce tells whose channel it is.
        static NONCE: AtomicU64 = AtomicU64::new(0xa0a1_a2a3_a4a5_a6a7);
        let nonce = NONCE.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        for report in fragment(ChannelId::BROADCAST, HidCommand::Init.code(), &nonce).unwrap() {
            link.send(&report);
        }
        let mut host = Self { link, channel: ChannelId::BROADCAST };
        loop {
            let (command, answer) = host.message().expect("an answer to INIT");
            assert_eq!((command, answer.len()), (HidCommand::Init, 17));
            if answer[..8] == nonce {
                host.channel = ChannelId(u32::from_be_bytes(answer[8..12].try_into().unwrap()));
                return host;
            }
        }
    }

    pub(crate) fn send(&mut self, command: HidCommand, message: &[u8]) {
        self.send_on(self.channel, command, message);
    }

    pub(crate) fn send_on(&mut self, channel: ChannelId, command: HidCommand, message: &[u8]) {
        for report in fragment(channel, command.code(), message).unwrap() {
            self.link.send(&report);
        }
    }

    /// The next whole message on this channel.
    pub(crate) fn message(&mut self) -> Option<(HidCommand, Vec<u8>)> {
        let (command, length, mut message) = loop {
            let report = self.link.recv(WAIT)?;
            match Packet::parse(&report) {
                Packet::Initialization { channel, command, length, data } if channel == self.channel => {
                    break (HidCommand::from_code(command).unwrap(), usize::from(length), data.to_vec());
                }
                // Another host's: as with hidraw, all of them hear everything.
                _ => {}
            }
        };
        let mut next = 0;
        while message.len() < length {
            let report = self.link.recv(WAIT)?;
            let Packet::Continuation { channel, sequence, data } = Packet::parse(&report) else {
                panic!("a message inside a message")
            };
            if channel == self.channel {
                assert_eq!(sequence, next);
                next += 1;
                message.extend(data.iter().take(length - message.len()));
            }
        }
        Some((command, message))
    }

    /// Sends a command without waiting for its reply.
    pub(crate) fn start(&mut self, command: Command, parameters: &Map) {
        let mut message = vec![command.code()];
        if !parameters.is_empty() {
            message.extend(parameters.encode());
        }
        self.send(HidCommand::Cbor, &message);
    }

    /// The reply to the command before; keepalives are passed over.
    pub(crate) fn reply(&mut self) -> Result<Map, Status> {
        loop {
            match self.message().expect("a reply") {
                (HidCommand::Keepalive, _) => {}
                (HidCommand::Cbor, reply) => return parse_reply(&reply),
                other => panic!("{other:?}"),
            }
        }
    }

    /// A whole command.
    pub(crate) fn call(&mut self, command: Command, parameters: &Map) -> Result<Map, Status> {
        self.start(command, parameters);
        self.reply()
    }

    /// Waits until the key asks for a touch.
    pub(crate) fn expect_touch_wanted(&mut self) {
        loop {
            match self.message() {
                // On a busy machine and the real clock, the key may still be working.
                Some((HidCommand::Keepalive, status)) if status == [1] => {}
                other => return assert_eq!(other, Some((HidCommand::Keepalive, vec![2]))),
            }
        }
    }
}

/// Status and CBOR of a reply.
pub(crate) fn parse_reply(reply: &[u8]) -> Result<Map, Status> {
    let (&status, cbor) = reply.split_first().expect("a status byte");
    match Status::from_code(status) {
        Status::Ok if cbor.is_empty() => Ok(Map::new()),
        Status::Ok => match Value::parse(cbor).expect("canonical CBOR") {
            Value::Map(map) => Ok(map),
            other => panic!("{other:?}"),
        },
        status => {
            assert!(cbor.is_empty(), "an error has no CBOR");
            Err(status)
        }
    }
}
