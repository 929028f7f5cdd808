//! What whoever runs the server may do to accounts, whether it runs or not.
//!
//! | part | what |
//! |---|---|
//! | [`Operator`] | does it, against a store |
//! | [`Request`], [`Reply`] | what is asked and answered: the same on the control socket as on the command line |
//!
//! Every change is in the audit with the actor "operator", and its account's person is shown it.

mod accounts;
mod apps;
mod error;
mod invitations;
mod keys;
mod outbox;
mod words;

pub use accounts::Operator;
pub use error::{OperatorError, Refusal};
pub use words::{
    AccountDetails, AccountSummary, Accounts, Answer, AppRemoved, AppSummary, Device, Happening, InvitationSummary,
    Invitations, Invited, KeyRemoved, KeySummary, Locked, MessageDropped, MessageRetried, MessageSummary, Messages,
    Reply, Request, Revoked, Unlocked,
};
