//! The credProtect extension (CTAP 2.1 §12.1): edge case 14.

use shared::cbor::Value;
use shared::ctap::status::Status;

use crate::host::{Assertion, Host, Link, Made, TestKey, get_assertion, make_credential, set_pin, token};

const RP: &str = "example.org";

fn made<L: Link>(host: &mut Host<L>, level: u8, rk: bool) -> Made {
    let token = token(host, 2, "1234", RP).unwrap();
    let request = make_credential(RP, &[level]).option("rk", rk).extension("credProtect", level);
    let made = Made::by(&request.token(2, &token), host).unwrap();
    let outputs = made.auth_data.extensions.as_ref().unwrap();
    assert_eq!(outputs.get("credProtect"), Some(&Value::from(level)));
    made
}

/// Which of the four ways to a credential find it: by RP ID and by id, each without and with the PIN.
fn found<L: Link>(host: &mut Host<L>, id: &[u8]) -> [bool; 4] {
    [(false, false), (true, false), (false, true), (true, true)].map(|(list, pin)| {
        let mut request = get_assertion(RP);
        if list {
            request = request.list(&[id]);
        }
        if pin {
            request = request.token(2, &token(host, 2, "1234", RP).unwrap());
        }
        match Assertion::by(&request, host) {
            Ok(assertion) => assertion.id == id,
            Err(status) => {
                assert_eq!(status, Status::NoCredentials);
                false
            }
        }
    })
}

#[test]
fn edge14_each_level_discloses_what_it_says() {
    for (level, discoverable, wrapped) in [
        (1, [true, true, true, true], [false, true, false, true]),
        (2, [false, true, true, true], [false, true, false, true]),
        (3, [false, false, true, true], [false, false, false, true]),
    ] {
        let mut host = TestKey::new();
        set_pin(&mut host, 2, "1234").unwrap();
        let id = made(&mut host, level, false).id;
        assert_eq!(found(&mut host, &id), wrapped, "wrapped, level {level}");
        let id = made(&mut host, level, true).id;
        assert_eq!(found(&mut host, &id), discoverable, "discoverable, level {level}");
    }
}

#[test]
fn edge14_a_credential_of_level_three_excludes_only_with_the_pin() {
    let mut host = TestKey::new();
    set_pin(&mut host, 2, "1234").unwrap();
    for rk in [false, true] {
        let id = made(&mut host, 3, rk).id;
        let request = make_credential(RP, b"other").list(&[&id]);
        assert!(request.call(&mut host).is_ok());
        let with_pin = token(&mut host, 2, "1234", RP).unwrap();
        assert_eq!(request.token(2, &with_pin).call(&mut host), Err(Status::CredentialExcluded));
        let id = made(&mut host, 2, rk).id;
        assert_eq!(make_credential(RP, b"other").list(&[&id]).call(&mut host), Err(Status::CredentialExcluded));
    }
}

#[test]
fn hidden_accounts_are_not_counted() {
    let mut host = TestKey::new();
    set_pin(&mut host, 2, "1234").unwrap();
    for level in 1..=3 {
        made(&mut host, level, true);
    }
    // Of levels 1, 2 and 3 only the first is found by RP ID without PIN.
    assert_eq!(Assertion::by(&get_assertion(RP), &mut host).unwrap().reply.get(5), None);
    let token = token(&mut host, 2, "1234", RP).unwrap();
    let all = Assertion::by(&get_assertion(RP).token(2, &token), &mut host).unwrap();
    assert_eq!(all.reply.get(5), Some(&Value::from(3)));
}

#[test]
fn there_are_three_levels_and_no_output_without_an_input() {
    let mut host = TestKey::new();
    for level in [0, 4, 255] {
        let request = make_credential(RP, b"a").extension("credProtect", level);
        assert_eq!(request.call(&mut host), Err(Status::InvalidOption));
    }
    assert_eq!(Made::by(&make_credential(RP, b"a"), &mut host).unwrap().auth_data.extensions, None);
    let unknown = make_credential(RP, b"a").extension("unheardOf", true);
    assert_eq!(Made::by(&unknown, &mut host).unwrap().auth_data.extensions, None);
}
