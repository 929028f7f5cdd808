//! authenticatorGetInfo, and commands that are none.

use shared::cbor::Map;
use shared::ctap::commands::{Command, HidCommand};
use shared::ctap::get_info::GetInfo;
use shared::ctap::status::Status;
use virtual_key::KeyAlgorithm;

use crate::host::{Host, Link, Made, TestKey, make_credential, set_pin};

fn info<L: Link>(host: &mut Host<L>) -> GetInfo {
    GetInfo::parse(&host.call(Command::GetInfo, &Map::new()).unwrap().encode()).unwrap()
}

#[test]
fn a_new_key_says_what_it_can() {
    let info = info(&mut TestKey::new().host);
    assert_eq!(info.versions, ["U2F_V2", "FIDO_2_0", "FIDO_2_1"]);
    assert_eq!(
        info.extensions.as_deref().unwrap(),
        [
            "credBlob",
            "credProtect",
            "hmac-secret",
            "hmac-secret-mc",
            "largeBlobKey",
            "minPinLength",
            "thirdPartyPayment"
        ]
    );
    assert_eq!(info.aaguid, virtual_key::AAGUID);
    assert_eq!(info.max_msg_size, Some(4096));
    assert_eq!(info.pin_uv_auth_protocols, Some(vec![2, 1]));
    assert_eq!(info.algorithms, Some(vec![-7, -8, -35, -257, -48, -49]));
    assert_eq!((info.max_serialized_large_blob_array, info.max_cred_blob_length), (Some(8192), Some(64)));
    assert_eq!(info.transports.as_deref().unwrap(), ["usb"]);
    assert_eq!((info.min_pin_length, info.remaining_discoverable_credentials), (Some(4), Some(128)));
    assert_eq!((info.force_pin_change, info.max_rp_ids_for_set_min_pin_length), (Some(false), Some(8)));
    for (option, stated) in [
        ("rk", Some(true)),
        ("up", Some(true)),
        ("uv", None),
        ("clientPin", Some(false)),
        ("pinUvAuthToken", Some(true)),
        ("makeCredUvNotRqd", Some(true)),
        ("alwaysUv", Some(false)),
        ("authnrCfg", Some(true)),
        ("credMgmt", Some(true)),
        ("ep", Some(false)),
        ("largeBlobs", Some(true)),
        ("setMinPINLength", Some(true)),
        ("perCredMgmtRO", Some(true)),
        ("credentialMgmtPreview", Some(true)),
    ] {
        assert_eq!(info.stated_option(option), stated, "{option}");
    }
}

#[test]
fn a_key_has_the_algorithms_that_it_is_built_with_and_no_other() {
    let mut test = TestKey::build(|builder| builder.algorithms([KeyAlgorithm::MlDsa65, KeyAlgorithm::Es384]));
    assert_eq!(info(&mut test.host).algorithms, Some(vec![-49, -35]));
    let made = Made::by(&make_credential("example.org", b"a").algorithms(&[-7, -8, -35, -49]), &mut test).unwrap();
    assert_eq!(made.public_key.algorithm().id(), -35);
    let request = make_credential("example.org", b"a").algorithms(&[-7, -8]);
    assert_eq!(request.call(&mut test), Err(Status::UnsupportedAlgorithm));
}

#[test]
fn what_changes_shows() {
    let mut test = TestKey::new();
    set_pin(&mut test.host, 2, "1234").unwrap();
    assert_eq!(info(&mut test.host).stated_option("clientPin"), Some(true));

    let mut test = TestKey::build(|builder| builder.always_uv(true));
    let strict = info(&mut test.host);
    assert_eq!(strict.stated_option("alwaysUv"), Some(true));
    assert_eq!(strict.stated_option("makeCredUvNotRqd"), Some(false));

    let mut test = TestKey::new();
    make_credential("example.org", b"a").option("rk", true).call(&mut test.host).unwrap();
    assert_eq!(info(&mut test.host).remaining_discoverable_credentials, Some(127));
}

#[test]
fn commands_that_the_key_does_not_have_are_invalid() {
    let mut host = TestKey::new();
    for code in [0x00, 0x03, 0x05, 0x09, 0x40, 0x42, 0xff] {
        host.send(HidCommand::Cbor, &[code]);
        assert_eq!(host.reply(), Err(Status::InvalidCommand), "{code:#x}");
    }
    for command in [Command::GetInfo, Command::Reset, Command::Selection, Command::GetNextAssertion] {
        assert_eq!(host.call(command, &Map::new().with(1, 1)), Err(Status::InvalidLength), "{command:?}");
    }
}
