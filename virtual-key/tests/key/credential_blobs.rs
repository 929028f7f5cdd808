//! The extensions credBlob and largeBlobKey (CTAP 2.1 §12.2, §12.3).

use shared::cbor::{Map, Value};
use shared::ctap::status::Status;

use crate::host::management::Manager;
use crate::host::{Assertion, Made, Request, TestKey, get_assertion, make_credential, set_pin, token};

const RP: &str = "example.org";

fn creation(discoverable: bool) -> Request {
    make_credential(RP, b"a").option("rk", discoverable)
}

fn output(extensions: &Option<Map>, name: &str) -> Option<Value> {
    extensions.as_ref()?.get(name).cloned()
}

#[test]
fn a_credential_keeps_its_blob() {
    let mut host = TestKey::new();
    for blob in [vec![], vec![7; 64]] {
        let made = Made::by(&creation(true).extension("credBlob", blob.clone()), &mut host).unwrap();
        assert_eq!(output(&made.auth_data.extensions, "credBlob"), Some(Value::Bool(true)));
        let asked = get_assertion(RP).list(&[&made.id]).extension("credBlob", true);
        let assertion = Assertion::by(&asked, &mut host).unwrap();
        assert_eq!(output(&assertion.auth_data.extensions, "credBlob"), Some(Value::Bytes(blob)));
        assert!(assertion.is_by(&made.public_key));
        // Only for who asks.
        for quiet in [get_assertion(RP), get_assertion(RP).extension("credBlob", false)] {
            assert_eq!(Assertion::by(&quiet, &mut host).unwrap().auth_data.extensions, None);
        }
    }
}

#[test]
fn a_blob_that_cannot_be_kept_is_said_not_to_be() {
    let mut host = TestKey::new();
    for (discoverable, length) in [(true, 65), (false, 64), (false, 65)] {
        let made = Made::by(&creation(discoverable).extension("credBlob", vec![7; length]), &mut host).unwrap();
        assert_eq!(output(&made.auth_data.extensions, "credBlob"), Some(Value::Bool(false)));
        let asked = get_assertion(RP).list(&[&made.id]).extension("credBlob", true);
        let assertion = Assertion::by(&asked, &mut host).unwrap();
        assert_eq!(output(&assertion.auth_data.extensions, "credBlob"), Some(Value::Bytes(vec![])));
    }
    let wrong = creation(true).extension("credBlob", true);
    assert_eq!(wrong.call(&mut host), Err(Status::CborUnexpectedType));
}

#[test]
fn the_large_blob_key_is_the_credentials_and_unsigned() {
    let mut host = TestKey::new();
    set_pin(&mut host, 2, "1234").unwrap();
    let with_pin = token(&mut host, 2, "1234", RP).unwrap();
    let made = Made::by(&creation(true).extension("largeBlobKey", true).token(2, &with_pin), &mut host).unwrap();
    assert_eq!(made.auth_data.extensions, None);
    let key = made.reply.get(5).unwrap().as_bytes().unwrap().to_vec();
    assert_eq!(key.len(), 32);

    let asked = get_assertion(RP).list(&[&made.id]).extension("largeBlobKey", true);
    let assertion = Assertion::by(&asked, &mut host).unwrap();
    assert_eq!(assertion.reply.get(7).unwrap().as_bytes(), Some(key.as_slice()));
    assert_eq!(assertion.auth_data.extensions, None);
    assert_eq!(Assertion::by(&get_assertion(RP), &mut host).unwrap().reply.get(7), None);

    let with_pin = token(&mut host, 2, "1234", RP).unwrap();
    let plain = Made::by(&creation(true).user("id", vec![2]).token(2, &with_pin), &mut host).unwrap();
    assert_eq!(plain.reply.get(5), None);
    let asked = get_assertion(RP).list(&[&plain.id]).extension("largeBlobKey", true);
    assert_eq!(Assertion::by(&asked, &mut host).unwrap().reply.get(7), None);

    // §6.8.4: management tells it too.
    let told = Manager::new(&mut host, 2, "1234", None).credentials(&mut host, RP).unwrap();
    let keys: Vec<_> = told.iter().map(|told| told.get(0x0b).and_then(Value::as_bytes)).collect();
    assert_eq!(keys, [Some(key.as_slice()), None]);
}

#[test]
fn a_large_blob_key_is_for_credentials_that_the_key_keeps() {
    let mut host = TestKey::new();
    for request in [
        creation(false).extension("largeBlobKey", true),
        creation(true).extension("largeBlobKey", false),
        make_credential(RP, b"a").extension("largeBlobKey", true),
    ] {
        assert_eq!(request.call(&mut host), Err(Status::InvalidOption));
    }
    creation(true).call(&mut host).unwrap();
    let request = get_assertion(RP).extension("largeBlobKey", false);
    assert_eq!(request.call(&mut host), Err(Status::InvalidOption));
}
