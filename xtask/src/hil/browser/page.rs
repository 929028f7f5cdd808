//! The page in Chromium, over Chromium's debugging protocol: JSON in a WebSocket, one reply for each request.

use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tungstenite::{Error, Message, WebSocket};

/// Where Chromium listens.
pub(super) const PORT: u16 = 9222;

/// How long one request may take, emulated as Chromium may be.
const LIMIT: Duration = Duration::from_secs(30);

/// How often a read looks at the clock.
const POLL: Duration = Duration::from_millis(200);

/// A connection to one page.
pub(super) struct Page {
    socket: WebSocket<TcpStream>,
    requests: u64,
}

impl Page {
    /// Connects to the first page; `None` as long as Chromium has none.
    pub(super) fn find() -> Option<Self> {
        let targets = ureq::get(format!("http://127.0.0.1:{PORT}/json/list")).call().ok()?.body_mut().read_to_string();
        let targets: Value = serde_json::from_str(&targets.ok()?).ok()?;
        let page = targets.as_array()?.iter().find(|target| target.get("type").is_some_and(|kind| kind == "page"))?;
        let stream = TcpStream::connect(("127.0.0.1", PORT)).ok()?;
        stream.set_read_timeout(Some(LIMIT)).ok()?;
        let (socket, _) = tungstenite::client(page.get("webSocketDebuggerUrl")?.as_str()?, stream).ok()?;
        socket.get_ref().set_read_timeout(Some(POLL)).ok()?;
        Some(Self { socket, requests: 0 })
    }

    /// Goes to `url`; back once its own scripts have run.
    pub(super) fn go_to(&mut self, url: &str) -> Result<()> {
        let reply = self.request("Page.navigate", json!({ "url": url }))?;
        if let Some(error) = reply.get("errorText").and_then(Value::as_str) {
            bail!("{url}: {error}");
        }
        self.wait_until("document.readyState === 'complete'", LIMIT)
    }

    /// The value of an expression, as if a person had just clicked: a page may ask for a key only then.
    pub(super) fn evaluate(&mut self, expression: &str) -> Result<Value> {
        let parameters = json!({ "expression": expression, "userGesture": true, "returnByValue": true });
        let mut reply = self.request("Runtime.evaluate", parameters)?;
        if let Some(thrown) = reply.get("exceptionDetails") {
            bail!("the page could not do `{expression}`: {thrown}");
        }
        Ok(reply.pointer_mut("/result/value").map(Value::take).unwrap_or_default())
    }

    /// Waits until an expression is true. That it cannot be asked while one page gives way to another is no error.
    pub(super) fn wait_until(&mut self, expression: &str, limit: Duration) -> Result<()> {
        let deadline = Instant::now() + limit;
        loop {
            let answer = self.evaluate(expression);
            match answer {
                Ok(Value::Bool(true)) => return Ok(()),
                Ok(_) if Instant::now() > deadline => {
                    bail!("the page did not come to `{expression}` in {} s", limit.as_secs())
                }
                Err(error) if Instant::now() > deadline => return Err(error),
                _ => std::thread::sleep(Duration::from_millis(100)),
            }
        }
    }

    fn request(&mut self, method: &str, parameters: Value) -> Result<Value> {
        self.requests += 1;
        let request = json!({ "id": self.requests, "method": method, "params": parameters });
        self.socket.send(Message::text(request.to_string())).context("failed to write to Chromium")?;
        let deadline = Instant::now() + LIMIT;
        while Instant::now() < deadline {
            let text = match self.socket.read() {
                Ok(Message::Text(text)) => text,
                Ok(_) => continue,
                Err(Error::Io(error)) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    continue;
                }
                Err(error) => return Err(error).context("failed to read from Chromium"),
            };
            let mut reply: Value = serde_json::from_str(&text).context("Chromium's reply is not JSON")?;
            if reply.get("id") != Some(&json!(self.requests)) {
                continue;
            }
            if let Some(error) = reply.get("error") {
                bail!("Chromium refused {method}: {error}");
            }
            return Ok(reply.get_mut("result").map(Value::take).unwrap_or_default());
        }
        bail!("Chromium did not answer {method} in {} s", LIMIT.as_secs())
    }
}
