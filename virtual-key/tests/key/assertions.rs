//! authenticatorGetAssertion and authenticatorGetNextAssertion (CTAP 2.1 §6.2, §6.3).

use std::time::Duration;

use shared::cbor::{Map, Value};
use shared::ctap::commands::Command;
use shared::ctap::status::Status;

use crate::host::{Assertion, Host, Link, Made, TestKey, get_assertion, make_credential, set_pin, token};

const RP: &str = "example.org";

fn next<L: Link>(host: &mut Host<L>) -> Result<Assertion, Status> {
    host.call(Command::GetNextAssertion, &Map::new()).map(|reply| Assertion::read(&reply))
}

/// Three accounts, made with the PIN when there is one.
fn accounts<L: Link>(host: &mut Host<L>, pin: Option<&str>) -> Vec<Made> {
    let account = |name: &str| {
        let mut request = make_credential(RP, name.as_bytes()).user("name", name).option("rk", true);
        if let Some(pin) = pin {
            request = request.token(2, &token(host, 2, pin, RP).unwrap());
        }
        Made::by(&request, host).unwrap()
    };
    ["anna", "bo", "cilla"].map(account).into_iter().collect()
}

#[test]
fn accounts_come_most_recent_first_with_nothing_but_their_id() {
    let mut host = TestKey::new();
    let made = accounts(&mut host, None);
    let first = Assertion::by(&get_assertion(RP), &mut host).unwrap();
    assert_eq!(first.reply.get(5), Some(&Value::from(3)));
    let rest = [next(&mut host).unwrap(), next(&mut host).unwrap()];
    assert_eq!(next(&mut host).unwrap_err(), Status::NotAllowed);
    let all = [&first, &rest[0], &rest[1]];
    for ((assertion, made), user) in all.into_iter().zip(made.iter().rev()).zip(["cilla", "bo", "anna"]) {
        assert_eq!(assertion.id, made.id);
        assert!(assertion.is_by(&made.public_key));
        assert_eq!(assertion.user("id").unwrap(), user.as_bytes());
        assert_eq!(assertion.user("name"), None);
    }
    assert!(rest.iter().all(|assertion| assertion.reply.get(5).is_none()));
    assert!(first.auth_data.sign_count < rest[0].auth_data.sign_count);
    assert!(rest[0].auth_data.sign_count < rest[1].auth_data.sign_count);
}

#[test]
fn names_are_disclosed_to_a_verified_user_who_has_to_choose() {
    let mut host = TestKey::new();
    set_pin(&mut host, 2, "1234").unwrap();
    let made = accounts(&mut host, Some("1234"));
    let with_pin = token(&mut host, 2, "1234", RP).unwrap();
    let assertion = Assertion::by(&get_assertion(RP).token(2, &with_pin), &mut host).unwrap();
    assert_eq!(assertion.user("name").unwrap(), b"cilla");
    assert_eq!(next(&mut host).unwrap().user("name").unwrap(), b"bo");
    // One credential, named by the host: there is nothing to choose.
    let with_pin = token(&mut host, 2, "1234", RP).unwrap();
    let request = get_assertion(RP).list(&[&made[0].id]).token(2, &with_pin);
    let assertion = Assertion::by(&request, &mut host).unwrap();
    assert_eq!((assertion.user("id").unwrap(), assertion.user("name")), (b"anna".to_vec(), None));
    assert_eq!(assertion.reply.get(5), None);
}

#[test]
fn get_next_assertion_has_its_order_and_its_time() {
    let mut test = TestKey::new();
    accounts(&mut test.host, None);
    assert_eq!(next(&mut test.host).unwrap_err(), Status::NotAllowed);

    // Thirty seconds from the last one, not from the first.
    get_assertion(RP).call(&mut test.host).unwrap();
    test.clock.advance(Duration::from_secs(29));
    next(&mut test.host).unwrap();
    test.clock.advance(Duration::from_secs(29));
    next(&mut test.host).unwrap();

    get_assertion(RP).call(&mut test.host).unwrap();
    test.clock.advance(Duration::from_secs(31));
    assert_eq!(next(&mut test.host).unwrap_err(), Status::NotAllowed);

    // Any other command ends the row.
    get_assertion(RP).call(&mut test.host).unwrap();
    test.host.call(Command::GetInfo, &Map::new()).unwrap();
    assert_eq!(next(&mut test.host).unwrap_err(), Status::NotAllowed);

    // So does a power cycle.
    get_assertion(RP).call(&mut test.host).unwrap();
    test.power_cycle();
    assert_eq!(next(&mut test.host).unwrap_err(), Status::NotAllowed);

    // And it is of no use to another host.
    let mut other = Host::open(test.key.connect());
    get_assertion(RP).call(&mut test.host).unwrap();
    assert_eq!(next(&mut other).unwrap_err(), Status::NotAllowed);
    assert_eq!(next(&mut test.host).unwrap_err(), Status::NotAllowed);
}

#[test]
fn without_a_credential_there_is_nothing_to_sign_with() {
    let mut host = TestKey::new();
    assert_eq!(get_assertion(RP).call(&mut host), Err(Status::NoCredentials));
    let wrapped = Made::by(&make_credential(RP, b"a"), &mut host).unwrap();
    // A wrapped credential is found by its id only, and at its relying party only.
    assert_eq!(get_assertion(RP).call(&mut host), Err(Status::NoCredentials));
    assert_eq!(get_assertion("example.com").list(&[&wrapped.id]).call(&mut host), Err(Status::NoCredentials));
    let assertion = Assertion::by(&get_assertion(RP).list(&[&[0; 97][..], &wrapped.id]), &mut host).unwrap();
    assert_eq!((&assertion.id, assertion.user("id")), (&wrapped.id, None));
    // Another key's credential is foreign.
    assert_eq!(get_assertion(RP).list(&[&wrapped.id]).call(&mut TestKey::new().host), Err(Status::NoCredentials));
}

#[test]
fn an_empty_allow_list_counts_as_none() {
    let mut host = TestKey::new();
    accounts(&mut host, None);
    let request = get_assertion(RP).list::<&[u8]>(&[]);
    assert_eq!(Assertion::by(&request, &mut host).unwrap().reply.get(5), Some(&Value::from(3)));
}

#[test]
fn a_descriptor_of_another_type_denotes_nothing() {
    let mut host = TestKey::new();
    let made = Made::by(&make_credential(RP, b"a"), &mut host).unwrap();
    let descriptor = Value::Map(Map::new().with("id", made.id.as_slice()).with("type", "private-key"));
    assert_eq!(get_assertion(RP).with(3, vec![descriptor]).call(&mut host), Err(Status::NoCredentials));
}

#[test]
fn options_are_refused_as_the_standard_says() {
    let mut host = TestKey::new();
    let made = Made::by(&make_credential(RP, b"a"), &mut host).unwrap();
    let request = get_assertion(RP).list(&[&made.id]);
    for rk in [true, false] {
        assert_eq!(request.clone().option("rk", rk).call(&mut host), Err(Status::UnsupportedOption));
    }
    assert_eq!(request.clone().option("uv", true).call(&mut host), Err(Status::InvalidOption));
    let silent = Assertion::by(&request.option("up", false), &mut host).unwrap();
    assert!(!silent.user_present() && silent.is_by(&made.public_key));
}
