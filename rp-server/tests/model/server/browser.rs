//! What a browser holds.

use rp_server::security_info::PendingToken;
use rp_server::sessions::{Client, SessionToken, TrustedDeviceToken};

#[derive(Default)]
pub(crate) struct Browser {
    pub(crate) session: Option<SessionToken>,
    pub(crate) under_way: Option<PendingToken>,
    pub(crate) device: Option<TrustedDeviceToken>,
    /// What names the app that is being set up.
    pub(crate) setup: Option<String>,
}

impl Browser {
    /// What it comes with to the server.
    pub(crate) fn client(&self) -> Client {
        Client {
            previous: self.session.as_ref().and_then(|token| SessionToken::parse(&token.reveal())),
            device: self.device.as_ref().and_then(|token| TrustedDeviceToken::parse(&token.reveal())),
            ..Client::default()
        }
    }
}
