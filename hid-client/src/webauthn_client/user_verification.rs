//! How the person is verified: what the server wants against what the key can (WebAuthn L3 §5.1.3 "userVerification").

use shared::ctap::commands::Command;
use shared::ctap::get_info::GetInfo;
use shared::webauthn_json::UserVerification;

use super::WebAuthnClient;
use crate::driver::Authenticator;
use crate::error::{Error, ErrorKind, Lacking};
use crate::events::Event;
use crate::key::{Verification, falls_back_to_pin};
use crate::operation::Operation;
use crate::pin::Pin;

/// What the key itself demands beyond the server's wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ceremony {
    /// Signing.
    Get,
    /// Making a credential, discoverable or not.
    Create { resident_key: bool },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plan {
    TouchOnly,
    BuiltIn,
    Pin,
}

impl WebAuthnClient<'_> {
    /// Runs `ceremony` with the person verified as planned; gives its result and how the person was verified.
    ///
    /// Built-in verification that is blocked or fails falls back to the PIN where there is one (CTAP 2.1 §6.5.3.1).
    pub(super) fn with_verification<T>(
        &mut self,
        wish: UserVerification,
        ceremony: Ceremony,
        operation: &mut Operation<'_>,
        mut run: impl FnMut(&mut dyn Authenticator, &Verification, &mut Operation<'_>) -> Result<T, Error>,
    ) -> Result<(T, Verification), Error> {
        let plan = plan(self.authenticator.info(), wish, ceremony)?;
        match plan {
            Plan::TouchOnly => {
                return Ok((run(self.authenticator, &Verification::None, operation)?, Verification::None));
            }
            Plan::BuiltIn => match run(self.authenticator, &Verification::BuiltIn, operation) {
                Ok(result) => return Ok((result, Verification::BuiltIn)),
                Err(error) if falls_back_to_pin(&error) && self.authenticator.info().option("clientPin") => {
                    operation.report(Event::FallsBackToPin);
                }
                Err(error) => return Err(error),
            },
            Plan::Pin => {}
        }
        let pin = Verification::Pin(self.ask_pin(operation)?);
        Ok((run(self.authenticator, &pin, operation)?, pin))
    }

    fn ask_pin(&mut self, operation: &mut Operation<'_>) -> Result<Pin, Error> {
        if self.authenticator.info().force_pin_change == Some(true) {
            return Err(ErrorKind::PinChangeRequired.into());
        }
        let tries = self.authenticator.pin_tries(operation)?;
        if let Some(status) = tries.blocked() {
            return Err(ErrorKind::Status { command: Command::ClientPin, status }.into());
        }
        operation.report(Event::PinTries(tries.left));
        operation.with_clock_stopped(|| self.person.pin())
    }
}

fn plan(info: &GetInfo, wish: UserVerification, ceremony: Ceremony) -> Result<Plan, Error> {
    let (built_in, pin) = (info.option("uv"), info.stated_option("clientPin"));
    let best = if built_in {
        Some(Plan::BuiltIn)
    } else if pin == Some(true) {
        Some(Plan::Pin)
    } else {
        None
    };
    let key_demands = match ceremony {
        Ceremony::Get => info.option("alwaysUv"),
        // A key with a PIN may make a credential without it only where it says so, and only a non-discoverable one
        // (CTAP 2.1 §6.1.2 steps 5 and 6).
        Ceremony::Create { resident_key } => {
            info.option("alwaysUv") || best.is_some() && (resident_key || !info.option("makeCredUvNotRqd"))
        }
    };
    match (wish, best) {
        (UserVerification::Discouraged, _) if !key_demands => Ok(Plan::TouchOnly),
        (_, Some(best)) => Ok(best),
        (UserVerification::Required, None) if info.versions == ["U2F_V2"] => Err(ErrorKind::U2fHasNoPin.into()),
        (UserVerification::Required, None) => {
            // A key that could verify but has not been set up for it, or one that cannot.
            Err(if pin.is_some() { ErrorKind::PinNotSet } else { ErrorKind::NotSupported(Lacking::PinOrFingerprint) }
                .into())
        }
        (_, None) if key_demands => Err(ErrorKind::PinNotSet.into()),
        (_, None) => Ok(Plan::TouchOnly),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(options: &[(&str, bool)]) -> GetInfo {
        let options = options.iter().map(|(name, on)| ((*name).to_owned(), *on)).collect();
        GetInfo { options: Some(options), ..GetInfo::default() }
    }

    #[test]
    fn the_plan_follows_the_servers_wish_and_the_keys_demands() {
        use UserVerification::{Discouraged, Preferred, Required};
        let pin = [("clientPin", true)];
        let unset = [("clientPin", false)];
        let not_required = [("clientPin", true), ("makeCredUvNotRqd", true)];
        let built_in = [("uv", true), ("clientPin", true)];
        let always = [("alwaysUv", true), ("clientPin", true)];
        let create = |resident_key| Ceremony::Create { resident_key };
        for (options, wish, ceremony, expected) in [
            (&pin[..], Required, Ceremony::Get, Plan::Pin),
            (&pin, Preferred, Ceremony::Get, Plan::Pin),
            (&pin, Discouraged, Ceremony::Get, Plan::TouchOnly),
            (&pin, Discouraged, create(false), Plan::Pin),
            (&not_required, Discouraged, create(false), Plan::TouchOnly),
            (&not_required, Discouraged, create(true), Plan::Pin),
            (&built_in, Required, create(true), Plan::BuiltIn),
            (&always, Discouraged, Ceremony::Get, Plan::Pin),
            (&unset, Preferred, create(false), Plan::TouchOnly),
        ] {
            assert_eq!(plan(&info(options), wish, ceremony).unwrap(), expected, "{options:?} {wish:?} {ceremony:?}");
        }
        let refusal = |options: &[(&str, bool)]| plan(&info(options), Required, Ceremony::Get).unwrap_err().to_string();
        assert_eq!(refusal(&unset), "the key has no PIN");
        assert_eq!(refusal(&[]), "the key does not support a PIN or a fingerprint");
        let u2f = GetInfo { versions: vec!["U2F_V2".into()], ..GetInfo::default() };
        assert_eq!(plan(&u2f, Preferred, create(false)).unwrap(), Plan::TouchOnly);
        assert_eq!(plan(&u2f, Required, Ceremony::Get).unwrap_err().to_string(), "a U2F key has no PIN");
    }
}
