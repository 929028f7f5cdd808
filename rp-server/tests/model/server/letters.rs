//! What was sent, as its person reads it.

use rp_server::records::{ArgumentValue, OutboxMessage};
use rp_server::sealing::SealingKey;
use rp_server::secret::ServerSecret;

/// Opens what the outbox has sealed.
pub(crate) struct Letters(SealingKey);

impl Letters {
    pub(crate) fn new(secret: &ServerSecret) -> Self {
        Self(SealingKey::new(secret, "outbox").unwrap())
    }

    /// The code that a message brings, and the number or address that it goes to.
    pub(crate) fn read(&self, message: &OutboxMessage) -> (String, String) {
        let code = message.arguments.iter().find(|argument| argument.name == "code").unwrap();
        let ArgumentValue::Secret(code) = &code.value else { panic!("a code is sealed") };
        let code = self.0.open(&[message.id.as_bytes(), b"argument", b"code"], code).unwrap();
        let to = self.0.open(&[message.id.as_bytes(), b"destination"], &message.destination).unwrap();
        (code.to_string(), to.to_string())
    }
}
