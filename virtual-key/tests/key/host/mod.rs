//! A small CTAP host for tests.

mod link;
pub(crate) mod management;
mod pin;
mod requests;
mod signed;
mod wire;

pub(crate) use link::{Link, connect_unix};
pub(crate) use pin::{
    PROTOCOLS, Session, authenticate, change_pin, client_pin, padded, pin_hash, set_pin, token, token_of, wrong_pin,
};
pub(crate) use requests::{CLIENT_DATA_HASH, Request, get_assertion, make_credential, parameters};
pub(crate) use signed::{ALGORITHMS, Assertion, ID_LENGTHS, Made, verifies};
pub(crate) use wire::{Host, TestKey, WAIT};
