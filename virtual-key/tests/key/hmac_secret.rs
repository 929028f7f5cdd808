//! The hmac-secret extension (CTAP 2.1 §12.5).

use shared::cbor::{Map, Value};
use shared::ctap::status::Status;

use crate::host::{
    Assertion, Host, Link, Made, PROTOCOLS, Session, TestKey, get_assertion, make_credential, set_pin, token,
};

const RP: &str = "example.org";

fn input(session: &Session, salts: &[u8]) -> Map {
    let salt_enc = session.encrypt(salts);
    let input = Map::new()
        .with(1, session.cose_key.clone())
        .with(2, salt_enc.as_slice())
        .with(3, session.authenticate(&salt_enc));
    // Protocol one is also what a missing number means.
    if session.protocol == 1 { input } else { input.with(4, session.protocol) }
}

fn secrets<L: Link>(host: &mut Host<L>, protocol: u8, id: &[u8], salts: &[u8], pin: bool) -> Vec<u8> {
    let session = Session::open(host, protocol);
    let mut request = get_assertion(RP).list(&[id]).extension("hmac-secret", input(&session, salts));
    if pin {
        request = request.token(2, &token(host, 2, "1234", RP).unwrap());
    }
    let assertion = Assertion::by(&request, host).unwrap();
    let output = assertion.auth_data.extensions.unwrap();
    assert_eq!(output.len(), 1);
    session.decrypt(output.get("hmac-secret").unwrap().as_bytes().unwrap())
}

#[test]
fn secrets_depend_on_credential_salt_and_verification_and_on_nothing_else() {
    let mut host = TestKey::new();
    set_pin(&mut host, 2, "1234").unwrap();
    let (one, two) = ([1; 32], [2; 32]);
    let both = [one, two].concat();
    let mut seen = Vec::new();
    for rk in [false, true] {
        let with_pin = token(&mut host, 2, "1234", RP).unwrap();
        let request = make_credential(RP, b"a").option("rk", rk).extension("hmac-secret", true).token(2, &with_pin);
        let made = Made::by(&request, &mut host).unwrap();
        assert_eq!(made.auth_data.extensions.unwrap().get("hmac-secret"), Some(&Value::Bool(true)));
        for pin in [false, true] {
            let secret = secrets(&mut host, 2, &made.id, &both, pin);
            assert_eq!(secret.len(), 64);
            for protocol in PROTOCOLS {
                assert_eq!(secrets(&mut host, protocol, &made.id, &one, pin), secret[..32]);
                assert_eq!(secrets(&mut host, protocol, &made.id, &two, pin), secret[32..]);
            }
            seen.extend([secret[..32].to_vec(), secret[32..].to_vec()]);
        }
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 8);
}

#[test]
fn secrets_survive_a_power_cycle() {
    let mut test = TestKey::new();
    let made = Made::by(&make_credential(RP, b"a").extension("hmac-secret", true), &mut test.host).unwrap();
    let before = secrets(&mut test.host, 2, &made.id, &[1; 32], false);
    test.power_cycle();
    assert_eq!(secrets(&mut test.host, 2, &made.id, &[1; 32], false), before);
}

#[test]
fn broken_inputs_are_refused() {
    let mut host = TestKey::new();
    let made = Made::by(&make_credential(RP, b"a"), &mut host).unwrap();
    for protocol in PROTOCOLS {
        let session = Session::open(&mut host, protocol);
        let good = input(&session, &[1; 32]);
        let request = |input: Map| get_assertion(RP).list(&[&made.id]).extension("hmac-secret", input);
        assert!(request(good.clone()).call(&mut host).is_ok());
        for (input, status) in [
            (good.clone().with(3, [0; 16]), Status::PinAuthInvalid),
            (good.clone().with(2, session.encrypt(&[2; 32])), Status::PinAuthInvalid),
            (input(&session, &[1; 16]), Status::InvalidLength),
            (input(&session, &[1; 48]), Status::InvalidLength),
            (input(&session, &[1; 96]), Status::InvalidLength),
            (good.clone().with(1, session.cose_key.clone().with(3, -7)), Status::InvalidParameter),
            (good.clone().with(1, session.cose_key.clone().with(-3, [1; 32])), Status::InvalidParameter),
            (good.clone().with(4, 3), Status::InvalidParameter),
        ] {
            assert_eq!(request(input.clone()).call(&mut host), Err(status), "protocol {protocol}: {input:?}");
        }
        for key in 1..=3 {
            let mut input = good.clone();
            input.remove(key);
            assert_eq!(request(input).call(&mut host), Err(Status::MissingParameter));
        }
        // Without touch there is no secret.
        assert_eq!(request(good).option("up", false).call(&mut host), Err(Status::UnsupportedOption));
    }
}

#[test]
fn edge11_a_salt_mac_cut_to_16_bytes_is_refused_under_protocol_two() {
    let mut host = TestKey::new();
    let made = Made::by(&make_credential(RP, b"a"), &mut host).unwrap();
    let session = Session::open(&mut host, 2);
    let good = input(&session, &[1; 32]);
    let cut = good.get(3).unwrap().as_bytes().unwrap()[..16].to_vec();
    let request = get_assertion(RP).list(&[&made.id]).extension("hmac-secret", good.with(3, cut));
    assert_eq!(request.call(&mut host), Err(Status::PinAuthInvalid));
}

#[test]
fn a_new_credential_gives_the_secrets_that_it_will_give_later() {
    let mut test = TestKey::new();
    set_pin(&mut test.host, 2, "1234").unwrap();
    let salts = [[1; 32], [2; 32]].concat();
    for protocol in PROTOCOLS {
        for rk in [false, true] {
            for pin in [false, true] {
                let session = Session::open(&mut test.host, protocol);
                let mut request = make_credential(RP, b"a")
                    .option("rk", rk && pin)
                    .extension("hmac-secret", true)
                    .extension("hmac-secret-mc", input(&session, &salts));
                if pin {
                    request = request.token(2, &token(&mut test.host, 2, "1234", RP).unwrap());
                }
                let made = Made::by(&request, &mut test.host).unwrap();
                let outputs = made.auth_data.extensions.unwrap();
                assert_eq!((outputs.len(), outputs.get("hmac-secret")), (2, Some(&Value::Bool(true))));
                let first = session.decrypt(outputs.get("hmac-secret-mc").unwrap().as_bytes().unwrap());
                assert_eq!(first, secrets(&mut test.host, protocol, &made.id, &salts, pin));
            }
        }
    }
}

#[test]
fn salts_at_creation_that_make_no_sense_leave_no_credential() {
    let mut test = TestKey::new();
    let session = Session::open(&mut test.host, 2);
    let right = input(&session, &[1; 32]);
    let request = |input: Map| make_credential(RP, b"a").option("rk", true).extension("hmac-secret-mc", input);
    let with = |input: Map| request(input).extension("hmac-secret", true);
    for (request, status) in [
        (request(right.clone()), Status::MissingParameter),
        (request(right.clone()).extension("hmac-secret", false), Status::MissingParameter),
        (with(right.clone().with(3, [0; 32])), Status::PinAuthInvalid),
        (with(right.clone().with(4, 3)), Status::InvalidParameter),
        (with(right.clone().with(1, Map::new())), Status::InvalidParameter),
        (with(input(&session, &[1; 48])), Status::InvalidLength),
        (with(input(&session, &[1; 96])), Status::InvalidLength),
    ] {
        assert_eq!(request.call(&mut test.host), Err(status));
    }
    assert_eq!(get_assertion(RP).call(&mut test.host), Err(Status::NoCredentials));
    with(right).call(&mut test.host).unwrap();
}
