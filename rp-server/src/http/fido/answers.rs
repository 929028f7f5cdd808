//! What every answer of the profile looks like.

use serde::Serialize;
use shared::ids::{Base64UrlBytes, Challenge};

use crate::records::CeremonyId;

/// `{"status":"ok","errorMessage":""}`, with what else there is to say.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct Succeeded<T> {
    status: &'static str,
    error_message: &'static str,
    #[serde(flatten)]
    rest: T,
}

impl<T> Succeeded<T> {
    /// An answer that says `rest`.
    pub(super) fn new(rest: T) -> Self {
        Self { status: "ok", error_message: "", rest }
    }
}

/// Nothing else to say.
#[derive(Debug, Serialize)]
pub(super) struct Nothing {}

/// `{"status":"failed","errorMessage":...}`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct Failed<'a> {
    status: &'static str,
    error_message: &'a str,
}

impl<'a> Failed<'a> {
    /// A refusal with its reason.
    pub(in crate::http) fn new(error_message: &'a str) -> Self {
        Self { status: "failed", error_message }
    }
}

/// The ceremony that client data belongs to, by its challenge. None: no client data, and therefore no ceremony.
pub(super) fn ceremony_of(client_data_json: &Base64UrlBytes) -> Option<CeremonyId> {
    let client_data: serde_json::Value = serde_json::from_slice(client_data_json.as_bytes()).ok()?;
    let challenge: Challenge = client_data.get("challenge")?.as_str()?.parse().ok()?;
    Some(CeremonyId::of_challenge(&challenge))
}
