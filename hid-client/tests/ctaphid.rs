//! Channels, messages, keepalives and cancel, against keys that get them wrong.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use std::io;
use std::time::{Duration, Instant};

use hid_client::ctap2::{self, Selection};
use hid_client::ctaphid::{CtapHid, Patience};
use hid_client::error::{Error, ErrorKind, ProtocolError};
use hid_client::events::Event;
use hid_client::operation::{Cancellation, Operation};
use hid_client::transport::{MemoryTransport, Transport};
use shared::ctap::commands::{HidCommand, HidError};
use shared::ctap::packet::{ChannelId, Packet, Report, fragment};
use support::{Asked, CHANNEL, PLENTY, Step, keepalive, key, reply, was_cancelled, within, within_unless};

const SOON: Duration = Duration::from_millis(60);

fn exchange(
    timeout: Duration,
    answer: impl FnMut(&Asked) -> Vec<Step> + Send + 'static,
) -> (Result<Vec<u8>, Error>, Vec<Event>, support::Log) {
    let (transport, log) = key(answer);
    let mut hid = open(transport);
    let (result, events) = within(timeout, |operation| hid.cbor(&[4], Patience::Person, operation));
    (result, events, log)
}

/// Allocates a channel, which no short deadline of a test is about.
fn open(transport: Box<dyn Transport>) -> CtapHid {
    within(PLENTY, |operation| CtapHid::open(transport, operation)).0.unwrap()
}

fn reports(channel: ChannelId, command: HidCommand, message: &[u8]) -> Vec<Step> {
    fragment(channel, command.code(), message).unwrap().into_iter().map(Step::Report).collect()
}

fn protocol_error(result: Result<Vec<u8>, Error>) -> String {
    let error = result.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Protocol(_)), "{error:?}");
    error.to_string()
}

#[test]
fn long_messages_travel_whole_in_both_directions() {
    for length in [1, 57, 58, 116, 117, 7609] {
        let (transport, log) = key(|asked| vec![Step::Message(HidCommand::Cbor, asked.payload.clone())]);
        let message: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect();
        let (result, _) =
            within(PLENTY, |operation| CtapHid::open(transport, operation)?.cbor(&message, Patience::Quick, operation));
        assert_eq!(result.unwrap(), message);
        assert_eq!(log.lock().unwrap()[1].payload, message);
    }
}

#[test]
fn a_message_too_long_for_ctaphid_is_not_sent() {
    let (transport, log) = key(|_| Vec::new());
    let (result, _) = within(PLENTY, |operation| {
        CtapHid::open(transport, operation)?.cbor(&vec![0; 7610], Patience::Quick, operation)
    });
    assert!(protocol_error(result).contains("message of 7610 bytes is longer"));
    assert_eq!(log.lock().unwrap().len(), 1);
}

#[test]
fn init_with_another_nonce_is_somebody_elses() {
    let (transport, from_host, to_host) = MemoryTransport::pair();
    let key = std::thread::spawn(move || {
        let report = from_host.recv().unwrap();
        let Packet::Initialization { data, .. } = Packet::parse(&report) else { panic!() };
        let init = |nonce: &[u8], channel: u32| {
            let message = [nonce, &channel.to_be_bytes(), &[2, 0, 0, 0, 4]].concat();
            to_host.send(fragment(ChannelId::BROADCAST, HidCommand::Init.code(), &message).unwrap()[0]).unwrap();
        };
        init(&[0; 8], 0x0bad_0bad);
        init(data, CHANNEL.0);
        from_host.recv().map(|report| Packet::parse(&report).channel())
    });
    let mut hid = open(Box::new(transport));
    assert!(within(SOON, |operation| hid.cbor(&[4], Patience::Quick, operation)).0.is_err());
    drop(hid);
    assert_eq!(key.join().unwrap(), Ok(CHANNEL));
}

#[test]
fn init_must_allocate_a_channel() {
    for channel in [ChannelId::BROADCAST, ChannelId::RESERVED] {
        let (transport, from_host, to_host) = MemoryTransport::pair();
        std::thread::spawn(move || {
            let report = from_host.recv().unwrap();
            let Packet::Initialization { data, .. } = Packet::parse(&report) else { panic!() };
            let message = [data, &channel.0.to_be_bytes(), &[2, 0, 0, 0, 4]].concat();
            to_host.send(fragment(ChannelId::BROADCAST, HidCommand::Init.code(), &message).unwrap()[0]).unwrap();
            let _ = from_host.recv();
        });
        let (result, _) = within(PLENTY, |operation| CtapHid::open(Box::new(transport), operation));
        assert_eq!(result.unwrap_err().to_string(), "protocol error: CTAPHID_INIT: reply without a channel");
    }
}

