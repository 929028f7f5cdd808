//! What an engine owes the device side: each command one answer, whatever became of the one before.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::time::{Duration, Instant};

use second_engine::SecondEngine;
use shared::cbor::Map;
use shared::ctap::packet::ChannelId;
use shared::ctap::status::Status;
use virtual_key::{Engine as _, Step, UserAction};

const CHANNEL: ChannelId = ChannelId(1);
const GET_INFO: &[u8] = &[0x04];
const SELECTION: &[u8] = &[0x0b];
/// U2F_VERSION.
const VERSION: &[u8] = &[0, 3, 0, 0, 0, 0, 0];

/// An engine that is powered up, and when that was.
fn engine() -> (SecondEngine, Instant) {
    let (mut engine, now) = (SecondEngine::start().expect("an engine"), Instant::now());
    engine.power_up(now);
    (engine, now)
}

fn register() -> Vec<u8> {
    [&[0, 1, 3, 0, 0, 0, 64][..], &[7; 64], &[0, 0]].concat()
}

/// getInfo's members.
fn info(engine: &mut SecondEngine, now: Instant) -> Map {
    let Step::Reply(reply) = engine.start(CHANNEL, GET_INFO, now) else { panic!("getInfo waits for nobody") };
    assert_eq!(reply[0], Status::Ok.code());
    Map::parse(&reply[1..]).expect("canonical CBOR").expect("a map")
}

#[test]
fn a_command_waits_for_its_user_and_ends_as_they_act() {
    let (mut engine, now) = engine();
    for (action, status) in [
        (UserAction::Touched, Status::Ok),
        (UserAction::Declined, Status::OperationDenied),
        (UserAction::TimedOut, Status::UserActionTimeout),
        (UserAction::Cancelled, Status::KeepaliveCancel),
    ] {
        assert_eq!(engine.start(CHANNEL, SELECTION, now), Step::AwaitTouch(Some(Duration::from_secs(30))));
        assert_eq!(engine.resume(action, now), Step::Reply(vec![status.code()]), "{action:?}");
    }
    // Nobody's any more.
    assert_eq!(engine.resume(UserAction::Touched, now), Step::Reply(vec![Status::NotAllowed.code()]));
}

#[test]
fn a_command_that_nobody_waits_for_is_forgotten() {
    let (mut engine, now) = engine();
    for _ in 0..2 {
        assert!(matches!(engine.start(CHANNEL, SELECTION, now), Step::AwaitTouch(_)));
        info(&mut engine, now);
        assert!(matches!(engine.start(CHANNEL, SELECTION, now), Step::AwaitTouch(_)));
        engine.power_up(now);
        info(&mut engine, now);
        assert!(matches!(engine.start(CHANNEL, SELECTION, now), Step::AwaitTouch(_)));
        assert!(matches!(engine.u2f(VERSION, false, now), Step::Reply(_)));
    }
}

#[test]
fn a_u2f_message_is_answered_at_once_and_uses_its_touch_up() {
    let (mut engine, now) = engine();
    assert_eq!(engine.u2f(VERSION, true, now), Step::Reply(b"U2F_V2\x90\x00".to_vec()));
    assert_eq!(engine.u2f(&register(), false, now), Step::AskAgain(vec![0x69, 0x85]));
    let Step::Touched(reply) = engine.u2f(&register(), true, now) else { panic!("a touch is used up") };
    assert_eq!((reply[0], &reply[reply.len() - 2..]), (5, &[0x90, 0x00][..]));
    assert_eq!(engine.u2f(&[0; 3073], true, now), Step::Reply(vec![0x67, 0x00]));
}

#[test]
fn it_is_of_its_own_model_and_takes_messages_of_the_length_that_it_tells() {
    let (mut engine, now) = engine();
    let info = info(&mut engine, now);
    assert_eq!(info.get(3).and_then(|value| value.as_bytes()), Some(&second_engine::AAGUID[..]));
    let longest = info.get(5).and_then(|value| value.as_u64()).expect("maxMsgSize") as usize;
    let whole = |length| [vec![0x06], vec![0; length - 1]].concat();
    assert_eq!(engine.start(CHANNEL, &whole(longest), now), Step::Reply(vec![Status::InvalidCbor.code()]));
    let longer = engine.start(CHANNEL, &whole(longest + 1), now);
    assert_eq!(longer, Step::Reply(vec![Status::RequestTooLarge.code()]));
}

/// The adapter's own answers to a thread that panicked would be 0x7F, and nothing but 0x7F from then on.
#[test]
fn no_bytes_end_it() {
    let (mut engine, now) = engine();
    let mut state = 7_u32;
    let mut byte = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    for round in 0..4000_u32 {
        let length = usize::from(byte()) % 60;
        let mut message: Vec<u8> = (0..length).map(|_| byte()).collect();
        if round % 4 == 0 {
            let apdu = [vec![0, byte() % 4, byte(), 0], message].concat();
            let _status = engine.u2f(&apdu, round % 8 == 0, now);
            continue;
        }
        // Behind a command, mostly a map with small keys.
        message.insert(0, byte() % 15);
        if let Some(head) = message.get_mut(1) {
            *head = 0xa0 | *head & 0x07;
        }
        if let Step::AwaitTouch(_) = engine.start(CHANNEL, &message, now) {
            engine.resume(UserAction::Declined, now);
        }
    }
    info(&mut engine, now);
}
