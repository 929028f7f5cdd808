//! Whether a method may serve a purpose here.

use super::{Policy, Purpose, row};
use crate::records::{Channel, MethodKind};

/// Why a method does not serve a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It never does (R24).
    #[error("{} cannot be used for {}. Choose another method", .0.word(), .1.word())]
    NotForThis(MethodKind, Purpose),
    /// The administrator does not allow it (R27).
    #[error("Your organisation may not allow this method. Choose another, or ask your administrator.")]
    NotAllowed(MethodKind),
    /// The administrator has not set up what it needs (R28).
    #[error("Your administrator has not enabled {} on this service. Choose another method.", .0.word())]
    NotEnabled(MethodKind),
}

impl Refusal {
    /// Its word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotForThis(..) => "method_not_for_this",
            Self::NotAllowed(_) => "method_not_allowed_by_policy",
            Self::NotEnabled(_) => "method_not_enabled",
        }
    }
}

impl Policy {
    /// Whether a method can be had at all.
    pub fn offers(&self, kind: MethodKind) -> Result<(), Refusal> {
        if !self.methods.contains(&kind) {
            return Err(Refusal::NotAllowed(kind));
        }
        let enabled = match kind {
            MethodKind::Sms => self.channels.has(Channel::Sms),
            MethodKind::Call => self.channels.has(Channel::Voice),
            MethodKind::Email => self.channels.has(Channel::Mail),
            MethodKind::Questions => !self.questions.is_empty(),
            MethodKind::SecurityKey | MethodKind::App | MethodKind::Password | MethodKind::RecoveryCode => true,
        };
        if enabled { Ok(()) } else { Err(Refusal::NotEnabled(kind)) }
    }

    /// Whether a method may serve a purpose: what the table says goes before what is allowed here, so that a refusal names the
    /// reason that will not go away.
    pub fn check(&self, kind: MethodKind, purpose: Purpose) -> Result<(), Refusal> {
        if !row(kind).serves(purpose) {
            return Err(Refusal::NotForThis(kind, purpose));
        }
        self.offers(kind)
    }

    /// The methods that may serve a purpose, in the order in which they are offered.
    pub fn serving(&self, purpose: Purpose) -> impl Iterator<Item = MethodKind> + '_ {
        MethodKind::ALL.into_iter().filter(move |kind| self.check(*kind, purpose).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Channels;

    #[test]
    fn r24_r27_r28_a_refusal_names_the_reason_that_stays() {
        let mut policy = Policy { channels: Channels { mail: true, sms: true, voice: true }, ..Policy::default() };
        assert_eq!(policy.check(MethodKind::Sms, Purpose::SecondStep), Ok(()));
        let never = Err(Refusal::NotForThis(MethodKind::Email, Purpose::SecondStep));
        assert_eq!(policy.check(MethodKind::Email, Purpose::SecondStep), never);
        policy.methods.retain(|kind| !matches!(kind, MethodKind::Sms | MethodKind::Email));
        assert_eq!(policy.check(MethodKind::Sms, Purpose::SecondStep), Err(Refusal::NotAllowed(MethodKind::Sms)));
        assert_eq!(policy.check(MethodKind::Email, Purpose::SecondStep), never);
        policy.channels.voice = false;
        assert_eq!(policy.check(MethodKind::Call, Purpose::Reset), Err(Refusal::NotEnabled(MethodKind::Call)));
        assert_eq!(policy.offers(MethodKind::Questions), Err(Refusal::NotAllowed(MethodKind::Questions)));
        let serving: Vec<_> = policy.serving(Purpose::SecondStep).collect();
        assert_eq!(serving, [MethodKind::SecurityKey, MethodKind::App]);
    }
}
