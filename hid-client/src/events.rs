//! What a person should learn while a key is at work. The library reports; whoever calls it prints.

/// Something happened that a person may want to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The key waits for a touch (CTAPHID_KEEPALIVE with status UPNEEDED, CTAP 2.1 §11.2.9.1.7). Once per command.
    TouchNeeded,
    /// The key waits for built-in user verification: a fingerprint, mostly.
    VerificationNeeded,
    /// Built-in user verification did not work out; the PIN takes its place.
    FallsBackToPin,
    /// The PIN will be asked for; so many tries are left before the key locks itself.
    PinTries(u8),
    /// Another program uses the key; waiting for it.
    KeyBusy,
}
