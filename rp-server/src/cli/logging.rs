//! The log: structured, on stderr, without secrets.

use std::io;

use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, LogLevel};

/// Starts the log.
///
/// Other crates speak from `warn` on: webauthn-rs-core writes challenges and whole answers at its lower levels.
pub(super) fn start(format: LogFormat, level: LogLevel) {
    let level = match level {
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
    };
    let others = if level == "error" { "error" } else { "warn" };
    // webauthn-rs-core's own errors repeat, with content, what the refusal says.
    let filter = EnvFilter::new(format!("{others},rp_server={level},webauthn_rs_core=off,webauthn_attestation_ca=off"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    // Fails only when a log has been started already, as in tests: then that one goes on.
    let _ = match format {
        LogFormat::Text => log.with_ansi(io::IsTerminal::is_terminal(&io::stderr())).try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
}
