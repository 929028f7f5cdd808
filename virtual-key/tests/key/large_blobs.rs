//! authenticatorLargeBlobs (CTAP 2.1 §6.10).

use std::time::Duration;

use sha2::{Digest as _, Sha256};
use shared::cbor::Map;
use shared::ctap::commands::{Command, Permissions};
use shared::ctap::status::Status;
use virtual_key::VirtualKey;

use crate::host::{Host, Link, PROTOCOLS, TestKey, authenticate, set_pin, token_of};

/// §6.10: the array of a key that nobody wrote to.
const FACTORY: [u8; 17] = *b"\x80\x76\xbe\x8b\x52\x8d\x00\x75\xf7\xaa\xe9\x8d\x6f\xa5\x7a\x6d\x3c";
/// getInfo maxMsgSize less 64.
const MAX_FRAGMENT: usize = 4096 - 64;

/// `content` and its checksum.
fn array(content: &[u8]) -> Vec<u8> {
    [content, &Sha256::digest(content)[..16]].concat()
}

fn large_blobs<L: Link>(host: &mut Host<L>, request: Map) -> Result<Map, Status> {
    host.call(Command::LargeBlobs, &request)
}

fn get<L: Link>(host: &mut Host<L>, count: usize, offset: usize) -> Result<Vec<u8>, Status> {
    let reply = large_blobs(host, Map::new().with(1, count as u64).with(3, offset as u64))?;
    assert_eq!(reply.len(), 1);
    Ok(reply.get(1).unwrap().as_bytes().unwrap().to_vec())
}

/// The whole array.
fn read<L: Link>(host: &mut Host<L>) -> Vec<u8> {
    let mut all = Vec::new();
    loop {
        let fragment = get(host, MAX_FRAGMENT, all.len()).unwrap();
        all.extend_from_slice(&fragment);
        if fragment.len() < MAX_FRAGMENT {
            return all;
        }
    }
}

/// A fragment to write; `length` goes with the first.
fn set(fragment: &[u8], offset: usize, length: Option<usize>) -> Map {
    Map::new().with(2, fragment).with(3, offset as u64).with_some(4, length.map(|length| length as u64))
}

/// Somebody who may write.
struct Writer {
    protocol: u8,
    token: Vec<u8>,
}

impl Writer {
    fn new<L: Link>(host: &mut Host<L>, protocol: u8) -> Self {
        Self::allowed(host, protocol, Permissions::LARGE_BLOB_WRITE)
    }

    fn allowed<L: Link>(host: &mut Host<L>, protocol: u8, permissions: Permissions) -> Self {
        let request = Map::new().with(9, permissions.0).with(10, "example.org");
        Self { protocol, token: token_of(host, protocol, "1234", &request).unwrap() }
    }

    fn signed(&self, fragment: &[u8], offset: usize, length: Option<usize>) -> Map {
        let mut message = vec![0xff; 32];
        message.extend_from_slice(&[0x0c, 0x00]);
        message.extend_from_slice(&u32::try_from(offset).unwrap().to_le_bytes());
        message.extend_from_slice(&Sha256::digest(fragment));
        set(fragment, offset, length).with(5, authenticate(self.protocol, &self.token, &message)).with(6, self.protocol)
    }

    /// Writes a whole array in fragments of `most` bytes.
    fn write<L: Link>(&self, host: &mut Host<L>, array: &[u8], most: usize) -> Result<(), Status> {
        for (index, fragment) in array.chunks(most).enumerate() {
            let request = self.signed(fragment, index * most, (index == 0).then_some(array.len()));
            assert!(large_blobs(host, request)?.is_empty());
        }
        Ok(())
    }
}

#[test]
fn a_new_key_has_an_empty_array() {
    let mut host = TestKey::new();
    assert_eq!(read(&mut host), FACTORY);
    assert_eq!(FACTORY.to_vec(), array(&[0x80]));
}

#[test]
fn without_a_pin_anybody_writes() {
    let mut host = TestKey::new();
    let written = array(&[0x81, 0x01]);
    assert!(large_blobs(&mut host, set(&written, 0, Some(written.len()))).unwrap().is_empty());
    assert_eq!(read(&mut host), written);
    // With alwaysUv there is nobody who may, until there is a PIN.
    let mut host = TestKey::build(|builder| builder.always_uv(true));
    assert_eq!(large_blobs(&mut host, set(&written, 0, Some(written.len()))), Err(Status::PuatRequired));
}

