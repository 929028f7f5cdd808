//! What people do, one thing at a time.

use crate::things::{Place, Way};

/// One thing that somebody does, with the first browser or the second.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Time passes, in seconds.
    Wait(u64),
    KeySignIn {
        browser: usize,
        key: u8,
    },
    PasswordSignIn {
        browser: usize,
        password: u8,
    },
    /// Asks for a single-use code in place of the password.
    CodeSignIn {
        browser: usize,
        way: Way,
        phone: u8,
    },
    /// Asks for a code for the next step of what is under way.
    SendNext {
        browser: usize,
        way: Way,
        place: Place,
    },
    TakeNext {
        browser: usize,
        typed: Typed,
    },
    SendProof {
        browser: usize,
        way: Way,
        place: Place,
    },
    Prove {
        browser: usize,
        typed: Typed,
    },
    AddKey {
        browser: usize,
        key: u8,
    },
    RemoveKey {
        browser: usize,
        key: u8,
    },
    BeginApp {
        browser: usize,
    },
    FinishApp {
        browser: usize,
        is_right: bool,
    },
    RemoveApp {
        browser: usize,
        which: usize,
    },
    SendNew {
        browser: usize,
        way: Way,
        place: Place,
    },
    SendNewAgain {
        browser: usize,
        way: Way,
    },
    TypeNew {
        browser: usize,
        is_phone: bool,
        code: CodeChoice,
    },
    RemovePlace {
        browser: usize,
        place: Place,
    },
    SetPassword {
        browser: usize,
        password: u8,
    },
    RemovePassword {
        browser: usize,
    },
    Restore {
        browser: usize,
        which: usize,
    },
    SwitchTwoSteps {
        browser: usize,
        on: bool,
    },
    ChooseDefault {
        browser: usize,
        way: Way,
        place: Place,
    },
    Trust {
        browser: usize,
    },
    Distrust {
        browser: usize,
        which: usize,
    },
    MakeRecovery {
        browser: usize,
    },
    RemoveRecovery {
        browser: usize,
    },
    UseRecovery {
        browser: usize,
        code: CodeChoice,
    },
    BeginReset {
        browser: usize,
    },
    ResetPassword {
        browser: usize,
        password: u8,
    },
    /// By whoever is signed in, or by whoever is under way.
    SendReplacement {
        browser: usize,
        signed_in: bool,
        way: Way,
        place: Place,
    },
    TypeReplacement {
        browser: usize,
        signed_in: bool,
        code: CodeChoice,
    },
    CancelReplacement {
        browser: usize,
    },
    /// What the server does by itself every now and then.
    Housekeeping,
    /// Somebody guesses a hundred times, an hour apart.
    Siege {
        way: Way,
    },
}

/// What is typed as a proof.
#[derive(Debug, Clone)]
pub(crate) enum Typed {
    Sent(Way, CodeChoice),
    /// The code of an app, so many steps from now.
    App {
        which: usize,
        steps: i8,
    },
    Password(u8),
}

/// Which code is typed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum CodeChoice {
    /// The newest that was sent for this.
    Newest,
    /// The one that was sent for this before it.
    Older,
    /// Any that was sent for anything.
    Any(usize),
    Wrong,
}
