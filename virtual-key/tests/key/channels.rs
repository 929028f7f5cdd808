//! CTAPHID (CTAP 2.1 §11.2): the state machine by itself, with the time in the test's hand.

use std::time::{Duration, Instant};

use shared::ctap::commands::{HidCommand, HidError};
use shared::ctap::packet::{ChannelId, MAX_MESSAGE_SIZE, Packet, Report, fragment};
use virtual_key::Protocols;
use virtual_key::ctaphid::{Ctaphid, Event, RequestId};

const FIRST: ChannelId = ChannelId(100);
const SECOND: ChannelId = ChannelId(101);
const NOBODYS: ChannelId = ChannelId(102);

/// A machine with two channels.
struct Bench {
    hid: Ctaphid,
    now: Instant,
}

type Message = (ChannelId, HidCommand, Vec<u8>);

impl Bench {
    fn new() -> Self {
        let mut bench = Self { hid: Ctaphid::new(100), now: Instant::now() };
        for channel in [FIRST, SECOND] {
            let (_, command, answer) = bench.ask(ChannelId::BROADCAST, HidCommand::Init, &[1, 2, 3, 4, 5, 6, 7, 8]);
            assert_eq!(command, HidCommand::Init);
            let expected = [&[1, 2, 3, 4, 5, 6, 7, 8][..], &channel.0.to_be_bytes(), &[2, 0, 1, 0, 0x05]].concat();
            // Nonce, channel, protocol version 2, device version, WINK | CBOR; no NMSG, so MSG too.
            assert_eq!(answer, expected);
        }
        bench
    }

    fn receive(&mut self, report: &Report) -> (Vec<Message>, Option<Event>) {
        let reaction = self.hid.receive(report, self.now);
        (messages(&reaction.reports), reaction.event)
    }

    /// Sends a whole message and gives the last reaction.
    fn send(&mut self, channel: ChannelId, command: HidCommand, message: &[u8]) -> (Vec<Message>, Option<Event>) {
        let reports = fragment(channel, command.code(), message).unwrap();
        let (last, before) = reports.split_last().unwrap();
        for report in before {
            assert_eq!(self.receive(report), (vec![], None));
        }
        self.receive(last)
    }

    /// Sends a message that the transport answers itself.
    fn ask(&mut self, channel: ChannelId, command: HidCommand, message: &[u8]) -> Message {
        let (mut messages, _event) = self.send(channel, command, message);
        assert_eq!(messages.len(), 1);
        messages.remove(0)
    }

    fn request(&mut self, on: ChannelId) -> RequestId {
        match self.send(on, HidCommand::Cbor, &[4]) {
            (messages, Some(Event::Request { id, channel, command, message })) => {
                assert_eq!((messages, channel, command, message), (vec![], on, HidCommand::Cbor, vec![4]));
                id
            }
            other => panic!("{other:?}"),
        }
    }

    fn tick(&mut self, by: Duration) -> Vec<Message> {
        self.now += by;
        messages(&self.hid.tick(self.now))
    }
}

fn messages(reports: &[Report]) -> Vec<Message> {
    let mut messages: Vec<(Message, usize)> = Vec::new();
    for report in reports {
        match Packet::parse(report) {
            Packet::Initialization { channel, command, length, data } => {
                let message = (channel, HidCommand::from_code(command).unwrap(), data.to_vec());
                messages.push((message, usize::from(length)));
            }
            Packet::Continuation { data, .. } => {
                let ((_, _, message), length) = messages.last_mut().unwrap();
                message.extend(data.iter().take(*length - message.len()));
            }
        }
    }
    messages.into_iter().map(|(message, _)| message).collect()
}

fn error(channel: ChannelId, error: HidError) -> Message {
    (channel, HidCommand::Error, vec![error.code()])
}

fn first_packet(channel: ChannelId, length: u16) -> Report {
    Packet::Initialization { channel, command: HidCommand::Ping.code(), length, data: &[7; 57] }.to_report()
}

fn continuation(channel: ChannelId, sequence: u8) -> Report {
    Packet::Continuation { channel, sequence, data: &[7; 59] }.to_report()
}

#[test]
fn ping_echoes_messages_of_every_length() {
    let mut bench = Bench::new();
    for length in [0, 1, 57, 58, 116, 117, 1024, MAX_MESSAGE_SIZE] {
        let message: Vec<u8> = (0..length).map(|at| at as u8).collect();
        assert_eq!(bench.ask(FIRST, HidCommand::Ping, &message), (FIRST, HidCommand::Ping, message));
    }
}

#[test]
fn wink_is_answered_and_felt() {
    let mut bench = Bench::new();
    let winked = bench.send(FIRST, HidCommand::Wink, &[]);
    assert_eq!(winked, (vec![(FIRST, HidCommand::Wink, vec![])], Some(Event::Wink)));
    assert_eq!(bench.ask(FIRST, HidCommand::Wink, &[1]), error(FIRST, HidError::InvalidLength));
}

