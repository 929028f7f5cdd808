//! Edge case 12: wrong PINs.

use shared::cbor::{Map, Value};
use shared::ctap::commands::{ClientPinSubcommand, Command};
use shared::ctap::status::Status;
use virtual_key::VirtualKey;

use crate::host::{Host, PROTOCOLS, TestKey, change_pin, client_pin, set_pin, token, wrong_pin};

const RP: &str = "example.org";

#[test]
fn edge12_three_wrong_pins_block_the_right_one_until_a_power_cycle() {
    for protocol in PROTOCOLS {
        let mut test = TestKey::new();
        set_pin(&mut test.host, 2, "1234").unwrap();
        assert_eq!(wrong_pin(&mut test.host, protocol), Status::PinInvalid);
        assert_eq!(wrong_pin(&mut test.host, protocol), Status::PinInvalid);
        assert_eq!(wrong_pin(&mut test.host, protocol), Status::PinAuthBlocked);
        for _ in 0..3 {
            // A blocked key does not look, and takes no retry.
            assert_eq!(token(&mut test.host, protocol, "1234", RP), Err(Status::PinAuthBlocked));
            assert_eq!(change_pin(&mut test.host, protocol, "1234", "5678"), Err(Status::PinAuthBlocked));
        }
        let reply = client_pin(&mut test.host, 2, ClientPinSubcommand::GetPinRetries, &Map::new()).unwrap();
        assert_eq!((reply.get(3), reply.get(4)), (Some(&Value::from(5)), Some(&Value::Bool(true))));
        assert!(test.key.status().unwrap().pin_auth_blocked());

        test.power_cycle();
        assert_eq!(test.key.status().unwrap().pin_retries(), 5);
        token(&mut test.host, protocol, "1234", RP).unwrap();
        assert_eq!(test.key.status().unwrap().pin_retries(), 8);
    }
}

#[test]
fn edge12_the_right_pin_in_between_starts_the_row_anew() {
    let mut test = TestKey::new();
    set_pin(&mut test.host, 2, "1234").unwrap();
    for _ in 0..5 {
        assert_eq!(wrong_pin(&mut test.host, 2), Status::PinInvalid);
        assert_eq!(wrong_pin(&mut test.host, 1), Status::PinInvalid);
        token(&mut test.host, 2, "1234", RP).unwrap();
    }
}

#[test]
fn edge12_eight_wrong_pins_block_until_reset() {
    let mut test = TestKey::new();
    set_pin(&mut test.host, 2, "1234").unwrap();
    for wrong in 1..=8 {
        let expected = match wrong {
            8 => Status::PinBlocked,
            3 | 6 => Status::PinAuthBlocked,
            _ => Status::PinInvalid,
        };
        assert_eq!(wrong_pin(&mut test.host, 2), expected, "wrong PIN {wrong}");
        if expected == Status::PinAuthBlocked {
            test.power_cycle();
        }
    }
    for _ in 0..2 {
        assert_eq!(token(&mut test.host, 2, "1234", RP), Err(Status::PinBlocked));
        assert_eq!(change_pin(&mut test.host, 2, "1234", "5678"), Err(Status::PinBlocked));
        test.power_cycle();
    }
    test.host.call(Command::Reset, &Map::new()).unwrap();
    set_pin(&mut test.host, 2, "1234").unwrap();
    token(&mut test.host, 2, "1234", RP).unwrap();
}

#[test]
fn edge12_counts_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        let key = VirtualKey::builder().state_file(folder.path().join("key")).build().unwrap();
        let host = Host::open(key.connect());
        (key, host)
    };
    let (key, mut host) = start();
    set_pin(&mut host, 2, "1234").unwrap();
    drop((host, key));
    for wrong in 1..=7 {
        let (key, mut host) = start();
        assert_eq!(wrong_pin(&mut host, 2), Status::PinInvalid);
        assert_eq!(key.status().unwrap().pin_retries(), 8 - wrong);
    }
    let (key, mut host) = start();
    assert_eq!(wrong_pin(&mut host, 2), Status::PinBlocked);
    drop((host, key));
    let (_key, mut host) = start();
    assert_eq!(token(&mut host, 2, "1234", RP), Err(Status::PinBlocked));
}
