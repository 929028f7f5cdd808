//! The table of R24: which method is good for what, whoever runs the server.

use crate::records::MethodKind;

/// What somebody wants to use a method for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// To begin to sign in: in place of a password, or as one.
    SignIn,
    /// To be the second step of two.
    SecondStep,
    /// To set a new password when the old one is forgotten (R37).
    Reset,
    /// To prove who they are before a change (R6).
    Proof,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 4] = [Self::SignIn, Self::SecondStep, Self::Reset, Self::Proof];

    /// Its word in the API and for the operator.
    pub const fn word(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::SecondStep => "second-step",
            Self::Reset => "reset",
            Self::Proof => "proof",
        }
    }
}

/// What one method is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The method.
    pub kind: MethodKind,
    /// For beginning to sign in.
    pub sign_in: bool,
    /// For the second of two steps.
    pub second_step: bool,
    /// For a new password.
    pub reset: bool,
    /// For a proof before a change.
    pub proof: bool,
}

impl Row {
    /// Whether it is good for this.
    pub const fn serves(&self, purpose: Purpose) -> bool {
        match purpose {
            Purpose::SignIn => self.sign_in,
            Purpose::SecondStep => self.second_step,
            Purpose::Reset => self.reset,
            Purpose::Proof => self.proof,
        }
    }
}

/// Every method, in the order in which it is offered. A security key with its PIN is both steps at once.
pub const TABLE: [Row; 8] = [
    Row { kind: MethodKind::SecurityKey, sign_in: true, second_step: true, reset: true, proof: true },
    Row { kind: MethodKind::App, sign_in: false, second_step: true, reset: true, proof: true },
    Row { kind: MethodKind::Sms, sign_in: true, second_step: true, reset: true, proof: true },
    Row { kind: MethodKind::Call, sign_in: true, second_step: true, reset: true, proof: true },
    Row { kind: MethodKind::Email, sign_in: false, second_step: false, reset: true, proof: true },
    Row { kind: MethodKind::Password, sign_in: true, second_step: false, reset: false, proof: true },
    // It has an address of its own, where it lets its person in to put the account in order.
    Row { kind: MethodKind::RecoveryCode, sign_in: false, second_step: false, reset: false, proof: false },
    // Never alone: a new password takes another method beside them.
    Row { kind: MethodKind::Questions, sign_in: false, second_step: false, reset: true, proof: false },
];

/// The row of a method.
pub const fn row(kind: MethodKind) -> Row {
    match kind {
        MethodKind::SecurityKey => TABLE[0],
        MethodKind::App => TABLE[1],
        MethodKind::Sms => TABLE[2],
        MethodKind::Call => TABLE[3],
        MethodKind::Email => TABLE[4],
        MethodKind::Password => TABLE[5],
        MethodKind::RecoveryCode => TABLE[6],
        MethodKind::Questions => TABLE[7],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r24_the_table_is_the_requirements_table() {
        let of = |kind| (row(kind).second_step, row(kind).reset);
        for (kind, expected) in [
            (MethodKind::SecurityKey, (true, true)),
            (MethodKind::App, (true, true)),
            (MethodKind::Sms, (true, true)),
            (MethodKind::Call, (true, true)),
            (MethodKind::Email, (false, true)),
            (MethodKind::Questions, (false, true)),
        ] {
            assert_eq!(of(kind), expected, "{kind:?}");
        }
        for kind in MethodKind::ALL {
            assert_eq!(row(kind).kind, kind);
        }
        assert_eq!(TABLE.map(|row| row.kind), MethodKind::ALL, "both say the order in which methods are shown");
    }
}