#[test]
fn what_the_key_does_not_speak_is_an_invalid_command() {
    let mut bench = Bench::new();
    for command in [HidCommand::Lock, HidCommand::Keepalive, HidCommand::Error] {
        assert_eq!(bench.ask(FIRST, command, &[0; 7]), error(FIRST, HidError::InvalidCommand), "{command:?}");
    }
    let vendor = Packet::Initialization { channel: FIRST, command: 0x40, length: 0, data: &[] }.to_report();
    assert_eq!(bench.receive(&vendor).0, [error(FIRST, HidError::InvalidCommand)]);
    for command in [HidCommand::Cbor, HidCommand::Msg] {
        assert_eq!(bench.ask(FIRST, command, &[]), error(FIRST, HidError::InvalidLength));
    }
}

#[test]
fn a_device_speaks_what_it_says_that_it_speaks() {
    for (protocols, capabilities, refused) in
        [(Protocols::Fido2, 0x0d, HidCommand::Msg), (Protocols::U2f, 0x01, HidCommand::Cbor)]
    {
        let mut bench = Bench { hid: Ctaphid::new(100).speaking(protocols), now: Instant::now() };
        let (_, _, answer) = bench.ask(ChannelId::BROADCAST, HidCommand::Init, &[1; 8]);
        assert_eq!(answer.last(), Some(&capabilities));
        assert_eq!(bench.ask(FIRST, refused, &[0; 7]), error(FIRST, HidError::InvalidCommand));
    }
}

#[test]
fn a_u2f_message_is_answered_as_one() {
    let mut bench = Bench::new();
    let (_, event) = bench.send(FIRST, HidCommand::Msg, &[0, 3, 0, 0, 0, 0, 0]);
    let Some(Event::Request { id, command: HidCommand::Msg, .. }) = event else { panic!("{event:?}") };
    assert_eq!(messages(&bench.hid.reply(id, b"reply")), [(FIRST, HidCommand::Msg, b"reply".to_vec())]);
}

#[test]
fn channels_that_nobody_has_are_refused() {
    let mut bench = Bench::new();
    for channel in [NOBODYS, ChannelId::RESERVED, ChannelId(99)] {
        for command in [HidCommand::Ping, HidCommand::Init, HidCommand::Cancel] {
            assert_eq!(bench.ask(channel, command, &[1; 8]), error(channel, HidError::InvalidChannel));
        }
        assert_eq!(bench.receive(&continuation(channel, 0)), (vec![], None));
    }
    let broadcast = ChannelId::BROADCAST;
    assert_eq!(bench.ask(broadcast, HidCommand::Ping, &[1]), error(broadcast, HidError::InvalidChannel));
    for length in [7, 9] {
        let wrong = bench.ask(broadcast, HidCommand::Init, &vec![0; length]);
        assert_eq!(wrong, error(broadcast, HidError::InvalidLength));
    }
}

#[test]
fn a_message_that_claims_too_much_is_refused() {
    let mut bench = Bench::new();
    for length in [MAX_MESSAGE_SIZE as u16 + 1, u16::MAX] {
        assert_eq!(bench.receive(&first_packet(FIRST, length)).0, [error(FIRST, HidError::InvalidLength)]);
    }
}

#[test]
fn packets_out_of_order_end_the_message() {
    let mut bench = Bench::new();
    for wrong in [1, 2, 0x7f] {
        bench.receive(&first_packet(FIRST, 300));
        assert_eq!(bench.receive(&continuation(FIRST, wrong)).0, [error(FIRST, HidError::InvalidSequence)]);
    }
    bench.receive(&first_packet(FIRST, 300));
    bench.receive(&continuation(FIRST, 0));
    assert_eq!(bench.receive(&continuation(FIRST, 0)).0, [error(FIRST, HidError::InvalidSequence)]);
    // A new message in the middle of one.
    bench.receive(&first_packet(FIRST, 300));
    assert_eq!(bench.receive(&first_packet(FIRST, 300)).0, [error(FIRST, HidError::InvalidSequence)]);
    assert_eq!(bench.ask(FIRST, HidCommand::Ping, &[1]), (FIRST, HidCommand::Ping, vec![1]));
}

#[test]
fn spurious_continuations_are_ignored() {
    let mut bench = Bench::new();
    assert_eq!(bench.receive(&continuation(FIRST, 0)), (vec![], None));
    bench.receive(&first_packet(FIRST, 116));
    assert_eq!(bench.receive(&continuation(SECOND, 0)), (vec![], None));
    assert_eq!(bench.receive(&continuation(FIRST, 0)).0, [(FIRST, HidCommand::Ping, vec![7; 116])]);
    assert_eq!(bench.receive(&continuation(FIRST, 1)), (vec![], None));
}