#[test]
fn edge05_keepalive_cancel_means_cancelled() {
    // By the key itself ...
    let (transport, _) = key(|_| reply(0x2d, &[]));
    let (result, _) =
        within(PLENTY, |operation| ctap2::call(&mut CtapHid::open(transport, operation)?, &Selection, operation));
    assert!(matches!(result.unwrap_err().kind(), ErrorKind::Cancelled));
    // ... and after our own CANCEL, however the key words its end.
    for end in [vec![0x2d], vec![0x01]] {
        let cancellation = Cancellation::new();
        let stop = cancellation.clone();
        let (transport, log) = key(move |asked| {
            if asked.is(HidCommand::Cancel) {
                return vec![Step::Message(HidCommand::Cbor, end.clone())];
            }
            stop.cancel();
            vec![keepalive(1)]
        });
        let (result, _) = within_unless(PLENTY, cancellation, |operation| {
            ctap2::call(&mut CtapHid::open(transport, operation)?, &Selection, operation)
        });
        assert!(matches!(result.unwrap_err().kind(), ErrorKind::Cancelled));
        assert!(was_cancelled(&log));
    }
}

#[test]
fn edge07_packets_of_foreign_channels_are_passed_over() {
    let message: Vec<u8> = (0..200).collect();
    let foreign = ChannelId(0x0a0b_0c0d);
    let expected = message.clone();
    let (result, events, _) = exchange(PLENTY, move |_| {
        let mut steps = reports(foreign, HidCommand::Cbor, &[0x31; 100]);
        steps.extend(reports(foreign, HidCommand::Keepalive, &[2]));
        for step in reports(CHANNEL, HidCommand::Cbor, &message) {
            steps.push(step);
            steps.extend(reports(foreign, HidCommand::Error, &[6]));
            steps.extend(reports(ChannelId::BROADCAST, HidCommand::Init, &[0; 17]));
        }
        steps
    });
    assert_eq!(result.unwrap(), expected);
    assert_eq!(events, []);
}

#[test]
fn edge07_continuations_out_of_order_repeated_or_stray_are_refused() {
    let with = |order: &'static [usize]| {
        let (result, ..) = exchange(PLENTY, move |_| {
            let all = fragment(CHANNEL, HidCommand::Cbor.code(), &[9; 200]).unwrap();
            order.iter().map(|index| Step::Report(all[*index])).collect()
        });
        protocol_error(result)
    };
    assert_eq!(with(&[0, 2]), "protocol error: continuation packet 1 where 0 is next");
    assert_eq!(with(&[0, 1, 1]), "protocol error: continuation packet 0 where 1 is next");
    assert_eq!(with(&[1]), "protocol error: continuation packet without a message");
    assert_eq!(with(&[0, 0]), "protocol error: a new message in the middle of another");
}

#[test]
fn edge07_a_sequence_byte_that_looks_like_keepalive_is_a_sequence() {
    // Continuation 0x3B is the code of KEEPALIVE; the whole message is longer than that.
    let message: Vec<u8> = (0..4000_u32).map(|n| u8::try_from(n % 256).unwrap()).collect();
    let expected = message.clone();
    let (result, events, _) = exchange(PLENTY, move |_| vec![Step::Message(HidCommand::Cbor, message.clone())]);
    assert_eq!(result.unwrap(), expected);
    assert_eq!(events, []);
}

