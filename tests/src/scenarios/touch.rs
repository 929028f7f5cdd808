//! The touch: waited for, and not waited for any more.

use std::time::Duration;

use hid_client::error::ErrorKind;
use hid_client::events::Event;
use hid_client::key::Key;
use hid_client::operation::{Cancellation, Operation};
use hid_client::webauthn_client::{Person, WebAuthnClient};
use shared::api::BeginAccount;

use super::Loop;

/// A person who stops while the key blinks gets "cancelled", and the key is ready for the next command at once.
pub(super) fn cancelling_leaves_the_key_quiet(it: &mut Loop<'_>) {
    let begin = BeginAccount { user_name: it.name("cancelled"), display_name: None, invitation: None };
    let begun = it.server.begin_account(&begin).expect("begun");
    let cancellation = Cancellation::new();
    let stop = cancellation.clone();
    let mut touches = 0;
    let mut observer = |event| {
        if event == Event::TouchNeeded {
            touches += 1;
            stop.cancel();
        }
    };
    let error = {
        let mut operation = Operation::new(Duration::from_secs(60), cancellation, &mut observer);
        let mut key = Key::open(it.bench.open(), &mut operation).expect("the key");
        let mut person = Knows(it.pin.clone());
        let mut client = WebAuthnClient::new(it.server.origin(), &mut key, &mut person);
        client.create(&begun.public_key, &mut operation).expect_err("cancelled")
    };
    assert!(matches!(error.kind(), ErrorKind::Cancelled), "{error:?}");
    assert_eq!(touches, 1, "one prompt");
    it.with_key(|key, operation| key.pin_tries(operation)).expect("the key is quiet");
    it.register(&begin.user_name).expect("nothing was left behind");
}

struct Knows(hid_client::pin::Pin);

impl Person for Knows {
    fn pin(&mut self) -> Result<hid_client::pin::Pin, hid_client::error::Error> {
        Ok(self.0.clone())
    }

    fn account(&mut self, _: &[hid_client::ctap2::AssertionUser]) -> Result<usize, hid_client::error::Error> {
        Ok(0)
    }
}
