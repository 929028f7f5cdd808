//! `/api/v1/review`: is the security info still right? Asked after a long absence, and to be answered within seven days (R1 to R4).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::api;

use crate::http::openapi::{PostponeRefusals, ReviewRefusals, VerifyRefusals};
use crate::http::session::OverdueSession;
use crate::http::{App, Refused};
use crate::records::Review;

/// Whether the person is asked to look their security info through.
#[utoipa::path(
    get,
    path = "/review",
    tag = "review",
    operation_id = "review",
    responses((status = 200, description = "How it stands", body = api::Review), ReviewRefusals),
    security(("session" = []))
)]
pub(super) async fn show(OverdueSession(session): OverdueSession) -> Json<api::Review> {
    let review = session.standing().review;
    let (locks_at, postponed_until) = match review {
        Review::Settled | Review::Overdue => (None, None),
        Review::Due { locks_at } => (Some(locks_at), None),
        Review::Postponed { until, locks_at } => (Some(locks_at), Some(until)),
    };
    Json(api::Review {
        state: review.word().to_owned(),
        locks_at: locks_at.map(|at| at.to_string()),
        postponed_until: postponed_until.map(|at| at.to_string()),
    })
}

/// Says that all security info is right; unlocks an account whose seven days are over. Needs a fresh proof, which for that no
/// trusted device spares.
#[utoipa::path(
    post,
    path = "/review",
    tag = "review",
    operation_id = "verifyInfo",
    responses((status = 204, description = "Nothing is asked any more"), VerifyRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn verify(
    State(app): State<App>,
    OverdueSession(session): OverdueSession,
) -> Result<StatusCode, Refused> {
    if session.standing().review == Review::Overdue {
        app.need_proof_itself(&session)?;
    } else {
        app.need_fresh_proof(&session)?;
    }
    app.security_infos().verify_info(&session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts the question off for a day, within its seven.
#[utoipa::path(
    post,
    path = "/review/postpone",
    tag = "review",
    operation_id = "postponeReview",
    responses((status = 204, description = "Put off, or nothing is asked"), PostponeRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn postpone(
    State(app): State<App>,
    OverdueSession(session): OverdueSession,
) -> Result<StatusCode, Refused> {
    app.security_infos().postpone_review(&session).await?;
    Ok(StatusCode::NO_CONTENT)
}
