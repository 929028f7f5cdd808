//! A refusal that ends by itself: how long, in words and in the header that programs read.

use std::time::Duration;

use axum::http::{HeaderValue, header};
use axum::response::Response;

use super::Visitor;
use crate::i18n::Value;

/// How long to wait, in words.
pub(super) fn too_soon(visitor: &Visitor, wait: Duration) -> String {
    let (message, count) = match wait.as_secs() {
        seconds @ ..60 => ("use-code-too-soon-seconds", seconds),
        seconds => ("use-code-too-soon-minutes", seconds.div_ceil(60)),
    };
    visitor.texts().say_with(message, &[("count", Value::Count(count))])
}

/// Says it to programs (RFC 9110 §10.2.3).
pub(in crate::http) fn retry_after(response: &mut Response, wait: Option<Duration>) {
    if let Some(wait) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs()));
    }
}
