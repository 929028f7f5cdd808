//! Data on keys that have little room, or lie about it (CTAP 2.1 §6.10).

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use std::sync::{Arc, Mutex};

use hid_client::error::{Error, ErrorKind};
use hid_client::key::{Access, CredentialManager, Key, ReadArray, Verification};
use hid_client::large_blob::{LargeBlobArray, LargeBlobKey};
use hid_client::operation::Operation;
use hid_client::pin::Pin;
use hid_client::transport::Transport;
use sha2::{Digest as _, Sha256};
use shared::cbor::{Fields, Map};
use shared::ctap::commands::Command;
use shared::ctap::get_info::GetInfo;
use support::pin_key::{PinKey, mac};
use support::{Asked, Log, PLENTY, Step, asked, commands, info, key, ok, reply, within};

const OPTIONS: &[(&str, bool)] =
    &[("clientPin", true), ("pinUvAuthToken", true), ("credMgmt", true), ("largeBlobs", true)];

fn small(max_msg_size: u64, capacity: u64) -> GetInfo {
    GetInfo { max_msg_size: Some(max_msg_size), max_serialized_large_blob_array: Some(capacity), ..info(OPTIONS) }
}

/// A key with a PIN that answers authenticatorLargeBlobs by `answer`; every write's proof is checked.
fn blob_key(
    info: GetInfo,
    mut answer: impl FnMut(Fields<'_>) -> Vec<Step> + Send + 'static,
) -> (Box<dyn Transport>, Log) {
    let mut pin_key = PinKey::new(Some("1234"));
    key(move |asked: &Asked| match asked.ctap2() {
        Some(Command::GetInfo) => reply(0, &info.encode()),
        Some(Command::ClientPin) => pin_key.client_pin(asked),
        Some(Command::LargeBlobs) => {
            let parameters = asked.parameters();
            let fields = Fields(&parameters);
            if let Some(fragment) = fields.opt_bytes(2, "set").unwrap() {
                let offset = u32::try_from(fields.uint(3, "offset").unwrap()).unwrap();
                let mut message = vec![0xff; 32];
                message.extend_from_slice(&[0x0c, 0]);
                message.extend_from_slice(&offset.to_le_bytes());
                message.extend_from_slice(&Sha256::digest(fragment));
                let two = fields.uint(6, "protocol").unwrap() == 2;
                assert_eq!(fields.bytes(5, "param").unwrap(), mac(&pin_key.token, &message, two));
            }
            answer(fields)
        }
        other => panic!("{other:?}"),
    })
}

/// A key that keeps what is written to it.
fn honest(info: GetInfo, stored: &Arc<Mutex<Vec<u8>>>) -> (Box<dyn Transport>, Log) {
    let stored = Arc::clone(stored);
    let mut pending = Vec::new();
    blob_key(info, move |fields| {
        let offset = usize::try_from(fields.uint(3, "offset").unwrap()).unwrap();
        let mut stored = stored.lock().unwrap();
        if let Some(count) = fields.opt_uint(1, "get").unwrap() {
            let rest = &stored[offset..];
            return ok(Map::new().with(1, &rest[..rest.len().min(usize::try_from(count).unwrap())]));
        }
        assert_eq!(fields.0.get(4).is_some(), offset == 0);
        if let Some(length) = fields.opt_uint(4, "length").unwrap() {
            pending = Vec::with_capacity(usize::try_from(length).unwrap());
        }
        assert_eq!(pending.len(), offset);
        pending.extend_from_slice(fields.bytes(2, "set").unwrap());
        if pending.len() == pending.capacity() {
            stored.clone_from(&pending);
        }
        reply(0, &[])
    })
}

fn with_manager<T>(
    transport: Box<dyn Transport>,
    work: impl FnOnce(&mut CredentialManager<'_>, &mut Operation<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    within(PLENTY, |operation| {
        let mut key = Key::open(transport, operation)?;
        let pin = Verification::Pin(Pin::new("1234").map_err(ErrorKind::from)?);
        let grant = key.authorize_management(Access::WriteLargeBlobs, &pin, operation)?;
        work(&mut key.manage_credentials(grant), operation)
    })
    .0
}

fn read(transport: Box<dyn Transport>) -> Result<ReadArray, Error> {
    within(PLENTY, |operation| Key::open(transport, operation)?.large_blobs(operation)).0
}

/// Data that cannot be packed.
fn noise(length: u32) -> Vec<u8> {
    (0..length).map(|n| Sha256::digest(n.to_le_bytes())[0]).collect()
}

fn factory() -> Arc<Mutex<Vec<u8>>> {
    Arc::new(Mutex::new(LargeBlobArray::default().serialize()))
}

