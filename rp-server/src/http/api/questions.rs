//! `/api/v1/questions`: the administrator's questions, and the answers of the account (R26).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::api::{QuestionAnswer, QuestionState, QuestionText, Questions, SetAnswers};

use crate::http::body::JsonBody;
use crate::http::openapi::{QuestionsRefusals, RemoveAnswersRefusals, SetAnswersRefusals};
use crate::http::session::SignedInSession;
use crate::http::{App, Refused};
use crate::i18n::Language;
use crate::policy::{Policy, Question};
use crate::records::MethodKind;
use crate::security_info::TypedAnswer;

/// Lists the questions that can be chosen, and says which of them the account has answered; never what.
#[utoipa::path(
    get,
    path = "/questions",
    tag = "methods",
    operation_id = "questions",
    responses((status = 200, description = "All of them", body = Questions), QuestionsRefusals),
    security(("session" = []))
)]
pub(super) async fn list(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<Json<Questions>, Refused> {
    app.need_offered(MethodKind::Questions)?;
    let infos = app.security_infos();
    let snapshot = infos.read(&session.account).await?;
    let answered: Vec<_> = snapshot.info.answered(infos.policy()).into_iter().map(|(question, _)| question).collect();
    let state = |question| QuestionState { texts: texts_of(question), answered: answered.contains(&question) };
    Ok(Json(Questions {
        needed: u32::try_from(Policy::ANSWERS).unwrap_or(u32::MAX),
        questions: infos.policy().questions.iter().map(state).collect(),
    }))
}

/// Gives the account these answers, in place of those it may have. Needs a fresh proof.
#[utoipa::path(
    put,
    path = "/questions",
    tag = "methods",
    operation_id = "setAnswers",
    request_body = SetAnswers,
    responses((status = 204, description = "Set"), SetAnswersRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn set(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    JsonBody(body): JsonBody<SetAnswers>,
) -> Result<StatusCode, Refused> {
    app.need_fresh_proof(&session)?;
    app.security_infos().set_answers(&session, &typed(&body.answers)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the account's answers away. Needs a fresh proof.
#[utoipa::path(
    delete,
    path = "/questions",
    tag = "methods",
    operation_id = "removeAnswers",
    responses((status = 204, description = "Removed"), RemoveAnswersRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn remove(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<StatusCode, Refused> {
    app.need_fresh_proof(&session)?;
    app.security_infos().remove_answers(&session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Answers as they came.
pub(super) fn typed(answers: &[QuestionAnswer]) -> Vec<TypedAnswer<'_>> {
    answers
        .iter()
        .map(|QuestionAnswer { question, answer }| TypedAnswer { question, answer: answer.reveal() })
        .collect()
}

/// What a question says, in each of its languages.
pub(super) fn texts_of(question: &Question) -> Vec<QuestionText> {
    let texts = question.texts().iter();
    texts
        .map(|text| QuestionText {
            language: text.language.map(Language::tag).map(str::to_owned),
            text: text.text.clone(),
        })
        .collect()
}
