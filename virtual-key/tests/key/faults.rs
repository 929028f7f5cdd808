//! A key that was told to misbehave. What hosts and servers make of each fault is tried where there are hosts and servers.

use std::time::Duration;

use shared::authenticator_data::Flags;
use shared::cbor::Map;
use shared::ctap::commands::{Command, HidCommand};
use shared::ctap::packet::Report;
use shared::ctap::status::Status;
use virtual_key::{Fault, FaultScript, VirtualKeyBuilder, When};

use crate::host::{Made, TestKey, make_credential};

const RP: &str = "example.org";

fn with(fault: Fault, when: When) -> impl FnOnce(VirtualKeyBuilder) -> VirtualKeyBuilder {
    move |builder| builder.faults(script(fault, when))
}

fn script(fault: Fault, when: When) -> FaultScript {
    let mut script = FaultScript::new();
    script.add(fault, when);
    script
}

/// authenticatorGetInfo as raw CBOR.
fn info(test: &mut TestKey) -> Vec<u8> {
    test.host.send(HidCommand::Cbor, &[Command::GetInfo.code()]);
    let (command, reply) = test.host.message().unwrap();
    assert_eq!((command, reply[0]), (HidCommand::Cbor, 0));
    reply[1..].to_vec()
}

/// Lets time pass until the key sends a report of this kind. The key works on threads of its own: time counts for them only
/// once they have got there.
fn until_it_sends(test: &mut TestKey, command: HidCommand, step: Duration) {
    let is_wanted = |report: &Report| report[4] == command.code() | 0x80;
    while !test.host.link.recv(Duration::from_millis(20)).unwrap().as_ref().is_some_and(is_wanted) {
        test.clock.advance(step);
    }
}

#[test]
fn a_fault_is_for_one_command_or_for_all() {
    let mut test = TestKey::build(with(Fault::TrailingBytes, When::Command(2)));
    let right = info(&mut test);
    assert_eq!(info(&mut test), [right.clone(), vec![0]].concat());
    assert_eq!(info(&mut test), right);
    test.key.misbehave(script(Fault::TrailingBytes, When::Always));
    for _ in 0..2 {
        assert_eq!(info(&mut test).len(), right.len() + 1);
    }
    test.key.behave();
    assert_eq!(info(&mut test), right);
}

#[test]
fn what_is_signed_is_what_is_stated() {
    let mut test = TestKey::build(with(Fault::UserNotPresent, When::Command(1)));
    let reply = make_credential(RP, b"a").call(&mut test.host).unwrap();
    assert_eq!(reply.get(2).unwrap().as_bytes().unwrap()[32] & Flags::UP.0, 0);
    assert!(Made::by(&make_credential(RP, b"a"), &mut test.host).unwrap().auth_data.flags.contains(Flags::UP));
}

#[test]
fn nobody_touches_the_key_in_time() {
    let mut test = TestKey::build(with(Fault::NoTouch, When::Command(1)));
    make_credential(RP, b"a").start(&mut test.host);
    test.host.expect_touch_wanted();
    test.clock.advance(Duration::from_secs(30));
    assert_eq!(test.host.reply(), Err(Status::OperationDenied));
    make_credential(RP, b"a").call(&mut test.host).unwrap();
}

#[test]
fn a_slow_touch_is_one() {
    let mut test = TestKey::build(with(Fault::SlowTouch, When::Always));
    make_credential(RP, b"a").start(&mut test.host);
    test.host.expect_touch_wanted();
    test.clock.advance(Duration::from_secs(2));
    assert!(test.host.reply().is_ok());
}

#[test]
fn a_late_reply_comes() {
    let mut test = TestKey::build(with(Fault::DelayReply, When::Command(1)));
    test.host.start(Command::GetInfo, &Map::new());
    until_it_sends(&mut test, HidCommand::Cbor, Duration::from_secs(2));
}

#[test]
fn a_key_that_is_stuck_is_free_once_it_behaves() {
    let mut test = TestKey::build(with(Fault::EndlessKeepalive, When::Always));
    test.host.start(Command::GetInfo, &Map::new());
    for _ in 0..3 {
        until_it_sends(&mut test, HidCommand::Keepalive, Duration::from_millis(100));
    }
    test.key.behave();
    // The reply itself, if the authenticator was still at work on it.
    assert!(matches!(test.host.reply(), Err(Status::KeepaliveCancel) | Ok(_)));
    assert!(test.host.call(Command::GetInfo, &Map::new()).is_ok());
}
