//! Messages to people: by a real mail server with TLS, and by doubles of the providers that fail, hang and answer late.

mod crash;
mod mail;
mod phone;

use rp_server::records::OutboxMessage;

/// Nothing that is kept or printed of a message shows what it says or where it goes.
fn shows_nothing(message: &OutboxMessage, secrets: &[&str]) {
    use rp_server::records::Record as _;

    let stored = message.to_stored();
    for secret in secrets {
        assert!(!format!("{message:?}").contains(secret), "{message:?}");
        assert!(!stored.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} is stored");
    }
}
