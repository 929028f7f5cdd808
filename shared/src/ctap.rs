//! The names and frames that host and authenticator share (CTAP 2.1).
//!
//! Requests and replies of the commands are not here: `hid-client` and `virtual-key` each read the standard for
//! themselves, so that a mistake of one shows at the other.

pub mod commands;
pub mod get_info;
pub mod packet;
pub mod status;
