//! Erasing a key.

use shared::ctap::status::Status;

use super::Key;
use crate::ctap2::Reset;
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;

impl Key {
    /// Erases everything on the key: credentials of both kinds, the PIN and the settings (CTAP 2.1 §6.6). It asks for a touch.
    ///
    /// [`ErrorKind::ResetTooLate`] when the key was plugged in too long ago: seconds on a USB key.
    pub fn reset(&mut self, operation: &mut Operation<'_>) -> Result<(), Error> {
        self.call(&Reset, operation).map_err(|error| match error.status() {
            Some(Status::NotAllowed) => ErrorKind::ResetTooLate.into(),
            _ => error,
        })
    }

    /// Whether this handle still leads to the key; false once it was unplugged.
    pub fn is_there(&mut self, operation: &mut Operation<'_>) -> bool {
        match self.refresh(operation) {
            Ok(()) => true,
            Err(error) => !matches!(error.kind(), ErrorKind::Disconnected | ErrorKind::Io(..)),
        }
    }
}
