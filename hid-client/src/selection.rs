//! Which of several keys a person means: the one that is touched (CTAP 2.1 §6.9).

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use shared::cbor::{Map, Value};
use shared::cose::Algorithm;
use shared::ctap::commands::Command;
use shared::ctap::get_info::GetInfo;
use shared::ctap::status::Status;

use crate::ctap2::{AskInfo, Selection, call};
use crate::ctaphid::{CtapHid, Patience};
use crate::error::{Error, ErrorKind};
use crate::events::Event;
use crate::operation::{Cancellation, Operation};
use crate::transport::{self, DeviceName, Transport};
use crate::u2f::U2fKey;

/// How often the person's wish to stop is looked at.
const SLICE: Duration = Duration::from_millis(50);

/// What a key's thread tells.
enum News {
    /// The key waits for its touch.
    Asks,
    /// The key of this number was touched, or dropped out.
    Ends(usize, Result<(), Error>),
}

/// Opens a key, once.
pub type Opener<'a> = Box<dyn FnOnce() -> Result<Box<dyn Transport>, Error> + Send + 'a>;

/// As [`select_among`], by name.
pub fn select(devices: &[DeviceName], operation: &mut Operation<'_>) -> Result<DeviceName, Error> {
    let opener = |device| Box::new(move || transport::open(device)) as Opener<'_>;
    let chosen = select_among(devices.iter().map(opener).collect(), operation)?;
    devices.get(chosen).cloned().ok_or_else(|| ErrorKind::NoKey(None).into())
}

/// Asks all of `keys` for a touch and gives the number of the one that is touched first; the others are told to stop asking.
///
/// Keys from before CTAP 2.1 are asked in their own ways. One that cannot be opened, or whose person declines, drops out;
/// when none is left, the first one's error is the answer.
pub fn select_among(keys: Vec<Opener<'_>>, operation: &mut Operation<'_>) -> Result<usize, Error> {
    let (news, heard) = mpsc::channel();
    let stop = Cancellation::new();
    thread::scope(|scope| {
        for (number, open) in keys.into_iter().enumerate() {
            let (news, stop, left) = (news.clone(), stop.clone(), left(operation));
            scope.spawn(move || {
                let ended = ask(open, left, stop, &news);
                // Whoever asked may have heard enough.
                let _ended = news.send(News::Ends(number, ended));
            });
        }
        drop(news);
        let chosen = listen(&heard, operation);
        stop.cancel();
        chosen
    })
}

fn listen(heard: &mpsc::Receiver<News>, operation: &mut Operation<'_>) -> Result<usize, Error> {
    let (mut told, mut first_error) = (false, None);
    loop {
        operation.check()?;
        match heard.recv_timeout(SLICE) {
            Ok(News::Asks) if !std::mem::replace(&mut told, true) => operation.report(Event::TouchNeeded),
            Ok(News::Asks) | Err(RecvTimeoutError::Timeout) => {}
            Ok(News::Ends(number, Ok(()))) => {
                return Ok(number);
            }
            Ok(News::Ends(_, Err(error))) => drop(first_error.get_or_insert(error)),
            // All of them dropped out.
            Err(RecvTimeoutError::Disconnected) => {
                return Err(first_error.unwrap_or_else(|| ErrorKind::NoKey(None).into()));
            }
        }
    }
}

/// Waits until this key is touched, or told to stop.
fn ask(open: Opener<'_>, left: Duration, stop: Cancellation, news: &Sender<News>) -> Result<(), Error> {
    let mut observer = |event| {
        if event == Event::TouchNeeded {
            let _unheard = news.send(News::Asks);
        }
    };
    let mut operation = Operation::new(left, stop, &mut observer);
    let mut hid = CtapHid::open(open()?, &mut operation)?;
    if !hid.capabilities().cbor {
        return U2fKey::over(hid, &mut operation)?.select(&mut operation);
    }
    let info = call(&mut hid, &AskInfo, &mut operation)?;
    if knows_selection(&info) {
        return call(&mut hid, &Selection, &mut operation);
    }
    // CTAP 2.0 §5.1 step 1, as in CTAP 2.1 §6.1.2: an empty pinUvAuthParam is a question for a touch, and no more.
    let reply = hid.cbor(&question(), Patience::Person, &mut operation)?;
    match reply.first().copied().map_or(Status::Unspecified, Status::from_code) {
        Status::PinInvalid | Status::PinNotSet | Status::PinAuthInvalid => Ok(()),
        Status::KeepaliveCancel => Err(ErrorKind::Cancelled.into()),
        status => Err(ErrorKind::Status { command: Command::MakeCredential, status }.into()),
    }
}

/// authenticatorSelection is there from CTAP 2.1 on.
fn knows_selection(info: &GetInfo) -> bool {
    let before = ["U2F_V2", "FIDO_2_0", "FIDO_2_1_PRE"];
    info.versions.iter().any(|version| version.starts_with("FIDO_2_") && !before.contains(&version.as_str()))
}

fn question() -> Vec<u8> {
    let algorithm = Map::new().with("alg", Algorithm::Es256.id()).with("type", "public-key");
    let parameters = Map::new()
        .with(0x01, [0; 32])
        .with(0x02, Map::new().with("id", "selection.invalid"))
        .with(0x03, Map::new().with("id", [1].as_slice()).with("name", "selection"))
        .with(0x04, vec![Value::Map(algorithm)])
        .with(0x08, Vec::<u8>::new())
        .with(0x09, 1);
    [vec![Command::MakeCredential.code()], parameters.encode()].concat()
}

fn left(operation: &Operation<'_>) -> Duration {
    operation.deadline().saturating_duration_since(Instant::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_from_before_ctap_2_1_are_told_from_those_after() {
        for (versions, knows) in [
            (&["FIDO_2_0"][..], false),
            (&["U2F_V2", "FIDO_2_0"], false),
            (&["U2F_V2", "FIDO_2_0", "FIDO_2_1_PRE"], false),
            (&["U2F_V2", "FIDO_2_0", "FIDO_2_1"], true),
            (&["FIDO_2_3"], true),
        ] {
            let versions = versions.iter().map(|&version| version.to_owned()).collect();
            assert_eq!(knows_selection(&GetInfo { versions, ..GetInfo::default() }), knows);
        }
    }
}
