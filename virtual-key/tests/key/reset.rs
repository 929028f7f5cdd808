//! Edge case 13: authenticatorReset and authenticatorSelection (CTAP 2.1 §6.6, §6.9).

use std::time::Duration;

use shared::cbor::Map;
use shared::ctap::commands::Command;
use shared::ctap::status::Status;

use crate::host::{Assertion, Host, Link, Made, TestKey, get_assertion, make_credential, set_pin, token};

const RP: &str = "example.org";

fn reset<L: Link>(host: &mut Host<L>) -> Result<Map, Status> {
    host.call(Command::Reset, &Map::new())
}

#[test]
fn edge13_reset_ends_every_credential_and_the_pin() {
    let mut test = TestKey::new();
    let wrapped = Made::by(&make_credential(RP, b"a"), &mut test.host).unwrap();
    let discoverable = Made::by(&make_credential(RP, b"b").option("rk", true), &mut test.host).unwrap();
    set_pin(&mut test.host, 2, "1234").unwrap();
    let granted = token(&mut test.host, 2, "1234", RP).unwrap();
    test.power_cycle();
    reset(&mut test.host).unwrap();

    for id in [&wrapped.id, &discoverable.id] {
        assert_eq!(get_assertion(RP).list(&[id]).call(&mut test.host), Err(Status::NoCredentials));
    }
    assert_eq!(get_assertion(RP).call(&mut test.host), Err(Status::NoCredentials));
    let status = test.key.status().unwrap();
    assert_eq!((status.pin_set(), status.pin_retries(), status.discoverable_credentials()), (false, 8, 0));
    assert_eq!(token(&mut test.host, 2, "1234", RP), Err(Status::PinNotSet));
    set_pin(&mut test.host, 2, "5678").unwrap();
    assert_eq!(make_credential(RP, b"a").token(2, &granted).call(&mut test.host), Err(Status::PinAuthInvalid));
    // The counter goes on: a relying party must never see it go back.
    let made = Made::by(&make_credential(RP, b"a"), &mut test.host).unwrap();
    assert!(made.auth_data.sign_count > discoverable.auth_data.sign_count);
}

#[test]
fn edge13_reset_is_allowed_for_ten_seconds_after_power_up() {
    let mut test = TestKey::new();
    // Other commands before it are no obstacle; TestKey has sent an INIT already.
    test.host.call(Command::GetInfo, &Map::new()).unwrap();
    let mut other = Host::open(test.key.connect());
    test.clock.advance(Duration::from_secs(10));
    reset(&mut other).unwrap();
    test.clock.advance(Duration::from_millis(1));
    assert_eq!(reset(&mut test.host), Err(Status::NotAllowed));
    test.power_cycle();
    reset(&mut test.host).unwrap();
}

#[test]
fn edge13_a_reset_that_began_in_time_may_be_touched_later() {
    let mut test = TestKey::manual();
    test.clock.advance(Duration::from_secs(9));
    test.host.start(Command::Reset, &Map::new());
    test.host.expect_touch_wanted();
    test.clock.advance(Duration::from_secs(20));
    test.key.touch().unwrap();
    assert!(test.host.reply().is_ok());
}

#[test]
fn a_reset_that_is_not_touched_resets_nothing() {
    let mut test = TestKey::manual();
    set_pin(&mut test.host, 2, "1234").unwrap();
    test.host.start(Command::Reset, &Map::new());
    test.host.expect_touch_wanted();
    test.key.deny().unwrap();
    assert_eq!(test.host.reply(), Err(Status::OperationDenied));
    assert!(test.key.status().unwrap().pin_set());
}

#[test]
fn reset_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let start = || TestKey::build(|builder| builder.state_file(folder.path().join("key")));
    let mut test = start();
    let made = Made::by(&make_credential(RP, b"a").option("rk", true), &mut test.host).unwrap();
    drop(test);
    let mut test = start();
    assert!(Assertion::by(&get_assertion(RP), &mut test.host).unwrap().is_by(&made.public_key));
    reset(&mut test.host).unwrap();
    drop(test);
    assert_eq!(get_assertion(RP).call(&mut start().host), Err(Status::NoCredentials));
}

#[test]
fn selection_is_a_touch_and_nothing_else() {
    let mut test = TestKey::manual();
    test.host.start(Command::Selection, &Map::new());
    test.host.expect_touch_wanted();
    test.key.touch().unwrap();
    assert_eq!(test.host.reply(), Ok(Map::new()));
}
