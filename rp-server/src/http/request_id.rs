//! Names one request in the log and in its answer.

use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::HeaderMap;

/// The header in which it comes and goes.
pub(super) const HEADER: &str = "x-request-id";

/// A request's name: a proxy's own when it is plain, else this process's number and a count.
#[derive(Debug, Clone)]
pub(super) struct RequestId(String);

impl RequestId {
    /// The name that came with the request, or a new one.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let given = headers.get(HEADER).and_then(|value| value.to_str().ok()).filter(|text| is_plain(text));
        given.map_or_else(Self::generate, |text| Self(text.to_owned()))
    }

    /// The text.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    fn generate() -> Self {
        static PROCESS: OnceLock<u32> = OnceLock::new();
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let process = PROCESS.get_or_init(|| {
            let mut random = [0; 4];
            // Without randomness two runs of the server share their names: a nuisance, no danger.
            let _ = getrandom::fill(&mut random);
            u32::from_be_bytes(random)
        });
        Self(format!("{process:08x}-{:08x}", COUNT.fetch_add(1, Ordering::Relaxed)))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a stranger may write into our log: 8 to 64 letters, digits and hyphens.
fn is_plain(text: &str) -> bool {
    (8..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, text.parse().unwrap());
        RequestId::of(&headers).to_string()
    }

    #[test]
    fn only_a_plain_name_is_taken_over() {
        assert_eq!(of("4bf92f35-77b34da6"), "4bf92f35-77b34da6");
        for strange in ["short", "has blank in", "a\"b\"c\"d\"e", &"a".repeat(65), "line\tfeed-tab"] {
            assert_ne!(of(strange), strange);
        }
        assert_ne!(RequestId::generate().to_string(), RequestId::generate().to_string());
    }
}