#[test]
fn an_array_of_many_fragments_is_written_and_read_in_pieces() {
    for protocol in PROTOCOLS {
        let mut host = TestKey::new();
        set_pin(&mut host, protocol, "1234").unwrap();
        let writer = Writer::new(&mut host, protocol);
        let written = array(&vec![7; 8192 - 16]);
        writer.write(&mut host, &written, MAX_FRAGMENT).unwrap();
        assert_eq!(read(&mut host), written);
        // Again and shorter, by the same token, in small steps.
        let shorter = array(&[3; 300]);
        writer.write(&mut host, &shorter, 17).unwrap();
        assert_eq!(read(&mut host), shorter);
        for (count, offset, expected) in [(0, 5, &shorter[5..5]), (10, 310, &shorter[310..]), (10, 316, &[])] {
            assert_eq!(get(&mut host, count, offset).unwrap(), expected);
        }
    }
}

#[test]
fn requests_that_make_no_sense_are_refused_by_the_words_of_the_standard() {
    let mut host = TestKey::new();
    let whole = array(&[0x80]);
    for (request, status) in [
        (Map::new().with(1, 17), Status::InvalidParameter),
        (Map::new().with(3, 0), Status::InvalidParameter),
        (set(&whole, 0, Some(17)).with(1, 17), Status::InvalidParameter),
        (Map::new().with(1, 17).with(3, 0).with(4, 17), Status::InvalidParameter),
        (Map::new().with(1, 17).with(3, 0).with(5, [0; 16]), Status::InvalidParameter),
        (Map::new().with(1, 17).with(3, 0).with(6, 2), Status::InvalidParameter),
        (Map::new().with(1, MAX_FRAGMENT as u64 + 1).with(3, 0), Status::InvalidLength),
        (Map::new().with(1, u64::MAX).with(3, 0), Status::InvalidLength),
        (Map::new().with(1, 1).with(3, 18), Status::InvalidParameter),
        (Map::new().with(1, 1).with(3, u64::MAX), Status::InvalidParameter),
        (Map::new().with(1, "1").with(3, 0), Status::CborUnexpectedType),
        (set(&whole, 0, None), Status::InvalidParameter),
        (set(&[0], 0, Some(16)), Status::InvalidParameter),
        (set(&[0], 0, Some(8193)), Status::LargeBlobStorageFull),
        (set(&[0], 0, None).with(4, u64::MAX), Status::LargeBlobStorageFull),
        (set(&vec![0; MAX_FRAGMENT + 1], 0, Some(8192)), Status::InvalidLength),
        (set(&[0; 18], 0, Some(17)), Status::InvalidParameter),
        (set(&[0], 1, None), Status::InvalidSeq),
        (set(&[0], 1, Some(17)), Status::InvalidParameter),
        (set(&[0], usize::MAX, None), Status::InvalidSeq),
    ] {
        assert_eq!(large_blobs(&mut host, request.clone()), Err(status), "{request:?}");
    }
    assert_eq!(read(&mut host), FACTORY);
}

#[test]
fn a_write_is_proved_by_a_token_that_may() {
    for protocol in PROTOCOLS {
        let mut host = TestKey::new();
        set_pin(&mut host, protocol, "1234").unwrap();
        let written = array(&[0x81, 0x02]);
        let length = Some(written.len());
        let writer = Writer::new(&mut host, protocol);
        let right = writer.signed(&written, 0, length);
        let without = |key: u8| {
            let mut request = right.clone();
            request.remove(key);
            request
        };
        let other = writer.signed(&array(&[0x81, 0x03]), 0, length).get(5).unwrap().clone();
        let mut cut = right.get(5).unwrap().as_bytes().unwrap().to_vec();
        cut.pop();
        for (request, status) in [
            (without(5), Status::PuatRequired),
            (without(6), Status::MissingParameter),
            (right.clone().with(6, 3), Status::InvalidParameter),
            (right.clone().with(6, 3 - protocol), Status::PinAuthInvalid),
            (right.clone().with(5, other), Status::PinAuthInvalid),
            (right.clone().with(5, cut), Status::PinAuthInvalid),
            (right.clone().with(5, Vec::<u8>::new()), Status::PinAuthInvalid),
        ] {
            assert_eq!(large_blobs(&mut host, request.clone()), Err(status), "{request:?}");
        }
        let reader = Writer::allowed(&mut host, protocol, Permissions::CREDENTIAL_MANAGEMENT);
        assert_eq!(large_blobs(&mut host, reader.signed(&written, 0, length)), Err(Status::PinAuthInvalid));
        assert_eq!(read(&mut host), FACTORY);
        let writer = Writer::new(&mut host, protocol);
        large_blobs(&mut host, writer.signed(&written, 0, length)).unwrap();
        assert_eq!(read(&mut host), written);
    }
}

