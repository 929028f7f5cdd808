//! Waiting for the user: touch, refusal, time, CANCEL.

use std::time::Duration;

use shared::cbor::Map;
use shared::ctap::commands::{Command, HidCommand};
use shared::ctap::status::Status;
use virtual_key::{NothingWaits, Presence};

use crate::host::{Host, TestKey, get_assertion, make_credential, set_pin, token};

const RP: &str = "example.org";

#[test]
fn a_touch_counts_only_when_it_is_asked_for() {
    let mut test = TestKey::manual();
    assert_eq!(test.key.touch(), Err(NothingWaits));
    make_credential(RP, b"a").start(&mut test.host);
    test.host.expect_touch_wanted();
    assert!(test.key.status().unwrap().waiting_for_touch);
    test.key.touch().unwrap();
    assert!(test.host.reply().is_ok());
    assert_eq!(test.key.touch(), Err(NothingWaits));
}

#[test]
fn somebody_can_stand_ready_to_touch() {
    let mut test = TestKey::manual();
    assert_eq!(test.key.touch_within(Duration::ZERO), Err(NothingWaits));
    std::thread::scope(|scope| {
        let host = &mut test.host;
        let made = scope.spawn(|| make_credential(RP, b"a").call(host));
        assert_eq!(test.key.touch_within(crate::host::WAIT), Ok(()));
        assert!(made.join().unwrap().is_ok());
    });
    // The one who left at once has not touched anything: the next command waits.
    test.host.start(Command::Selection, &Map::new());
    test.host.expect_touch_wanted();
    assert_eq!(test.key.touch_within(crate::host::WAIT), Ok(()));
    assert!(test.host.reply().is_ok());
}

#[test]
fn a_keepalive_comes_every_100_ms() {
    let mut test = TestKey::manual();
    test.host.start(Command::Selection, &Map::new());
    test.host.expect_touch_wanted();
    for _ in 0..5 {
        test.clock.advance(Duration::from_millis(100));
        test.host.expect_touch_wanted();
    }
    test.clock.advance(Duration::from_millis(99));
    // Had there been a keepalive, the reply would not be what comes first.
    test.key.touch().unwrap();
    assert_eq!(test.host.message(), Some((HidCommand::Cbor, vec![0])));
}

#[test]
fn each_command_says_in_its_way_that_nobody_touched() {
    for (command, request, declined, timed_out) in [
        (Command::MakeCredential, make_credential(RP, b"a").map, Status::OperationDenied, Status::OperationDenied),
        (Command::Selection, Map::new(), Status::OperationDenied, Status::UserActionTimeout),
        (Command::Reset, Map::new(), Status::OperationDenied, Status::UserActionTimeout),
    ] {
        let mut test = TestKey::manual();
        test.host.start(command, &request);
        test.host.expect_touch_wanted();
        test.key.deny().unwrap();
        assert_eq!(test.host.reply(), Err(declined), "{command:?}");

        test.host.start(command, &request);
        test.host.expect_touch_wanted();
        test.clock.advance(Duration::from_secs(30));
        assert_eq!(test.host.reply(), Err(timed_out), "{command:?}");
        assert_eq!(test.key.status().unwrap().sign_count(), 0);
    }
}

#[test]
fn presence_deny_declines_by_itself() {
    let mut test = TestKey::build(|builder| builder.presence(Presence::Deny));
    assert_eq!(test.host.call(Command::Selection, &Map::new()), Err(Status::OperationDenied));
    assert_eq!(make_credential(RP, b"a").call(&mut test.host), Err(Status::OperationDenied));
}

#[test]
fn edge03_a_zero_length_param_wants_a_touch_and_then_says_whether_there_is_a_pin() {
    for pin in [false, true] {
        let mut test = TestKey::manual();
        if pin {
            set_pin(&mut test.host, 2, "1234").unwrap();
        }
        let expected = if pin { Status::PinInvalid } else { Status::PinNotSet };
        for request in [make_credential(RP, b"a"), get_assertion(RP)] {
            // With a protocol, and without one.
            for request in [request.clone().param(2, [0; 0]), request.clone().param(2, [0; 0]).without(9).without(7)] {
                request.start(&mut test.host);
                test.host.expect_touch_wanted();
                test.key.touch().unwrap();
                assert_eq!(test.host.reply(), Err(expected));
                request.start(&mut test.host);
                test.host.expect_touch_wanted();
                test.key.deny().unwrap();
                assert_eq!(test.host.reply(), Err(Status::OperationDenied));
            }
        }
    }
}

#[test]
fn edge14_an_excluded_credential_is_told_only_after_the_touch_whatever_it_is() {
    let mut test = TestKey::manual();
    let request = make_credential(RP, b"a");
    request.start(&mut test.host);
    test.host.expect_touch_wanted();
    test.key.touch().unwrap();
    let reply = test.host.reply().unwrap();
    let auth_data = reply.get(2).unwrap().as_bytes().unwrap();
    let auth_data = shared::authenticator_data::AuthenticatorData::parse(auth_data).unwrap();
    let id = auth_data.attested_credential_data.unwrap().credential_id;
    let request = request.list(&[id.as_bytes()]);
    for end in ["touch", "deny", "wait"] {
        request.start(&mut test.host);
        test.host.expect_touch_wanted();
        match end {
            "touch" => test.key.touch().unwrap(),
            "deny" => test.key.deny().unwrap(),
            _ => test.clock.advance(Duration::from_secs(30)),
        }
        assert_eq!(test.host.reply(), Err(Status::CredentialExcluded), "{end}");
    }
}

