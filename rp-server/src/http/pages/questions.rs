//! `/security-info/questions`: the administrator's questions, answered, changed and removed (R26).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::form::Form;
use super::notice::Notice;
use super::return_to::ReturnTo;
use super::show::go_on_with;
use crate::http::{App, Refused};
use crate::i18n::{Language, Value};
use crate::policy::{Policy, Question};
use crate::records::MethodKind;
use crate::security_info::{AnswersError, SecurityInfoError, TypedAnswer};

#[derive(Template)]
#[template(path = "set_questions.html")]
struct SetPage<'a> {
    page: &'a Visitor,
    lead: String,
    replaces_some: bool,
    /// Whether answers have been typed, and are to be typed anew: none is sent back to the page.
    is_again: bool,
    /// What is wrong with the choice of questions.
    problem: Option<String>,
    fields: Vec<Field>,
}

/// A question to choose, and room for its answer.
struct Field {
    /// Counted from 1.
    number: usize,
    question_label: String,
    answer_label: String,
    options: Vec<Offered>,
    /// What is wrong with the answer.
    problem: Option<String>,
}

/// A question of the list.
struct Offered {
    told: ToldQuestion,
    is_chosen: bool,
}

/// A question in the reader's language, or in the one in which there is a text of it.
pub(super) struct ToldQuestion {
    pub(super) text: String,
    /// The language, where it is not the page's.
    pub(super) language: Option<&'static str>,
}

impl ToldQuestion {
    /// To this visitor.
    pub(super) fn new(question: &Question, visitor: &Visitor) -> Self {
        let reader = visitor.texts().language();
        let told = question.told(reader);
        let other = told.and_then(|told| told.language).filter(|language| *language != reader);
        Self { text: told.map(|told| told.text.clone()).unwrap_or_default(), language: other.map(Language::tag) }
    }
}

#[derive(Template)]
#[template(path = "remove_questions.html")]
struct RemovePage<'a> {
    page: &'a Visitor,
}

/// The page that asks for answers.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    visitor.person_with_fresh_proof(&app)?;
    app.need_offered(MethodKind::Questions)?;
    ask(&app, &visitor, StatusCode::OK, &[], None).await
}

async fn ask(
    app: &App,
    visitor: &Visitor,
    status: StatusCode,
    typed: &[TypedAnswer<'_>],
    problem: Option<AnswersError>,
) -> Result<Response, Refused> {
    let person = visitor.person_with_fresh_proof(app)?;
    let infos = app.security_infos();
    let snapshot = infos.read(&person.account.id).await?;
    let policy = infos.policy();
    let answered: Vec<_> = snapshot.info.answered(policy).into_iter().map(|(question, _)| question).collect();
    // What was chosen in the form; else what they have answered, and after that those that come first.
    let mut chosen: Vec<&Question> = Vec::new();
    let in_form =
        typed.iter().filter_map(|typed| policy.questions.iter().find(|question| question.says(typed.question)));
    for question in in_form.collect::<Vec<_>>() {
        chosen.push(question);
    }
    for question in answered.into_iter().chain(&policy.questions) {
        if chosen.len() < Policy::ANSWERS && !chosen.contains(&question) {
            chosen.push(question);
        }
    }
    let said = problem.map(|problem| said(visitor, problem));
    let at = problem.and_then(AnswersError::at);
    let numbered = |id: &str, number: usize| visitor.texts().say_with(id, &[("number", Value::Count(number as u64))]);
    let fields = chosen.iter().take(Policy::ANSWERS).enumerate().map(|(index, chosen)| Field {
        number: index + 1,
        question_label: numbered("questions-question", index + 1),
        answer_label: numbered("questions-answer-label", index + 1),
        options: policy
            .questions
            .iter()
            .map(|question| Offered { told: ToldQuestion::new(question, visitor), is_chosen: question == *chosen })
            .collect(),
        problem: said.clone().filter(|_| at == Some(index)),
    });
    let page = SetPage {
        page: visitor,
        lead: visitor.texts().say_with("questions-lead", &[("count", Value::Count(Policy::ANSWERS as u64))]),
        is_again: problem.is_some(),
        replaces_some: !snapshot.info.answers.is_empty(),
        problem: said.clone().filter(|_| at.is_none()),
        fields: fields.collect(),
    };
    visitor.show(app, status, &page)
}

/// The answers.
pub(super) async fn set(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let person = visitor.person_with_fresh_proof(&app)?;
    let typed = typed(&form)?;
    match app.security_infos().set_answers(&person.session, &typed).await {
        Ok(()) => Ok(go_on_with(&app, ReturnTo::START, &Notice::QuestionsAnswered)),
        Err(SecurityInfoError::Answers(problem)) => {
            ask(&app, visitor, StatusCode::UNPROCESSABLE_ENTITY, &typed, Some(problem)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The answers of a form, each with its question.
pub(super) fn typed(form: &Form) -> Result<Vec<TypedAnswer<'_>>, Refused> {
    let one = |number: usize| {
        let question = form.text(&format!("question-{number}"))?;
        Ok(TypedAnswer { question, answer: form.text(&format!("answer-{number}"))? })
    };
    (1..=Policy::ANSWERS).map(one).collect()
}

fn said(visitor: &Visitor, problem: AnswersError) -> String {
    let id = match problem {
        AnswersError::Questions => "problem-questions_not_chosen",
        AnswersError::TooShort { .. } => "problem-answer_too_short",
        AnswersError::TooLong { .. } => "problem-answer_too_long",
        AnswersError::InQuestion { .. } => "problem-answer_in_question",
        AnswersError::Alike { .. } => "problem-answers_alike",
    };
    visitor.say(id)
}

/// Whether they shall go.
pub(super) async fn show_removal(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    visitor.person_with_fresh_proof(&app)?;
    visitor.show(&app, StatusCode::OK, &RemovePage { page: &visitor })
}

/// Yes.
pub(super) async fn remove(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let person = form.visitor.person_with_fresh_proof(&app)?;
    app.security_infos().remove_answers(&person.session).await?;
    Ok(go_on_with(&app, ReturnTo::START, &Notice::QuestionsRemoved))
}
