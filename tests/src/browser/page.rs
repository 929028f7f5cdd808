//! What a person does on a page, and what they see.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Browser;

/// How long a page may take to show what is expected.
const PATIENCE: Duration = Duration::from_secs(20);
/// The key under which WebDriver hides an element's id (W3C WebDriver §12).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

impl Browser {
    /// Goes to an address.
    pub fn open(&self, url: &str) {
        self.command("POST", "/url", json!({ "url": url }));
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        self.command("GET", "/url", Value::Null).as_str().unwrap_or_default().to_owned()
    }

    /// Waits for the address to end with `end`.
    pub fn wait_for_address(&self, end: &str) {
        self.wait(&format!("the address to end with {end}"), || self.address().ends_with(end).then_some(()));
    }

    /// Waits for an element that fits the CSS selector, and gives its text.
    pub fn text(&self, selector: &str) -> String {
        let element = self.element(selector);
        self.command("GET", &format!("/element/{element}/text"), Value::Null).as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the element's text holds `part`.
    pub fn wait_for_text(&self, selector: &str, part: &str) {
        let mut seen = String::new();
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            seen = self.texts(selector).join("\n");
            if seen.contains(part) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("{} says {seen:?} in {selector}, expected {part:?}", self.address());
    }

    /// The texts of all elements that fit.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll(arguments[0])].map(element => element.innerText.trim())";
        match self.try_script(script, json!([selector])) {
            Ok(Value::Array(texts)) => texts.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            // Between two pages there is no document.
            _ => Vec::new(),
        }
    }

    /// Clicks the element.
    pub fn click(&self, selector: &str) {
        self.wait(&format!("{selector} to be clickable"), || {
            let element = self.find(selector)?;
            self.try_command("POST", &format!("/element/{element}/click"), json!({})).ok().map(|_| ())
        });
    }

    /// Replaces what stands in a field.
    pub fn fill(&self, selector: &str, text: &str) {
        let element = self.element(selector);
        self.command("POST", &format!("/element/{element}/clear"), json!({}));
        self.command("POST", &format!("/element/{element}/value"), json!({ "text": text }));
    }

    /// Types keys as a keyboard does, wherever the focus is. `\u{e004}` is Tab, `\u{e007}` Enter (W3C WebDriver §17.4.2).
    pub fn type_keys(&self, keys: &str) {
        let press = |key: char| [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })];
        let actions: Vec<Value> = keys.chars().flat_map(press).collect();
        self.command(
            "POST",
            "/actions",
            json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] }),
        );
    }

    /// Runs a function's body in the page and gives back what it returns.
    pub fn script(&self, body: &str, arguments: Value) -> Value {
        self.try_script(body, arguments).unwrap_or_else(|error| panic!("script: {error}"))
    }

    /// Runs a function's body in the page that calls its last argument when it is done.
    pub fn script_with_callback(&self, body: &str, arguments: Value) -> Value {
        self.command("POST", "/execute/async", json!({ "script": body, "args": arguments }))
    }

    /// Writes a picture of the whole page.
    pub fn screenshot(&self, file: &Path) {
        let script = "return Math.max(document.documentElement.scrollHeight, innerHeight)";
        let height = self.script(script, json!([])).as_f64().unwrap_or(900.0);
        let width = self.script("return innerWidth", json!([])).as_f64().unwrap_or(1280.0);
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let picture = self.devtools("Page.captureScreenshot", json!({ "captureBeyondViewport": true, "clip": clip }));
        std::fs::write(file, decode(picture["data"].as_str().expect("a picture"))).expect("the picture is written");
    }

    /// Waits for `look` to see something.
    pub fn wait<T>(&self, what: &str, look: impl Fn() -> Option<T>) -> T {
        let started = Instant::now();
        loop {
            if let Some(found) = look() {
                return found;
            }
            assert!(
                started.elapsed() < PATIENCE,
                "waited in vain for {what} at {}: {:?}",
                self.address(),
                self.texts("main")
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn try_script(&self, body: &str, arguments: Value) -> Result<Value, String> {
        self.try_command("POST", "/execute/sync", json!({ "script": body, "args": arguments }))
    }

    fn element(&self, selector: &str) -> String {
        self.wait(selector, || self.find(selector))
    }

    fn find(&self, selector: &str) -> Option<String> {
        let found = self.try_command("POST", "/element", json!({ "using": "css selector", "value": selector })).ok()?;
        found[ELEMENT].as_str().map(str::to_owned)
    }
}

/// Standard base64, with padding.
fn decode(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).expect("base64")
}
