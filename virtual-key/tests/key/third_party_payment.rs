//! The extension thirdPartyPayment (CTAP 2.2): whether others than its relying party may ask for a payment with a credential.

use shared::cbor::Value;
use shared::ctap::status::Status;

use crate::host::management::Manager;
use crate::host::{Assertion, Made, TestKey, get_assertion, make_credential, set_pin, token};

const RP: &str = "bank.example";

#[test]
fn it_is_kept_and_said_to_whoever_asks() {
    let mut host = TestKey::new();
    for discoverable in [true, false] {
        for wanted in [Some(true), Some(false), None] {
            let mut creation = make_credential(RP, b"a").option("rk", discoverable);
            if let Some(wanted) = wanted {
                creation = creation.extension("thirdPartyPayment", wanted);
            }
            let made = Made::by(&creation, &mut host).unwrap();
            assert_eq!(made.auth_data.extensions, None, "it has no output before a signature");
            let asked = get_assertion(RP).list(&[&made.id]).extension("thirdPartyPayment", true);
            let assertion = Assertion::by(&asked, &mut host).unwrap();
            let output = assertion.auth_data.extensions.as_ref().and_then(|outputs| outputs.get("thirdPartyPayment"));
            assert_eq!(output, Some(&Value::Bool(wanted == Some(true))), "discoverable: {discoverable}, {wanted:?}");
            assert!(assertion.is_by(&made.public_key));
            for quiet in [get_assertion(RP), get_assertion(RP).extension("thirdPartyPayment", false)] {
                let quiet = Assertion::by(&quiet.list(&[&made.id]), &mut host).unwrap();
                assert_eq!(quiet.auth_data.extensions, None);
            }
        }
    }
    let wrong = make_credential(RP, b"a").extension("thirdPartyPayment", 1);
    assert_eq!(wrong.call(&mut host), Err(Status::CborUnexpectedType));
}

#[test]
fn a_list_of_credentials_says_it() {
    let mut host = TestKey::new();
    set_pin(&mut host, 2, "1234").unwrap();
    for (user, wanted) in [(b"a", true), (b"b", false)] {
        let with_pin = token(&mut host, 2, "1234", RP).unwrap();
        let creation = make_credential(RP, user).option("rk", true).extension("thirdPartyPayment", wanted);
        Made::by(&creation.token(2, &with_pin), &mut host).unwrap();
    }
    let listed = Manager::new(&mut host, 2, "1234", None).credentials(&mut host, RP).unwrap();
    let said: Vec<_> = listed.iter().map(|credential| credential.get(0x0c).cloned()).collect();
    assert_eq!(said, [Some(Value::Bool(true)), Some(Value::Bool(false))]);
}
