//! A double of the providers that send text messages and make calls: it speaks the documented HTTP of Twilio (API 2010-04-01) and
//! of 46elks (API a1), reports back as they do, and can be told to fail, to hang, to answer late, or to report twice.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Parser;
use serde_json::json;
use tests::post::Taken;

/// What "late" means: later than the tests' servers wait.
const LATE: Duration = Duration::from_secs(4);

#[derive(Debug, Parser)]
struct Arguments {
    /// Where each request becomes a line
    #[arg(long)]
    journal: PathBuf,
    /// A file with what to do: ok, hang, late, mute (late, and no report), twice, or a status to answer with
    #[arg(long)]
    behaviour: PathBuf,
    /// The account's token
    #[arg(long)]
    token: String,
}

struct Double {
    arguments: Arguments,
    /// The keys of what reached a person.
    known: Mutex<BTreeSet<String>>,
}

#[tokio::main]
async fn main() {
    let double = Arc::new(Double { arguments: Arguments::parse(), known: Mutex::default() });
    let router = Router::new()
        .route("/2010-04-01/Accounts/{account}/Messages.json", post(twilio_message))
        .route("/2010-04-01/Accounts/{account}/Calls.json", post(twilio_call))
        .route("/a1/sms", post(elks_message))
        .route("/a1/calls", post(elks_call))
        .with_state(double);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    println!("listening on http://{}", listener.local_addr().expect("an address"));
    axum::serve(listener, router).await.expect("served");
}

type Fields = BTreeMap<String, String>;
type Answer = (StatusCode, Json<serde_json::Value>);

async fn twilio_message(
    State(double): State<Arc<Double>>,
    Path(account): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Fields>,
) -> Answer {
    let path = format!("/2010-04-01/Accounts/{account}/Messages.json");
    let statuses = [("MessageStatus", "sent"), ("MessageStatus", "delivered")];
    let report = |form: &Fields| form.get("StatusCallback").cloned();
    let taken = double.take(path, &headers, form.clone()).await;
    double.answer(taken, report(&form), "MessageSid", "SM00000000000000000000000000000001", &statuses, true).await
}

async fn twilio_call(
    State(double): State<Arc<Double>>,
    Path(account): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Fields>,
) -> Answer {
    let path = format!("/2010-04-01/Accounts/{account}/Calls.json");
    let taken = double.take(path, &headers, form.clone()).await;
    let report = form.get("StatusCallback").cloned();
    let statuses = [("CallStatus", "completed")];
    double.answer(taken, report, "CallSid", "CA00000000000000000000000000000001", &statuses, true).await
}

async fn elks_message(State(double): State<Arc<Double>>, headers: HeaderMap, Form(form): Form<Fields>) -> Answer {
    let taken = double.take("/a1/sms".into(), &headers, form.clone()).await;
    let report = form.get("whendelivered").cloned();
    double.answer(taken, report, "id", "s00000000000000000000000000000001", &[("status", "delivered")], false).await
}

async fn elks_call(State(double): State<Arc<Double>>, headers: HeaderMap, Form(form): Form<Fields>) -> Answer {
    let taken = double.take("/a1/calls".into(), &headers, form.clone()).await;
    let report = form.get("whenhangup").cloned();
    double.answer(taken, report, "id", "c00000000000000000000000000000001", &[("state", "success")], false).await
}

impl Double {
    /// Writes a request down.
    async fn take(&self, path: String, headers: &HeaderMap, form: Fields) -> Taken {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let behaviour = std::fs::read_to_string(&self.arguments.behaviour).expect("a behaviour").trim().to_owned();
        let key = header("idempotency-key");
        let is_taken = matches!(behaviour.as_str(), "ok" | "late" | "mute" | "twice");
        let reached_person = is_taken && self.known.lock().expect("whole").insert(key.clone());
        let taken = Taken { path, authorization: header("authorization"), key, form, behaviour, reached_person };
        let mut line = serde_json::to_string(&taken).expect("JSON");
        line.push('\n');
        let journal = std::fs::OpenOptions::new().append(true).open(&self.arguments.journal);
        journal.and_then(|mut journal| journal.write_all(line.as_bytes())).expect("written");
        taken
    }

    async fn answer(
        &self,
        taken: Taken,
        report_to: Option<String>,
        id_name: &'static str,
        id: &'static str,
        statuses: &[(&'static str, &'static str)],
        signed: bool,
    ) -> Answer {
        match taken.behaviour.as_str() {
            "hang" => tokio::time::sleep(Duration::from_secs(3600)).await,
            "ok" | "late" | "mute" | "twice" => {
                if let Some(address) = report_to.filter(|_| taken.behaviour != "mute") {
                    let turns = if taken.behaviour == "twice" { 2 } else { 1 };
                    let token = self.arguments.token.clone();
                    let statuses: Vec<_> = (0..turns).flat_map(|_| statuses.to_vec()).collect();
                    tokio::task::spawn_blocking(move || {
                        for (name, status) in statuses {
                            report(&address, &[(id_name, id), (name, status)], signed.then_some(token.as_str()));
                        }
                    });
                }
                if matches!(taken.behaviour.as_str(), "late" | "mute") {
                    tokio::time::sleep(LATE).await;
                }
            }
            status => {
                let status = StatusCode::from_bytes(status.as_bytes()).expect("a status");
                // As the real ones do, it says back what it did not like.
                return (status, Json(json!({ "code": 21211, "message": "not sent", "said": taken.form })));
            }
        }
        (StatusCode::CREATED, Json(json!({ "sid": id, "id": id, "status": "queued" })))
    }
}

/// Posts a report as the providers do; Twilio signs it: base64 of the HMAC-SHA1, under the account's token, of the address and
/// then each name and value in the order of the names.
fn report(address: &str, fields: &[(&str, &str)], token: Option<&str>) {
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    let mut request = ureq::post(address);
    if let Some(token) = token {
        let signed: String =
            std::iter::once(address).chain(sorted.iter().flat_map(|(name, value)| [*name, *value])).collect();
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
        let signature = aws_lc_rs::hmac::sign(&key, signed.as_bytes());
        request = request.header("x-twilio-signature", STANDARD.encode(signature));
    }
    // A server that was killed takes no report.
    let _ = request.send_form(fields.iter().copied());
}