#[test]
fn a_request_without_a_credential_asks_for_no_touch() {
    let mut test = TestKey::manual();
    assert_eq!(get_assertion(RP).call(&mut test.host), Err(Status::NoCredentials));
}

#[test]
fn edge04_cancel_ends_the_pending_command_once() {
    let mut test = TestKey::manual();
    for _ in 0..3 {
        make_credential(RP, b"a").start(&mut test.host);
        test.host.expect_touch_wanted();
        test.host.send(HidCommand::Cancel, &[]);
        assert_eq!(test.host.message(), Some((HidCommand::Cbor, vec![Status::KeepaliveCancel.code()])));
        // The second one has nothing to end, and gets no reply; what follows is answered as ever, not with BUSY.
        test.host.send(HidCommand::Cancel, &[]);
        test.host.send(HidCommand::Init, &[7; 8]);
        assert_eq!(test.host.message().unwrap().0, HidCommand::Init);
        assert!(Host::open(test.key.connect()).call(Command::GetInfo, &Map::new()).is_ok());
    }
    assert_eq!(test.key.status().unwrap().sign_count(), 0);
}

#[test]
fn edge04_cancel_is_heard_while_the_key_still_works_on_the_command() {
    let mut test = TestKey::manual();
    for _ in 0..20 {
        // The CANCEL is right behind the request: it may come before the key knows that it needs a touch.
        make_credential(RP, b"a").start(&mut test.host);
        test.host.send(HidCommand::Cancel, &[]);
        assert_eq!(test.host.reply(), Err(Status::KeepaliveCancel));
    }
}

#[test]
fn edge04_cancel_of_another_host_ends_nothing() {
    let mut test = TestKey::manual();
    let mut other = Host::open(test.key.connect());
    test.host.start(Command::Selection, &Map::new());
    test.host.expect_touch_wanted();
    other.send(HidCommand::Cancel, &[]);
    // In order behind the CANCEL: once it is answered, the CANCEL has had its chance.
    other.send(HidCommand::Init, &[7; 8]);
    assert_eq!(other.message().unwrap().0, HidCommand::Init);
    test.key.touch().unwrap();
    assert!(test.host.reply().is_ok());
}

#[test]
fn edge04_a_cancelled_token_can_be_used_again() {
    let mut test = TestKey::manual();
    set_pin(&mut test.host, 2, "1234").unwrap();
    let granted = token(&mut test.host, 2, "1234", RP).unwrap();
    let request = make_credential(RP, b"a").token(2, &granted);
    request.start(&mut test.host);
    test.host.expect_touch_wanted();
    test.host.send(HidCommand::Cancel, &[]);
    assert_eq!(test.host.reply(), Err(Status::KeepaliveCancel));
    request.start(&mut test.host);
    test.host.expect_touch_wanted();
    test.key.touch().unwrap();
    assert!(test.host.reply().is_ok());
}

#[test]
fn init_on_its_own_channel_forgets_the_command_without_a_reply() {
    let mut test = TestKey::manual();
    test.host.start(Command::Selection, &Map::new());
    test.host.expect_touch_wanted();
    test.host.send(HidCommand::Init, &[9; 8]);
    let (command, answer) = test.host.message().unwrap();
    assert_eq!((command, &answer[..8]), (HidCommand::Init, &[9; 8][..]));
    assert_eq!(answer[8..12], test.host.channel.0.to_be_bytes());
    assert_eq!(test.key.touch(), Err(NothingWaits));
    assert!(test.host.call(Command::GetInfo, &Map::new()).is_ok());
}

#[test]
fn pulling_the_plug_ends_the_wait_and_closes_the_handles() {
    let mut test = TestKey::manual();
    test.host.start(Command::Selection, &Map::new());
    test.host.expect_touch_wanted();
    test.key.unplug();
    assert_eq!(test.key.touch(), Err(NothingWaits));
    assert!(test.host.message().is_none());
    assert!(!test.key.status().unwrap().plugged);
    // Nobody can connect to a key that is not there.
    assert!(test.key.connect().recv(crate::host::WAIT).is_err());
    test.key.plug();
    let mut host = Host::open(test.key.connect());
    assert!(host.call(Command::GetInfo, &Map::new()).is_ok());
}

#[test]
fn a_slow_user_is_no_slower_than_the_time_that_the_test_set() {
    let mut test = TestKey::build(|builder| builder.presence(Presence::Manual).touch_timeout(Duration::from_secs(5)));
    test.host.start(Command::Selection, &Map::new());
    test.host.expect_touch_wanted();
    test.clock.advance(Duration::from_secs(5));
    assert_eq!(test.host.reply(), Err(Status::UserActionTimeout));
}
