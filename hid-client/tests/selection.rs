//! Choosing among keys by touch, keys from before CTAP 2.1 too.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use hid_client::error::{Error, ErrorKind};
use hid_client::events::Event;
use hid_client::selection::{Opener, select_among};
use hid_client::transport::Transport;
use shared::cbor::Value;
use shared::ctap::commands::{Command, HidCommand};
use shared::ctap::get_info::GetInfo;
use support::{Asked, Log, PLENTY, asked, commands, info, keepalive, key, reply, was_cancelled, within};

/// A key of this version that asks for a touch, and ends with `status` at once or never before it is cancelled.
fn asking(version: &str, status: Option<u8>) -> (Box<dyn Transport>, Log) {
    let versions = vec![version.to_owned()];
    key(move |asked: &Asked| match asked.ctap2() {
        Some(Command::GetInfo) => reply(0, &GetInfo { versions: versions.clone(), ..info(&[]) }.encode()),
        Some(_) => {
            let mut steps = vec![keepalive(2)];
            steps.extend(status.into_iter().flat_map(|status| reply(status, &[])));
            steps
        }
        None if asked.is(HidCommand::Cancel) => reply(0x2d, &[]),
        None => panic!("{asked:?}"),
    })
}

fn opener(transport: Box<dyn Transport>) -> Opener<'static> {
    Box::new(|| Ok(transport))
}

fn chosen(keys: Vec<Opener<'_>>, patience: Duration) -> (Result<usize, Error>, Vec<Event>) {
    within(patience, |operation| select_among(keys, operation))
}

#[test]
fn the_key_that_is_touched_is_chosen_and_the_others_are_left_quiet() {
    let (idle, idle_log) = asking("FIDO_2_1", None);
    let (touched, log) = asking("FIDO_2_1", Some(0));
    let (number, events) = chosen(vec![opener(idle), opener(touched)], PLENTY);
    assert_eq!(number.unwrap(), 1);
    assert_eq!(commands(&log), [Command::GetInfo, Command::Selection]);
    assert!(was_cancelled(&idle_log) || !commands(&idle_log).contains(&Command::Selection));
    assert!(events.iter().all(|event| *event == Event::TouchNeeded) && events.len() <= 1, "{events:?}");
}

#[test]
fn a_key_of_ctap_2_0_is_asked_by_an_empty_pin_uv_auth_param() {
    // PIN_INVALID, PIN_NOT_SET, and what some keys say in their place.
    for status in [0x31, 0x35, 0x33] {
        let (touched, log) = asking("FIDO_2_0", Some(status));
        assert_eq!(chosen(vec![opener(touched)], PLENTY).0.unwrap(), 0);
        assert_eq!(commands(&log), [Command::GetInfo, Command::MakeCredential]);
        assert_eq!(asked(&log, Command::MakeCredential)[0].get(0x08), Some(&Value::Bytes(Vec::new())));
    }
}

#[test]
fn a_key_that_cannot_be_used_drops_out() {
    let gone = || -> Opener<'static> { Box::new(|| Err(ErrorKind::NoPermission("/dev/hidraw7".into()).into())) };
    let (denies, _) = asking("FIDO_2_1", Some(0x27));
    let (touched, _) = asking("FIDO_2_1", Some(0));
    assert_eq!(chosen(vec![gone(), opener(denies), opener(touched)], PLENTY).0.unwrap(), 2);
    let error = chosen(vec![gone()], PLENTY).0.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NoPermission(_)), "{error:?}");
    let error = chosen(Vec::new(), PLENTY).0.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NoKey(None)), "{error:?}");
}

#[test]
fn a_touch_that_does_not_come_ends_in_time_and_leaves_the_keys_quiet() {
    let (idle, log) = asking("FIDO_2_1", None);
    let error = chosen(vec![opener(idle)], Duration::from_millis(300)).0.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TimedOut), "{error:?}");
    assert!(was_cancelled(&log));
}