#[test]
fn edge08_a_silent_key_ends_at_the_deadline_with_cancel() {
    let start = Instant::now();
    let (result, _, log) = exchange(SOON, |_| Vec::new());
    assert!(matches!(result.unwrap_err().kind(), ErrorKind::TimedOut));
    assert!(was_cancelled(&log));
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn edge08_endless_keepalives_end_at_the_deadline_with_cancel() {
    let (transport, from_host, to_host) = MemoryTransport::pair();
    let key = std::thread::spawn(move || {
        let mut scripted = support::Scripted::new(|_: &Asked| Vec::new());
        let mut cancelled = false;
        loop {
            while let Ok(report) = from_host.try_recv() {
                cancelled |= matches!(Packet::parse(&report), Packet::Initialization { command: 0x11, .. });
                scripted.take(&report).into_iter().for_each(|report| to_host.send(report).unwrap());
            }
            for report in fragment(CHANNEL, HidCommand::Keepalive.code(), &[1]).unwrap() {
                if to_host.send(report).is_err() {
                    return cancelled;
                }
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    });
    let mut hid = open(Box::new(transport));
    let (result, events) = within(SOON, |operation| hid.cbor(&[4], Patience::Person, operation));
    drop(hid);
    assert!(matches!(result.unwrap_err().kind(), ErrorKind::TimedOut));
    assert_eq!(events, []);
    assert!(key.join().unwrap());
}

/// Reads of `length` bytes, at once and for ever.
struct Odd {
    length: usize,
}

impl Transport for Odd {
    fn write(&mut self, _report: &Report) -> io::Result<()> {
        Ok(())
    }

    fn read(&mut self, _report: &mut Report, _deadline: Instant) -> io::Result<usize> {
        Ok(self.length)
    }
}

#[test]
fn edge08_a_read_of_zero_bytes_is_not_a_report() {
    let (result, _) = within(SOON, |operation| CtapHid::open(Box::new(Odd { length: 0 }), operation));
    assert!(matches!(result.unwrap_err().kind(), ErrorKind::TimedOut));
    let (result, _) = within(PLENTY, |operation| CtapHid::open(Box::new(Odd { length: 63 }), operation));
    let error = result.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Protocol(ProtocolError::ReportLength(63))), "{error:?}");
}

#[test]
fn edge18_touch_is_asked_for_only_on_upneeded_and_once() {
    let (result, events, _) = exchange(PLENTY, |_| {
        let mut steps: Vec<_> = [1, 1, 2, 2, 1, 2, 7].into_iter().map(keepalive).collect();
        steps.extend(reply(0, &[]));
        steps
    });
    assert_eq!(result.unwrap(), [0]);
    assert_eq!(events, [Event::TouchNeeded]);
    let (_, events, _) = exchange(PLENTY, |_| {
        let mut steps = vec![keepalive(1), Step::Message(HidCommand::Keepalive, Vec::new())];
        steps.extend(reply(0, &[]));
        steps
    });
    assert_eq!(events, []);
}

#[test]
fn edge18_cancel_leaves_the_key_quiet_for_the_next_command() {
    let cancellation = Cancellation::new();
    let stop = cancellation.clone();
    let (transport, log) = key(move |asked| match asked.command {
        0x11 => reply(0x2d, &[]),
        _ if asked.payload == [4] => reply(0, &[0xa0]),
        _ => {
            stop.cancel();
            vec![keepalive(2)]
        }
    });
    let mut hid = None;
    let (result, _) = within_unless(PLENTY, cancellation, |operation| {
        hid.insert(CtapHid::open(transport, operation)?).cbor(&[0x0b], Patience::Person, operation)
    });
    assert!(matches!(result.unwrap_err().kind(), ErrorKind::Cancelled));
    assert!(was_cancelled(&log));
    let (result, _) = within(PLENTY, |operation| hid.unwrap().cbor(&[4], Patience::Quick, operation));
    assert_eq!(result.unwrap(), [0, 0xa0]);
}

#[test]
fn a_busy_key_is_waited_for_within_the_deadline() {
    let mut times = 0;
    let (result, events, _) = exchange(PLENTY, move |_| {
        times += 1;
        if times < 3 { vec![Step::Message(HidCommand::Error, vec![6])] } else { reply(0, &[]) }
    });
    assert_eq!(result.unwrap(), [0]);
    assert_eq!(events, [Event::KeyBusy]);
    let (result, ..) = exchange(Duration::from_secs(1), |_| vec![Step::Message(HidCommand::Error, vec![6])]);
    assert!(matches!(result.unwrap_err().kind(), ErrorKind::Hid(HidError::ChannelBusy)));
}

#[test]
fn errors_of_the_transport_are_told_apart() {
    for error in HidError::ALL.iter().filter(|error| **error != HidError::ChannelBusy) {
        let (result, ..) = exchange(PLENTY, move |_| vec![Step::Message(HidCommand::Error, vec![error.code()])]);
        let found = result.unwrap_err();
        assert!(matches!(found.kind(), ErrorKind::Hid(kind) if kind == error), "{found:?}");
    }
    let (result, ..) = exchange(PLENTY, |_| vec![Step::Message(HidCommand::Error, vec![0x55])]);
    assert_eq!(protocol_error(result), "protocol error: CTAPHID_ERROR with unknown code Some(85)");
    let (result, ..) = exchange(PLENTY, |_| vec![Step::Message(HidCommand::Msg, vec![0])]);
    assert_eq!(protocol_error(result), "protocol error: reply to CTAPHID command 0x03 instead of 0x10");
}

#[test]
fn a_key_that_goes_away_is_told_from_a_silent_one() {
    let (transport, from_host, to_host) = MemoryTransport::pair();
    drop((from_host, to_host));
    let (result, _) = within(PLENTY, |operation: &mut Operation<'_>| CtapHid::open(Box::new(transport), operation));
    assert!(matches!(result.unwrap_err().kind(), ErrorKind::Disconnected));
}
