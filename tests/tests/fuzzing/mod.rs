//! What must hold whatever a key replies. The fuzzer calls these with inputs of its own (`fuzz/`), and `corpus.rs` with every
//! input that the fuzzer once found worth keeping.

mod meddling;
mod replies;
mod session;

pub use replies::{ctap2_replies, u2f_replies};
pub use session::{KINDS, attempt, session};

use std::time::Duration;

use hid_client::error::Error;
use hid_client::operation::{Cancellation, Operation};
use hid_client::pin::Pin;

/// The key's PIN.
const PIN: &str = "1234";
/// Nothing here waits for a person: whoever waits longer hangs.
const DEADLINE: Duration = Duration::from_secs(5);

/// Does something with a deadline; nobody watches.
fn within<T>(act: impl FnOnce(&mut Operation<'_>) -> Result<T, Error>) -> Result<T, Error> {
    let mut nobody = |_| {};
    act(&mut Operation::new(DEADLINE, Cancellation::new(), &mut nobody))
}

fn pin() -> Pin {
    Pin::new(PIN).unwrap()
}

/// That whatever went wrong is said.
fn check<T>(result: Result<T, Error>) {
    if let Err(error) = result {
        assert!(!error.to_string().is_empty());
    }
}
