//! `/`: the way in.

use axum::response::Response;

use super::Visitor;
use super::return_to::ReturnTo;
use super::show::go_on;
use crate::http::Refused;

/// Sends people on: to their security info, or to sign in.
pub(super) async fn show(visitor: Visitor) -> Result<Response, Refused> {
    let is_signed_in = visitor.person_overdue_or_not().is_ok() || visitor.has_ended();
    Ok(go_on(if is_signed_in { ReturnTo::START } else { "/sign-in" }))
}
