//! The persistentPinUvAuthToken: listing credentials without asking for the PIN each time (CTAP 2.2 §6.5.2.2, §6.8).

use std::time::Duration;

use shared::cbor::Map;
use shared::ctap::commands::{Command, Permissions};
use shared::ctap::status::Status;

use crate::host::management::{Manager, id_of};
use crate::host::{
    Host, Link, Made, PROTOCOLS, TestKey, change_pin, get_assertion, make_credential, set_pin, token, token_of,
};

const RP: &str = "example.org";
const PIN: &str = "1234";

fn with_a_credential() -> (TestKey, Made) {
    let mut test = TestKey::new();
    let made = add_credential(&mut test.host);
    (test, made)
}

/// Sets the PIN, and makes a credential with it.
fn add_credential<L: Link>(host: &mut Host<L>) -> Made {
    set_pin(host, 2, PIN).unwrap();
    let granted = token(host, 2, PIN, RP).unwrap();
    Made::by(&make_credential(RP, b"anna").option("rk", true).token(2, &granted), host).unwrap()
}

#[test]
fn it_reads_everything_and_changes_nothing() {
    let (mut test, made) = with_a_credential();
    for protocol in PROTOCOLS {
        let reader = Manager::reader(&mut test.host, protocol, PIN);
        assert_eq!(reader.metadata(&mut test.host), Ok((1, 127)));
        assert_eq!(reader.rp_ids(&mut test.host).unwrap(), [RP]);
        let told = reader.credentials(&mut test.host, RP).unwrap();
        assert_eq!(told.iter().map(id_of).collect::<Vec<_>>(), std::slice::from_ref(&made.id));
        assert_eq!(reader.delete(&mut test.host, &made.id), Err(Status::PinAuthInvalid));
        let user = Map::new().with("id", b"anna".as_slice());
        assert_eq!(reader.update(&mut test.host, &made.id, user), Err(Status::PinAuthInvalid));
        let request = get_assertion(RP).token(protocol, &reader.token);
        assert_eq!(request.call(&mut test.host), Err(Status::PinAuthInvalid));
    }
}

#[test]
fn it_is_the_same_until_the_pin_changes() {
    let (mut test, _) = with_a_credential();
    let reader = Manager::reader(&mut test.host, 2, PIN);
    assert_eq!(Manager::reader(&mut test.host, 1, PIN).token, reader.token);
    // Neither time nor touches nor the power end it.
    test.clock.advance(Duration::from_secs(86_400));
    test.power_cycle();
    assert_eq!(reader.metadata(&mut test.host), Ok((1, 127)));
    assert_eq!(Manager::reader(&mut test.host, 2, PIN).token, reader.token);

    change_pin(&mut test.host, 2, PIN, "5678").unwrap();
    assert_eq!(reader.metadata(&mut test.host), Err(Status::PinAuthInvalid));
    let renewed = Manager::reader(&mut test.host, 2, "5678");
    assert_ne!(renewed.token, reader.token);
    assert_eq!(renewed.metadata(&mut test.host), Ok((1, 127)));
}

#[test]
fn it_survives_a_restart_and_ends_with_a_reset() {
    let folder = tempfile::tempdir().unwrap();
    let start = || TestKey::build(|builder| builder.state_file(folder.path().join("key")));
    let mut test = start();
    add_credential(&mut test.host);
    let reader = Manager::reader(&mut test.host, 2, PIN);
    drop(test);
    let mut test = start();
    assert_eq!(reader.metadata(&mut test.host), Ok((1, 127)));
    test.host.call(Command::Reset, &Map::new()).unwrap();
    set_pin(&mut test.host, 2, PIN).unwrap();
    assert_eq!(reader.metadata(&mut test.host), Err(Status::PinAuthInvalid));
}

#[test]
fn it_leaves_a_token_of_this_power_cycle_alone() {
    let (mut test, made) = with_a_credential();
    let manager = Manager::new(&mut test.host, 2, PIN, None);
    Manager::reader(&mut test.host, 2, PIN);
    manager.delete(&mut test.host, &made.id).unwrap();
}

#[test]
fn it_is_bound_to_no_relying_party_and_comes_alone() {
    let (mut test, _) = with_a_credential();
    let read = Permissions::PERSISTENT_CREDENTIAL_MANAGEMENT_READ_ONLY;
    let request = Map::new().with(9, read.0).with(10, "example.com");
    let reader = Manager { protocol: 2, token: token_of(&mut test.host, 2, PIN, &request).unwrap() };
    assert_eq!(reader.rp_ids(&mut test.host).unwrap(), [RP]);
    for other in [Permissions::CREDENTIAL_MANAGEMENT, Permissions::GET_ASSERTION] {
        let request = Map::new().with(9, (read | other).0).with(10, RP);
        assert_eq!(token_of(&mut test.host, 2, PIN, &request), Err(Status::UnauthorizedPermission));
    }
}

#[test]
fn it_costs_a_try_like_any_other() {
    let (mut test, _) = with_a_credential();
    let request = Map::new().with(9, Permissions::PERSISTENT_CREDENTIAL_MANAGEMENT_READ_ONLY.0);
    assert_eq!(token_of(&mut test.host, 2, "wrong", &request), Err(Status::PinInvalid));
    assert_eq!(test.key.status().unwrap().pin_retries(), 7);
    token_of(&mut test.host, 2, PIN, &request).unwrap();
    assert_eq!(test.key.status().unwrap().pin_retries(), 8);
}
