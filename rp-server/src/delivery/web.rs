//! Requests to providers that are reached by HTTP.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use serde::de::DeserializeOwned;

use super::courier::SendError;

/// The longest answer that is read, in bytes.
const LONGEST: usize = 65_536;

/// A client that follows nobody and waits for nobody longer than `timeout`.
pub(super) fn client(timeout: Duration) -> Result<Client, reqwest::Error> {
    Client::builder()
        .timeout(timeout)
        .redirect(Policy::none())
        .no_proxy()
        .user_agent(concat!("nyckel/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Sends a request and reads what a provider says of success; anything else is a failure in words of ours: its own may repeat
/// the number or the text.
pub(super) async fn answer<T: DeserializeOwned>(request: reqwest::RequestBuilder) -> Result<T, SendError> {
    let response = request.send().await.map_err(|error| unreached(&error))?;
    let status = response.status();
    if !status.is_success() {
        return Err(refusal(status));
    }
    let body = read(response).await?;
    // It was taken: what cannot be read may be sent twice, so it is not tried again but left to an operator.
    serde_json::from_slice(&body).map_err(|_| SendError::Never("the provider's answer makes no sense".into()))
}

async fn read(mut response: Response) -> Result<Vec<u8>, SendError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unreached(&error))? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST {
            return Err(SendError::Never("the provider's answer is too long".into()));
        }
    }
    Ok(body)
}

fn refusal(status: StatusCode) -> SendError {
    let problem = format!("the provider answered {}", status.as_u16());
    match status {
        // About us, or about now: an operator or time can mend it.
        StatusCode::UNAUTHORIZED
        | StatusCode::PAYMENT_REQUIRED
        | StatusCode::FORBIDDEN
        | StatusCode::REQUEST_TIMEOUT
        | StatusCode::CONFLICT
        | StatusCode::TOO_EARLY
        | StatusCode::TOO_MANY_REQUESTS => SendError::Again(problem),
        status if status.is_client_error() || status.is_redirection() => SendError::Never(problem),
        _ => SendError::Again(problem),
    }
}

/// The words of `reqwest` name the address that was asked, and that names the account: none of them goes on.
fn unreached(error: &reqwest::Error) -> SendError {
    let problem = if error.is_timeout() {
        "the provider did not answer in time"
    } else if error.is_connect() {
        "the provider cannot be reached"
    } else {
        "the connection to the provider broke off"
    };
    SendError::Again(problem.into())
}

/// What a provider calls a message: letters, digits, dashes, as many as anybody uses.
pub(super) fn provider_id(text: &str) -> Option<String> {
    let good = (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    good.then(|| text.to_owned())
}
