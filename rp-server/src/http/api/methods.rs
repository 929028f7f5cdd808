//! `/api/v1/methods`, `/api/v1/password`, `/api/v1/two-step`: what protects an account beside its keys.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::api::{MethodState, Methods, SetPassword, SwitchTwoStep};

use crate::http::body::JsonBody;
use crate::http::openapi::{MethodsRefusals, RemovePasswordRefusals, SetPasswordRefusals, SwitchTwoStepRefusals};
use crate::http::session::SignedInSession;
use crate::http::{App, Refused};
use crate::policy::{Purpose, Refusal, TABLE, TwoStep};
use crate::records::MethodKind;
use crate::security_info::{Choice, Snapshot};

/// Every method: whether the policy offers it, what it is good for, how many of it the account has.
#[utoipa::path(
    get,
    path = "/methods",
    tag = "methods",
    operation_id = "methods",
    responses((status = 200, description = "All of them", body = Methods), MethodsRefusals),
    security(("session" = []))
)]
pub(super) async fn list(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<Json<Methods>, Refused> {
    let infos = app.security_infos();
    let (policy, snapshot) = (infos.policy(), infos.read(&session.account).await?);
    let has_recovery_code = app.store().recovery_code(&session.account).await?.is_some();
    let state = |kind| MethodState {
        method: MethodKind::word(kind).to_owned(),
        refused: policy.offers(kind).as_ref().err().map(|refusal: &Refusal| refusal.code().to_owned()),
        serves: Purpose::ALL
            .into_iter()
            .filter(|purpose| policy.check(kind, *purpose).is_ok())
            .map(|purpose| purpose.word().to_owned())
            .collect(),
        count: count(&snapshot, kind, has_recovery_code),
    };
    Ok(Json(Methods {
        methods: TABLE.iter().map(|row| state(row.kind)).collect(),
        two_step: snapshot.asks_two_steps(policy),
        two_step_required: policy.two_step == TwoStep::Required,
        default: snapshot.default_choice(policy).map(Choice::word),
    }))
}

fn count(snapshot: &Snapshot, kind: MethodKind, has_recovery_code: bool) -> u32 {
    let count = match kind {
        MethodKind::SecurityKey => snapshot.keys.len(),
        MethodKind::App => snapshot.info.apps.len(),
        MethodKind::RecoveryCode => usize::from(has_recovery_code),
        _ => snapshot.has().into_iter().filter(|choice| choice.kind() == kind).count(),
    };
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Sets the account's password, in place of the one it may have, and ends its other sessions. Needs a fresh proof.
#[utoipa::path(
    put,
    path = "/password",
    tag = "methods",
    operation_id = "setPassword",
    request_body = SetPassword,
    responses((status = 204, description = "Set"), SetPasswordRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn set_password(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    JsonBody(body): JsonBody<SetPassword>,
) -> Result<StatusCode, Refused> {
    app.need_fresh_proof(&session)?;
    app.security_infos().set_password(&session, body.password.reveal()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the account's password away. Needs a fresh proof.
#[utoipa::path(
    delete,
    path = "/password",
    tag = "methods",
    operation_id = "removePassword",
    responses((status = 204, description = "Removed"), RemovePasswordRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn remove_password(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<StatusCode, Refused> {
    app.need_fresh_proof(&session)?;
    app.security_infos().remove_password(&session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Switches two-step verification on or off. Needs a fresh proof.
#[utoipa::path(
    put,
    path = "/two-step",
    tag = "methods",
    operation_id = "switchTwoStep",
    request_body = SwitchTwoStep,
    responses((status = 204, description = "Switched"), SwitchTwoStepRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn switch_two_step(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    JsonBody(body): JsonBody<SwitchTwoStep>,
) -> Result<StatusCode, Refused> {
    app.need_fresh_proof(&session)?;
    if body.on {
        app.security_infos().switch_two_step_on(&session).await?;
    } else {
        app.security_infos().switch_two_step_off(&session).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
