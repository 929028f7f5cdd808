//! Rows that a host fetches item by item: what a stateful command leaves for those that go on with it (CTAP 2.1 §6).

use std::time::{Duration, Instant};

use shared::ctap::status::Status;

use super::failure::Failure;
use super::get_assertion::Signing;
use super::request::Located;

/// How long after the last item the next one may be asked for.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// What is left of a row. There is one at a time, whichever command began it.
pub(super) struct Sequence {
    remaining: Remaining,
    last_call: Instant,
}

/// The items; in each list the next one last.
pub(super) enum Remaining {
    /// Assertions of getAssertion (§6.2.2 step 12).
    Assertions(Signing, Vec<Located>),
    /// RP IDs of enumerateRPsBegin (§6.8.3).
    RelyingParties(Vec<String>),
    /// Credential ids of enumerateCredentialsBegin (§6.8.4).
    Credentials(Vec<Vec<u8>>),
    /// A large-blob array that is being written, as far as it came, and how long it will be (§6.10.2).
    LargeBlobArray { pending: Vec<u8>, expected: usize },
}

impl Sequence {
    /// A row whose first item was given out at `now`.
    pub(super) fn begin(remaining: Remaining, now: Instant) -> Self {
        Self { remaining, last_call: now }
    }

    /// What is left of `sequence`, unless it is none or its time is over.
    pub(super) fn resume(sequence: Option<Self>, now: Instant) -> Result<Remaining, Failure> {
        sequence
            .filter(|it| now.saturating_duration_since(it.last_call) <= TIME_LIMIT)
            .map(|it| it.remaining)
            .ok_or_else(|| Status::NotAllowed.into())
    }
}
