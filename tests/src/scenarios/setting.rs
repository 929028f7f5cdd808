//! One key, one server, one person: what every step needs.

use std::time::Duration;

use hid_client::ctap2::AssertionUser;
use hid_client::error::Error;
use hid_client::events::Event;
use hid_client::key::Key;
use hid_client::operation::{Cancellation, Operation};
use hid_client::pin::Pin;
use hid_client::relying_party::RelyingParty;
use hid_client::webauthn_client::{Origin, Person, WebAuthnClient};
use shared::api::{BeginAccount, BeginSignIn, FinishRegistration, FinishSignIn, SignedIn};
use shared::webauthn_json::{AuthenticationResponseJson, RegistrationResponseJson};

use crate::bench::Bench;

/// The deadline of everything that a step does with the key.
const DEADLINE: Duration = Duration::from_secs(60);

/// One key, one server, one person.
pub struct Loop<'a> {
    /// Where the key is plugged in.
    pub bench: &'a dyn Bench,
    /// The server.
    pub server: RelyingParty,
    /// The key's PIN.
    pub pin: Pin,
    /// Stops what is being done with the key.
    pub cancellation: Cancellation,
    /// Sets this run's accounts apart from those of an earlier one on the same server.
    run: String,
}

impl<'a> Loop<'a> {
    /// A key with the PIN `pin`, and the server at `url`.
    pub fn new(bench: &'a dyn Bench, url: &str, pin: &str) -> Self {
        let origin = Origin::from_server_address(url).expect("the server's address");
        let time = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
        Self {
            bench,
            server: RelyingParty::new(origin),
            pin: Pin::new(pin).expect("a PIN"),
            cancellation: Cancellation::new(),
            run: format!("{:x}", time.as_micros()),
        }
    }

    /// A user name that nobody has.
    pub fn name(&self, who: &str) -> String {
        format!("{who}-{}", self.run)
    }

    /// Whether `name` is one that [`Self::name`] gave.
    pub fn is_name(&self, name: &str) -> bool {
        name.strip_suffix(&self.run).is_some_and(|who| who.ends_with('-'))
    }

    /// Whether `rp_id` may be that of the run's server: its domain, or one above it.
    pub fn is_relying_party(&self, rp_id: &str) -> bool {
        let domain = self.server.origin().domain();
        domain.strip_suffix(rp_id).is_some_and(|below| below.is_empty() || below.ends_with('.'))
    }

    /// Opens the key, has `act` do something, and touches the key when it asks.
    pub fn with_key<T>(&self, act: impl FnOnce(&mut Key, &mut Operation<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let mut touch = |event| {
            if event == Event::TouchNeeded {
                self.bench.touch();
            }
        };
        let mut operation = Operation::new(DEADLINE, self.cancellation.clone(), &mut touch);
        let mut key = Key::open(self.bench.open(), &mut operation)?;
        act(&mut key, &mut operation)
    }

    /// Creates an account with this key.
    pub fn register(&self, name: &str) -> Result<SignedIn, Error> {
        let begun = self.server.begin_account(&BeginAccount {
            user_name: name.into(),
            display_name: None,
            invitation: None,
        })?;
        let credential = self.create(|client, operation| client.create(&begun.public_key, operation))?;
        let finish = FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
        Ok(self.server.finish_account(&finish)?)
    }

    /// Signs in by name, or without one.
    pub fn sign_in(&self, name: Option<&str>) -> Result<SignedIn, Error> {
        Ok(self.server.finish_sign_in(&self.sign_in_answer(name, &self.pin)?)?)
    }

    /// What a sign-in would post last.
    pub fn sign_in_answer(&self, name: Option<&str>, pin: &Pin) -> Result<FinishSignIn, Error> {
        let begun = self.server.begin_sign_in(&BeginSignIn { user_name: name.map(str::to_owned) })?;
        let mut person = Somebody { pin: pin.clone(), wants: name.map(str::to_owned) };
        let credential = self.ceremony(&mut person, |client, operation| client.get(&begun.public_key, operation))?;
        Ok(FinishSignIn { ceremony: begun.ceremony, credential })
    }

    /// The same for a person who picks the account called `wants` from the key's list.
    pub fn sign_in_as(&self, wants: &str) -> Result<SignedIn, Error> {
        let begun = self.server.begin_sign_in(&BeginSignIn::default())?;
        let mut person = Somebody { pin: self.pin.clone(), wants: Some(wants.to_owned()) };
        let credential: AuthenticationResponseJson =
            self.ceremony(&mut person, |client, operation| client.get(&begun.public_key, operation))?;
        Ok(self.server.finish_sign_in(&FinishSignIn { ceremony: begun.ceremony, credential })?)
    }

    /// A ceremony of this key with its right PIN.
    pub fn create(
        &self,
        act: impl FnOnce(&mut WebAuthnClient<'_>, &mut Operation<'_>) -> Result<RegistrationResponseJson, Error>,
    ) -> Result<RegistrationResponseJson, Error> {
        self.ceremony(&mut Somebody { pin: self.pin.clone(), wants: None }, act)
    }

    fn ceremony<T>(
        &self,
        person: &mut Somebody,
        act: impl FnOnce(&mut WebAuthnClient<'_>, &mut Operation<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.with_key(|key, operation| act(&mut WebAuthnClient::new(self.server.origin(), key, person), operation))
    }
}

/// A person who knows a PIN and which account they want.
struct Somebody {
    pin: Pin,
    wants: Option<String>,
}

impl Person for Somebody {
    fn pin(&mut self) -> Result<Pin, Error> {
        Ok(self.pin.clone())
    }

    fn account(&mut self, accounts: &[AssertionUser]) -> Result<usize, Error> {
        let wanted = |account: &AssertionUser| self.wants.is_some() && account.name == self.wants;
        // The newest comes first (CTAP 2.1 §6.2.2 step 12): who does not care takes it.
        Ok(accounts.iter().position(wanted).unwrap_or(0))
    }
}
