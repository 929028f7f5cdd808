//! `rp-server config`.

use std::process::ExitCode;

use crate::config::Config;

/// Prints the settings as they hold: whoever gets here has settings that do.
pub(super) fn run(config: Config) -> ExitCode {
    let origins: Vec<_> = config.origins.iter().map(ToString::to_string).collect();
    let origins =
        if origins.is_empty() { "http://localhost with the port listened on".into() } else { origins.join(", ") };
    println!("listen                 {}", config.listen);
    println!("origins                {origins}");
    println!("rp_id                  {}", config.rp_id);
    println!("rp_name                {}", config.rp_name);
    println!("data                   {}", config.data.display());
    println!("ceremony.timeout       {}s", config.ceremony_timeout.as_secs());
    println!("session.idle           {}s", config.session_idle.as_secs());
    println!("session.absolute       {}s", config.session_absolute.as_secs());
    println!("attestation.accept     {:?}", config.attestation.accept);
    println!("http.body_limit        {}", config.body_limit);
    println!("http.request_timeout   {}s", config.request_timeout.as_secs());
    println!("http.shutdown_timeout  {}s", config.shutdown_timeout.as_secs());
    println!("log.format             {:?}", config.log_format);
    println!("log.level              {:?}", config.log_level);
    println!("fido_conformance       {}", config.fido_conformance);
    ExitCode::SUCCESS
}
