//! Request bodies: JSON, of a bounded length, read in a bounded time.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use super::{App, Refused};

/// How much of a body that is too long is read and thrown away, so that the client gets to read why: one that is cut off while
/// it sends sees a broken connection instead of an answer.
const DRAINED: usize = 16 << 20;

/// A JSON body.
pub(super) struct JsonBody<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<App> for JsonBody<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refused> {
        check_media_type(request.headers())?;
        let bytes = read(request, app.body_limit(), app.body_timeout()).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            // serde_json says what is wrong and at which line and column.
            let detail = format!("The request body is not the JSON that is expected here: {error}.");
            Refused::new(StatusCode::BAD_REQUEST, "body_malformed", detail)
        })
    }
}

/// A cross-site form cannot send this media type without asking first: this is half of what keeps other sites' forms out.
pub(super) fn check_media_type(headers: &HeaderMap) -> Result<(), Refused> {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    let detail = "The request body must be JSON. Send it with content-type: application/json.";
    Err(Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type_unsupported", detail))
}

/// The whole body; refused when it is longer than `limit` bytes or takes longer than `timeout`.
pub(super) async fn read(request: Request, limit: usize, timeout: Duration) -> Result<Bytes, Refused> {
    let declared = request.headers().get(header::CONTENT_LENGTH);
    let declared: Option<usize> = declared.and_then(|value| value.to_str().ok()?.parse().ok());
    let body = request.into_body();
    if declared.is_some_and(|length| length > limit) {
        drain(body, timeout).await;
        return Err(too_large(limit));
    }
    // Without a declared length it counts while it reads.
    let mut stream = body.into_data_stream();
    let collected = tokio::time::timeout(timeout, collect(&mut stream, limit)).await.map_err(|_| {
        let detail = "The request body did not arrive in time. Try again.";
        Refused::new(StatusCode::REQUEST_TIMEOUT, "body_timeout", detail)
    })?;
    match collected {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => {
            drain(Body::from_stream(stream), timeout).await;
            Err(too_large(limit))
        }
        Err(error) => {
            let detail = format!("The request body could not be read: {error}.");
            Err(Refused::new(StatusCode::BAD_REQUEST, "body_malformed", detail))
        }
    }
}

type DataStream = axum::body::BodyDataStream;

/// The whole body; `None` when there is more than `limit`.
async fn collect(stream: &mut DataStream, limit: usize) -> Result<Option<Bytes>, axum::Error> {
    let mut first = Bytes::new();
    let mut all: Vec<u8> = Vec::new();
    while let Some(chunk) = next(stream).await {
        let chunk = chunk?;
        if first.len() + all.len() + chunk.len() > limit {
            return Ok(None);
        }
        // Nearly every body comes in one piece: no copy then.
        match (first.is_empty(), all.is_empty()) {
            (true, true) => first = chunk,
            (false, _) => {
                all.extend_from_slice(&std::mem::take(&mut first));
                all.extend_from_slice(&chunk);
            }
            (true, false) => all.extend_from_slice(&chunk),
        }
    }
    Ok(Some(if all.is_empty() { first } else { all.into() }))
}

async fn drain(body: Body, timeout: Duration) {
    let mut stream = body.into_data_stream();
    let drained = async {
        let mut seen = 0;
        while let Some(Ok(chunk)) = next(&mut stream).await {
            seen += chunk.len();
            if seen > DRAINED {
                return;
            }
        }
    };
    let _ = tokio::time::timeout(timeout, drained).await;
}

async fn next(stream: &mut DataStream) -> Option<Result<Bytes, axum::Error>> {
    let mut stream = std::pin::Pin::new(stream);
    std::future::poll_fn(|context| {
        use futures_core::Stream as _;
        stream.as_mut().poll_next(context)
    })
    .await
}

fn too_large(limit: usize) -> Refused {
    let detail = format!("The request body is longer than {limit} bytes. Send a shorter one.");
    Refused::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
}
