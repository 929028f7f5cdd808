//! The server as browsers and programs see it.
//!
//! | part | what |
//! |---|---|
//! | [`App`] | what every request can reach, and its routes |
//! | [`serve`] | connections: accepted, timed, and finished before the end |
//! | [`Refused`] | every refusal as problem+json (RFC 9457), or as the conformance profile wants it |
//! | `api` | `/api/v1/`, one endpoint group a file |
//! | `fido` | the FIDO conformance profile |
//! | `delivery` | what providers report of messages |
//! | `forward_auth` | who sends a request, for proxies in front of other applications |
//! | `well_known` | what browsers and credential managers look up |
//! | `openapi` | the description of all this, `/api/openapi.json` |
//! | `pages` | the pages, one a file |
//! | `envelope` | what surrounds every answer: request id, security headers, timeout, panics |

mod api;
mod app;
mod body;
mod client_address;
mod cookies;
mod delivery;
mod envelope;
mod fido;
mod forward_auth;
mod handshake;
mod health;
mod openapi;
mod origin_guard;
mod pages;
mod problem;
mod request_id;
mod server;
mod session;
mod well_known;

pub use app::{App, AppSettings};
pub use client_address::Proxies;
pub use problem::Refused;
pub use server::{Limits, serve};
