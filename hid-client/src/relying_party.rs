//! The server's API, from the client's side: `/api/v1/` (docs/integrate.md).

mod client;
mod refusal;

pub use client::RelyingParty;
pub use refusal::ServerError;