#[test]
fn an_array_goes_to_and_fro_in_parts_that_the_key_can_take() {
    let (key, data) = (LargeBlobKey::new([3; 32]), noise(300));
    let stored = factory();
    let (transport, log) = honest(small(128, 1024), &stored);
    with_manager(transport, |manager, operation| {
        let mut array = manager.large_blobs(operation)?.array;
        array.replace(&key, &data)?;
        manager.write_large_blobs(&array, operation)
    })
    .unwrap();
    let requests = asked(&log, Command::LargeBlobs);
    assert!(requests.len() > 3 && requests.iter().all(|request| request.encode().len() < 128), "{requests:?}");
    // No other command comes between the parts.
    let written = commands(&log).iter().rev().take_while(|command| **command == Command::LargeBlobs).count();
    assert_eq!(written, requests.len());
    // The permission to write, and to look up the credentials' keys; for no relying party in particular.
    let token = asked(&log, Command::ClientPin).pop().unwrap();
    assert_eq!((token.get(9).unwrap().as_u64(), token.get(10)), (Some(0x14), None));

    let (transport, log) = honest(small(128, 1024), &stored);
    let found = read(transport).unwrap();
    assert_eq!(found.array.find(&key).unwrap().unwrap().as_slice(), data);
    assert_eq!((found.length, found.damaged), (stored.lock().unwrap().len(), false));
    // Anybody may read.
    assert!(asked(&log, Command::ClientPin).is_empty());
}

#[test]
fn what_has_no_room_is_not_sent() {
    let stored = factory();
    let (transport, log) = honest(small(1200, 1024), &stored);
    let data = noise(1100);
    let error = with_manager(transport, |manager, operation| {
        let mut array = LargeBlobArray::default();
        array.replace(&LargeBlobKey::new([3; 32]), &data)?;
        manager.write_large_blobs(&array, operation)
    })
    .unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::LargeBlobArrayFull { capacity: 1024, .. }), "{error:?}");
    assert!(asked(&log, Command::LargeBlobs).is_empty());
}

#[test]
fn a_write_that_breaks_off_is_an_error() {
    let (transport, log) = blob_key(small(128, 1024), |fields| {
        if fields.uint(3, "offset").unwrap() == 0 { reply(0, &[]) } else { reply(0x04, &[]) }
    });
    let error = with_manager(transport, |manager, operation| {
        let mut array = LargeBlobArray::default();
        for byte in 0..3 {
            array.replace(&LargeBlobKey::new([byte; 32]), b"some data")?;
        }
        manager.write_large_blobs(&array, operation)
    })
    .unwrap_err();
    assert_eq!(error.to_string(), "LargeBlobs failed with CTAP1_ERR_INVALID_SEQ (0x04)");
    assert_eq!(asked(&log, Command::LargeBlobs).len(), 2);
}

#[test]
fn an_array_whose_checksum_does_not_fit_counts_as_empty() {
    let mut array = LargeBlobArray::default();
    array.replace(&LargeBlobKey::new([3; 32]), b"data").unwrap();
    let mut damaged = array.serialize();
    damaged[1] ^= 1;
    for stored in [damaged, Vec::new(), vec![0x80]] {
        let length = stored.len();
        let found = read(honest(small(1200, 1024), &Arc::new(Mutex::new(stored))).0).unwrap();
        assert_eq!(found, ReadArray { array: LargeBlobArray::default(), length, damaged: true });
    }
}

#[test]
fn a_key_that_gives_no_end_of_data_is_not_believed() {
    /// As many zeros as were asked for, and `more`.
    fn zeros(fields: Fields<'_>, more: usize) -> Vec<Step> {
        let count = usize::try_from(fields.uint(1, "get").unwrap()).unwrap();
        ok(Map::new().with(1, vec![0; count + more]))
    }
    type Answer = fn(Fields<'_>) -> Vec<Step>;
    let wrong: [(Answer, u64, &str); 4] = [
        (|fields| zeros(fields, 0), 4096, "has more data than it has room for"),
        (|fields| zeros(fields, 0), u64::MAX, "has more data than it has room for"),
        (|fields| zeros(fields, 1), 4096, "gives more of its data than was asked for"),
        (|_| ok(Map::new()), 4096, "config (0x01) is missing"),
    ];
    for (answer, capacity, problem) in wrong {
        let error = read(blob_key(small(1200, capacity), answer).0).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Protocol(_)), "{error:?}");
        assert!(error.to_string().contains(problem), "{error}");
    }
}

#[test]
fn a_key_that_cannot_is_not_asked() {
    for (info, problem) in [
        (info(&OPTIONS[..3]), "the key does not support keeping data for its credentials"),
        (small(64, 1024), "the key does not support messages that are long enough for data"),
    ] {
        let (transport, log) = honest(info, &factory());
        assert_eq!(read(transport).unwrap_err().to_string(), problem);
        assert_eq!(commands(&log), [Command::GetInfo]);
    }
}
