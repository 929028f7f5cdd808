//! Which handler serves what.

use axum::Router;
use axum::routing::{get, patch, post};

use super::{accounts, keys, me, sign_in};
use crate::http::App;

/// The routes below `/api/v1`.
pub(in crate::http) fn routes() -> Router<App> {
    Router::new()
        .route("/accounts/begin", post(accounts::begin))
        .route("/accounts/finish", post(accounts::finish))
        .route("/sign-in/begin", post(sign_in::begin))
        .route("/sign-in/finish", post(sign_in::finish))
        .route("/me", get(me::me))
        .route("/sign-out", post(me::sign_out))
        .route("/keys", get(keys::list))
        .route("/keys/begin", post(keys::begin))
        .route("/keys/finish", post(keys::finish))
        .route("/keys/{id}", patch(keys::rename).delete(keys::remove))
}
