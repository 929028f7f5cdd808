//! Starting Chromium and speaking to it.

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::process::Process;

/// How long a command may take: a page load at the most.
const COMMAND: Duration = Duration::from_secs(60);

/// Light or dark, as a person's system asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// One browser window with an empty profile. It is closed when dropped.
pub struct Browser {
    agent: ureq::Agent,
    session: String,
    // Dropped last: the driver outlives its sessions, the profile the driver.
    _driver: Process,
    _profile: tempfile::TempDir,
}

/// True when Chromium and its driver are there.
pub fn is_installed() -> bool {
    ["chromium", "chromedriver"].iter().all(|program| {
        let mut command = Command::new(program);
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })
}

impl Browser {
    /// Opens a window 1280 pixels wide whose person prefers `language`.
    pub fn start(language: &str) -> Self {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stderr(Stdio::null());
        let (driver, rest) =
            Process::start_command("chromedriver", command, "ChromeDriver was started successfully on port ");
        let port = rest.trim_end_matches('.');
        let agent: ureq::Agent =
            ureq::Agent::config_builder().timeout_global(Some(COMMAND)).http_status_as_error(false).build().into();
        let profile = tempfile::tempdir().expect("a folder");
        let arguments = [
            "--headless=new".to_owned(),
            // The window has no secrets, and the machine may run everything as root.
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--no-first-run".to_owned(),
            "--window-size=1280,900".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        let options = json!({ "args": arguments, "prefs": { "intl.accept_languages": language } });
        let mut browser =
            Self { agent, session: format!("http://127.0.0.1:{port}/session"), _driver: driver, _profile: profile };
        let session = browser.command(
            "POST",
            "",
            json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options,
        } } }),
        );
        let id = session["sessionId"].as_str().expect("a session id");
        browser.session = format!("{}/{id}", browser.session);
        browser
    }

    /// One WebDriver command; panics with the driver's words when it fails.
    pub(super) fn command(&self, method: &str, path: &str, body: Value) -> Value {
        self.try_command(method, path, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    /// One WebDriver command; an error in the driver's words.
    pub(super) fn try_command(&self, method: &str, path: &str, body: Value) -> Result<Value, String> {
        let url = format!("{}{path}", self.session);
        let response = match method {
            "GET" => self.agent.get(url).call(),
            "DELETE" => self.agent.delete(url).call(),
            _ => self.agent.post(url).send_json(body),
        };
        let mut response = response.map_err(|error| error.to_string())?;
        let answer: Value = response.body_mut().read_json().map_err(|error| error.to_string())?;
        match answer["value"]["error"].as_str() {
            Some(error) => Err(format!("{error}: {}", answer["value"]["message"].as_str().unwrap_or_default())),
            None => Ok(answer["value"].clone()),
        }
    }

    /// A command of the DevTools protocol, for what WebDriver has no word for.
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.command("POST", "/goog/cdp/execute", json!({ "cmd": command, "params": parameters }))
    }

    /// Makes the window so many CSS pixels wide and high, on a screen of the usual density.
    pub fn resize(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Has the person prefer this theme.
    pub fn prefer(&self, theme: Theme) {
        let value = if theme == Theme::Dark { "dark" } else { "light" };
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] }),
        );
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.try_command("DELETE", "", Value::Null);
    }
}
