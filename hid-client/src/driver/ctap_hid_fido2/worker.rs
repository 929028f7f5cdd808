//! The crate's calls on a thread, with a deadline and a cancel flag that it does not have itself.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use shared::ctap::commands::{Command, HidCommand};
use shared::ctap::packet::fragment;
use shared::ctap::status::Status;

use super::Place;
use crate::error::{Action, Error, ErrorKind, ProtocolError};
use crate::operation::Operation;
use crate::transport::{HidrawTransport, Transport as _};

const SLICE: Duration = Duration::from_millis(50);
const CANCEL_GRACE: Duration = Duration::from_millis(500);

/// Runs `work` until it returns, the deadline passes or the person stops it; then what is pending is cancelled.
pub(super) fn run<T: Send + 'static>(
    place: &Place,
    command: Command,
    operation: &mut Operation<'_>,
    work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> Result<T, Error> {
    operation.check()?;
    let (done, result) = mpsc::channel();
    let spawned = thread::Builder::new().name("ctap-hid-fido2".into()).spawn(move || done.send(work()).ok());
    spawned.map_err(|error| ErrorKind::Io(Action::Thread, error))?;
    loop {
        match result.recv_timeout(SLICE) {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(error)) => return Err(translate(command, &error.to_string())),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(ErrorKind::from(ProtocolError::Driver("ctap-hid-fido2 panicked".into())).into());
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        if let Err(reason) = operation.check() {
            cancel(place, &result);
            return Err(reason);
        }
    }
}

/// Sends CTAPHID_CANCEL on the crate's channel, by a handle of our own, and gives the crate time to see the reply.
fn cancel<T>(place: &Place, result: &Receiver<T>) {
    let Some(channel) = place.channel else { return };
    let Ok(reports) = fragment(channel, HidCommand::Cancel.code(), &[]) else { return };
    let Ok(mut transport) = HidrawTransport::open_beside(&place.path) else { return };
    if reports.iter().all(|report| transport.write(report).is_ok()) {
        let _ = result.recv_timeout(CANCEL_GRACE);
    }
}

/// The crate's errors are texts: `response_status err = 0x31 CTAP2_ERR_PIN_INVALID ...`.
fn translate(command: Command, text: &str) -> Error {
    let code = text
        .split_once("response_status err = 0x")
        .and_then(|(_, rest)| rest.get(..2))
        .and_then(|digits| u8::from_str_radix(digits, 16).ok());
    match code.map(Status::from_code) {
        Some(Status::KeepaliveCancel) => ErrorKind::Cancelled.into(),
        Some(status) => ErrorKind::Status { command, status }.into(),
        None => ErrorKind::from(ProtocolError::Driver(text.to_owned())).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crates_texts_become_statuses() {
        let text = "response_status err = 0x31 CTAP2_ERR_PIN_INVALID PIN Invalid.";
        assert_eq!(translate(Command::ClientPin, text).status(), Some(Status::PinInvalid));
        let text = "response_status err = 0x2D CTAP2_ERR_KEEPALIVE_CANCEL";
        assert!(matches!(translate(Command::MakeCredential, text).kind(), ErrorKind::Cancelled));
        let error = translate(Command::GetInfo, "Failed to open device.");
        assert_eq!(error.to_string(), "protocol error: driver: Failed to open device.");
    }
}
