//! Requests that are malformed, the same for every command.

use shared::cbor::{Map, Value};
use shared::ctap::commands::{Command, HidCommand};
use shared::ctap::status::Status;

use crate::host::{Made, TestKey, get_assertion, make_credential};

#[test]
fn a_request_is_one_canonical_map() {
    let mut host = TestKey::new();
    for command in [Command::MakeCredential, Command::GetAssertion, Command::ClientPin] {
        for (cbor, status) in [
            (&[][..], Status::MissingParameter),
            (&[0xa0], Status::MissingParameter),
            (&[0x80], Status::CborUnexpectedType),
            (&[0xa0, 0x00], Status::InvalidCbor),
            (&[0xbf, 0xff], Status::InvalidCbor),
            // Keys out of order, and a key twice.
            (&[0xa2, 0x02, 0x01, 0x01, 0x01], Status::InvalidCbor),
            (&[0xa2, 0x01, 0x01, 0x01, 0x01], Status::InvalidCbor),
            (&[0xa1, 0x18, 0x01, 0x00], Status::InvalidCbor),
        ] {
            host.send(HidCommand::Cbor, &[&[command.code()], cbor].concat());
            assert_eq!(host.reply(), Err(status), "{command:?} {cbor:02x?}");
        }
    }
}

#[test]
fn each_mandatory_parameter_is_missed() {
    let mut host = TestKey::new();
    for key in 1..=4 {
        let request = make_credential("example.org", b"a").without(key);
        assert_eq!(request.call(&mut host), Err(Status::MissingParameter), "makeCredential without {key}");
    }
    for key in 1..=2 {
        let request = get_assertion("example.org").without(key);
        assert_eq!(request.call(&mut host), Err(Status::MissingParameter), "getAssertion without {key}");
    }
    assert_eq!(
        make_credential("example.org", b"a").with(2, Map::new().with("name", "x")).call(&mut host),
        Err(Status::MissingParameter)
    );
    assert_eq!(make_credential("example.org", b"a").with(3, Map::new()).call(&mut host), Err(Status::MissingParameter));
}

#[test]
fn each_parameter_has_its_type() {
    let mut host = TestKey::new();
    for key in 1..=9 {
        for wrong in [Value::Null, Value::Bool(true)] {
            let request = make_credential("example.org", b"a").with(key, wrong);
            assert_eq!(request.call(&mut host), Err(Status::CborUnexpectedType), "makeCredential {key}");
        }
    }
    for key in 1..=7 {
        let request = get_assertion("example.org").with(key, Value::Null);
        assert_eq!(request.call(&mut host), Err(Status::CborUnexpectedType), "getAssertion {key}");
    }
    let request = make_credential("example.org", b"a");
    assert_eq!(request.clone().with(1, [0; 31]).call(&mut host), Err(Status::InvalidLength));
    assert_eq!(request.clone().user("id", [0; 65]).call(&mut host), Err(Status::InvalidLength));
    assert_eq!(request.clone().user("id", [0; 0]).call(&mut host), Err(Status::InvalidLength));
    // Every element of pubKeyCredParams is looked at, also those behind the chosen one.
    let with_broken_tail =
        request.clone().with(4, vec![Value::Map(crate::host::parameters(-7)), Value::Map(Map::new().with("alg", -8))]);
    assert_eq!(with_broken_tail.call(&mut host), Err(Status::MissingParameter));
    // Options and parameters that nobody knows are no concern.
    request.option("plat", true).with(0x7f, "later").call(&mut host).unwrap();
}

#[test]
fn edge02_a_request_without_names_is_fine_and_the_reply_is_framed_as_cbor() {
    let mut host = TestKey::new();
    // make_credential() names neither rp.name, user.name nor user.displayName.
    let request = make_credential("example.org", b"a");
    assert!(request.map.get(2).unwrap().as_map().unwrap().get("name").is_none());
    request.start(&mut host);
    let (framing, reply) = host.message().unwrap();
    assert_eq!((framing, reply[0]), (HidCommand::Cbor, 0));
    assert!(Made::by(&request, &mut host).is_ok());
}

#[test]
fn what_is_longer_than_max_msg_size_is_refused() {
    let mut host = TestKey::new();
    let padding = |length: usize| make_credential("example.org", b"a").with(0x7f, vec![0_u8; length]);
    let room = 4096 - 1 - padding(1000).map.encode().len() + 1000;
    assert!(padding(room).call(&mut host).is_ok());
    assert_eq!(padding(room + 1).call(&mut host), Err(Status::RequestTooLarge));
}

#[test]
fn a_list_has_at_most_as_many_ids_as_get_info_says() {
    let mut host = TestKey::new();
    let ids = |count: usize| vec![[7; 64]; count];
    assert!(make_credential("example.org", b"a").list(&ids(16)).call(&mut host).is_ok());
    assert_eq!(make_credential("example.org", b"a").list(&ids(17)).call(&mut host), Err(Status::LimitExceeded));
    assert_eq!(get_assertion("example.org").list(&ids(17)).call(&mut host), Err(Status::LimitExceeded));
}
