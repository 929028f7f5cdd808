//! What must hold for any bytes that reach the key. The fuzzer calls these with inputs of its own (`fuzz/`), and
//! `corpus.rs` with every input that the fuzzer once found worth keeping.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use shared::cbor::Value;
use shared::ctap::packet::{REPORT_SIZE, Report};
use virtual_key::VirtualKey;
use virtual_key::authenticator::Authenticator;
use virtual_key::ctaphid::{Ctaphid, Event};

thread_local! {
    // Making a key takes longer than a command; its state goes on from input to input, as a real key's does.
    static KEY: RefCell<Authenticator> = RefCell::new(
        VirtualKey::builder().fingerprint_sensor(true).authenticator().unwrap(),
    );
}

/// Commands, each behind a length byte: every one is answered by a status byte, and by canonical CBOR on success only.
pub fn virtual_key_commands(bytes: &[u8]) {
    let (mut rest, now) = (bytes, Instant::now());
    while let Some((length, after)) = rest.split_first() {
        let (message, next) = after.split_at(usize::from(*length).min(after.len()));
        rest = next;
        let reply = KEY.with_borrow_mut(|key| key.process(message, now));
        let (status, cbor) = reply.split_first().unwrap();
        assert!(*status == 0 || cbor.is_empty());
        assert!(cbor.is_empty() || Value::parse(cbor).is_ok());
    }
}

/// Reports, each behind two bytes: which channel it is for, so that more than chance finds one that exists, and how many
/// milliseconds pass before it. Replies are well-formed, and a waiting command ends.
pub fn virtual_key_reports(bytes: &[u8]) {
    let (mut hid, mut now) = (Ctaphid::new(1), Instant::now());
    for chunk in bytes.chunks_exact(REPORT_SIZE + 2) {
        let (head, report) = chunk.split_at(2);
        let mut report = Report::try_from(report).unwrap();
        match head[0] {
            0 => report[..4].fill(0xff),
            channel @ 1..=3 => report[..4].copy_from_slice(&u32::from(channel).to_be_bytes()),
            _ => {}
        }
        now += Duration::from_millis(u64::from(head[1]) * 4);
        hid.tick(now);
        if let Some(Event::Request { id, message, .. }) = hid.receive(&report, now).event {
            assert!(!message.is_empty());
            hid.await_touch(id, now);
            if head[1] % 2 == 0 {
                hid.resume(id);
                assert!(!hid.reply(id, &message).is_empty());
                assert!(!hid.is_working_on(id));
            }
        }
    }
}