#[test]
fn edge06_a_message_that_stalls_times_out_by_itself_and_blocks_no_other_channel() {
    let mut bench = Bench::new();
    bench.receive(&first_packet(FIRST, 300));
    assert_eq!(bench.ask(SECOND, HidCommand::Ping, &[1]), error(SECOND, HidError::ChannelBusy));
    assert_eq!(bench.hid.deadline(), Some(bench.now + Duration::from_millis(500)));
    assert_eq!(bench.tick(Duration::from_millis(499)), []);
    assert_eq!(bench.tick(Duration::from_millis(1)), [error(FIRST, HidError::MessageTimeout)]);
    assert_eq!(bench.ask(SECOND, HidCommand::Ping, &[1]), (SECOND, HidCommand::Ping, vec![1]));
    // What comes late belongs to nothing any more.
    assert_eq!(bench.receive(&continuation(FIRST, 0)), (vec![], None));

    // Without a tick in between: the report that comes too late is answered after the timeout is told.
    bench.receive(&first_packet(FIRST, 300));
    bench.now += Duration::from_secs(2);
    let (messages, _) = bench.send(SECOND, HidCommand::Ping, &[1]);
    assert_eq!(messages, [error(FIRST, HidError::MessageTimeout), (SECOND, HidCommand::Ping, vec![1])]);
}

#[test]
fn edge06_a_slow_message_is_not_a_stalled_one() {
    let mut bench = Bench::new();
    bench.receive(&first_packet(FIRST, 57 + 59 * 3));
    for sequence in 0..2 {
        assert_eq!(bench.tick(Duration::from_millis(400)), []);
        assert_eq!(bench.receive(&continuation(FIRST, sequence)), (vec![], None));
    }
    bench.now += Duration::from_millis(400);
    assert_eq!(bench.receive(&continuation(FIRST, 2)).0.len(), 1);
}

#[test]
fn while_a_request_is_worked_on_others_are_told_that_the_key_is_busy() {
    let mut bench = Bench::new();
    let id = bench.request(FIRST);
    assert_eq!(bench.ask(SECOND, HidCommand::Cbor, &[4]), error(SECOND, HidError::ChannelBusy));
    assert_eq!(bench.ask(FIRST, HidCommand::Cbor, &[4]), error(FIRST, HidError::ChannelBusy));
    // Channels are given out all the same.
    assert_eq!(bench.ask(ChannelId::BROADCAST, HidCommand::Init, &[0; 8]).1, HidCommand::Init);
    assert_eq!(messages(&bench.hid.reply(id, &[0])), [(FIRST, HidCommand::Cbor, vec![0])]);
    assert_eq!(bench.hid.reply(id, &[0]), Vec::<Report>::new());
    bench.request(SECOND);
}

#[test]
fn keepalives_say_what_the_key_waits_for() {
    let keepalive = |status| [(FIRST, HidCommand::Keepalive, vec![status])];
    let mut bench = Bench::new();
    let id = bench.request(FIRST);
    assert_eq!(bench.tick(Duration::from_millis(99)), []);
    assert_eq!(bench.tick(Duration::from_millis(1)), keepalive(1));
    assert_eq!(bench.tick(Duration::from_millis(100)), keepalive(1));
    assert_eq!(messages(&bench.hid.await_touch(id, bench.now)), keepalive(2));
    assert_eq!(bench.tick(Duration::from_millis(100)), keepalive(2));
    bench.hid.resume(id);
    assert_eq!(bench.tick(Duration::from_millis(100)), keepalive(1));
    bench.hid.reply(id, &[0]);
    assert_eq!((bench.tick(Duration::from_secs(1)), bench.hid.deadline()), (vec![], None));
}

#[test]
fn edge04_cancel_is_never_answered_by_the_transport() {
    let mut bench = Bench::new();
    assert_eq!(bench.send(FIRST, HidCommand::Cancel, &[]), (vec![], None));
    let id = bench.request(FIRST);
    assert_eq!(bench.send(SECOND, HidCommand::Cancel, &[]), (vec![], None));
    assert_eq!(bench.send(FIRST, HidCommand::Cancel, &[]), (vec![], Some(Event::Cancel(id))));
    assert_eq!(messages(&bench.hid.reply(id, &[0x2d])), [(FIRST, HidCommand::Cbor, vec![0x2d])]);
    assert_eq!(bench.send(FIRST, HidCommand::Cancel, &[]), (vec![], None));
}

#[test]
fn init_on_a_channel_begins_it_anew() {
    let mut bench = Bench::new();
    // In the middle of a message, which is forgotten.
    bench.receive(&first_packet(FIRST, 300));
    assert_eq!(bench.ask(FIRST, HidCommand::Init, &[5; 8]).2[8..12], FIRST.0.to_be_bytes());
    assert_eq!(bench.ask(SECOND, HidCommand::Ping, &[1]).1, HidCommand::Ping);
    // In the middle of a request, which is aborted; its reply goes nowhere.
    let id = bench.request(FIRST);
    let (messages, event) = bench.send(FIRST, HidCommand::Init, &[5; 8]);
    assert_eq!((messages[0].1, event), (HidCommand::Init, Some(Event::Abort(id))));
    assert_eq!(bench.hid.reply(id, &[0]), Vec::<Report>::new());
    // Another channel's request is left alone.
    let id = bench.request(FIRST);
    assert_eq!(bench.send(SECOND, HidCommand::Init, &[5; 8]).1, None);
    assert!(bench.hid.is_working_on(id));
}
