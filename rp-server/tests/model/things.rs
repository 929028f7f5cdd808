//! What a sequence is about, by small numbers: few of each, so that steps meet.

/// A method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    Key,
    App,
    Sms,
    Call,
    Email,
    Password,
    Recovery,
}

/// What a method is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    SignIn,
    SecondStep,
    Reset,
    Proof,
}

impl Purpose {
    pub(crate) const ALL: [Self; 4] = [Self::SignIn, Self::SecondStep, Self::Reset, Self::Proof];
}

/// Somewhere that codes can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Phone(u8),
    Mailbox(u8),
}

/// Every place of a sequence.
pub(crate) const PLACES: [Place; 4] = [Place::Phone(0), Place::Phone(1), Place::Mailbox(0), Place::Mailbox(1)];

/// One thing that an account offers for a purpose. A place that was removed and proved anew is another one: `u32` says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Offer {
    Key,
    App,
    Sent(Way, Place, u32),
    Password,
}

impl Offer {
    pub(crate) fn way(self) -> Way {
        match self {
            Self::Key => Way::Key,
            Self::App => Way::App,
            Self::Sent(way, ..) => way,
            Self::Password => Way::Password,
        }
    }
}

/// A text message and a call reach one phone.
pub(crate) fn is_same_thing(one: Way, other: Way) -> bool {
    let phone = |way| matches!(way, Way::Sms | Way::Call);
    one == other || phone(one) && phone(other)
}

/// The passwords that people use here; the third one is good only where a second step follows, the last is nobody's.
pub(crate) const PASSWORDS: [&str; 4] =
    ["seven purple walrus teeth", "korrekt häst batteri", "kR9#vLq2$x", "nobody ever chose this one"];

/// Whether a password is long enough to be the only step.
pub(crate) fn is_long(password: u8) -> bool {
    password != 2
}
