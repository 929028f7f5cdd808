//! Messages to people: written beside the change that they tell of, sent by workers that no request waits for.
//!
//! | part | what |
//! |---|---|
//! | [`Outbox`] | writes messages, so that nobody who reads the store reads them |
//! | [`Notices`] | which messages tell of a change of security info |
//! | `words` | what a message says, in its person's language |
//! | [`Courier`] | what hands a message over: `folder`, `smtp`, `twilio`, `elks` |
//! | [`Workers`] | take what is due, have it sent, write down what came of it |
//! | [`Callbacks`] | what providers say of a message later, and how to know that it was they |

mod backoff;
mod callbacks;
mod courier;
mod elks;
mod folder;
mod notices;
mod outbox;
mod providers;
mod smtp;
mod twilio;
mod web;
mod words;
mod workers;

pub use callbacks::{CallbackError, Callbacks, Reported};
pub use courier::{Courier, Outgoing, Receipt, SendError};
pub use notices::{Notice, Notices, notices_for};
pub use outbox::{Channels, NewCode, NewMessage, Outbox, OutboxError, Secret};
pub use providers::{Delivery, DeliveryError};
pub use workers::Workers;