#[test]
fn what_is_not_whole_is_not_kept() {
    let mut host = TestKey::new();
    let written = array(&[9; 100]);
    // A checksum of something else.
    let mut damaged = written.clone();
    damaged[0] ^= 1;
    assert_eq!(large_blobs(&mut host, set(&damaged, 0, Some(116))), Err(Status::IntegrityFailure));
    assert_eq!(read(&mut host), FACTORY);
    // More than was announced.
    large_blobs(&mut host, set(&written[..100], 0, Some(116))).unwrap();
    assert_eq!(large_blobs(&mut host, set(&[0; 17], 100, None)), Err(Status::InvalidParameter));
    // A fragment that is left out, or comes twice.
    for offset in [51, 49, 100] {
        large_blobs(&mut host, set(&written[..50], 0, Some(116))).unwrap();
        assert_eq!(large_blobs(&mut host, set(&written[50..], offset, None)), Err(Status::InvalidSeq), "{offset}");
        assert_eq!(large_blobs(&mut host, set(&written[50..], 50, None)), Err(Status::InvalidSeq), "after {offset}");
    }
    assert_eq!(read(&mut host), FACTORY);
}

#[test]
fn another_command_time_or_a_power_cycle_end_a_write() {
    let mut test = TestKey::new();
    let written = array(&[9; 100]);
    let begin = |test: &mut TestKey| large_blobs(test, set(&written[..50], 0, Some(116))).unwrap();
    let go_on = |test: &mut TestKey| large_blobs(test, set(&written[50..], 50, None));
    begin(&mut test);
    test.call(Command::GetInfo, &Map::new()).unwrap();
    assert_eq!(go_on(&mut test), Err(Status::InvalidSeq));
    begin(&mut test);
    test.clock.advance(Duration::from_secs(31));
    assert_eq!(go_on(&mut test), Err(Status::InvalidSeq));
    begin(&mut test);
    test.power_cycle();
    assert_eq!(go_on(&mut test), Err(Status::InvalidSeq));
    begin(&mut test);
    test.clock.advance(Duration::from_secs(29));
    go_on(&mut test).unwrap();
    assert_eq!(read(&mut test), written);
}

#[test]
fn another_hosts_write_is_its_own() {
    let mut test = TestKey::new();
    let mut other = Host::open(test.key.connect());
    let written = array(&[9; 100]);
    large_blobs(&mut test, set(&written[..50], 0, Some(116))).unwrap();
    assert_eq!(large_blobs(&mut other, set(&written[50..], 50, None)), Err(Status::InvalidSeq));
    assert_eq!(large_blobs(&mut test, set(&written[50..], 50, None)), Err(Status::InvalidSeq));
}

#[test]
fn the_array_outlives_the_process_and_not_a_reset() {
    let folder = tempfile::tempdir().unwrap();
    let build = || VirtualKey::builder().state_file(folder.path().join("key")).build().unwrap();
    let written = array(&[0x81, 0x05]);
    let key = build();
    let mut host = Host::open(key.connect());
    large_blobs(&mut host, set(&written, 0, Some(written.len()))).unwrap();
    drop(key);
    let key = build();
    let mut host = Host::open(key.connect());
    assert_eq!(read(&mut host), written);
    host.call(Command::Reset, &Map::new()).unwrap();
    assert_eq!(read(&mut host), FACTORY);
}
