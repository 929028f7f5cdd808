//! `rp-server config`.

use std::process::ExitCode;

use crate::config::{AttestationAcceptance, Config, LogFormat, LogLevel};

/// Prints the settings as they hold: whoever gets here has settings that do.
pub(super) fn run(config: Config) -> ExitCode {
    let origins: Vec<_> = config.origins.iter().map(ToString::to_string).collect();
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let origins =
        if origins.is_empty() { format!("{scheme}://localhost with the port listened on") } else { origins.join(", ") };
    println!("listen                 {}", config.listen);
    println!("origins                {origins}");
    match &config.tls {
        Some(tls) => {
            let expires_at = tls.certificate.expires_at();
            println!("tls_certificate        {} (valid until {expires_at})", tls.files.certificate.display());
            println!("tls_key                {}", tls.files.key.display());
        }
        None => println!("tls_certificate        none: plain http, for a proxy or on localhost"),
    }
    println!("rp_id                  {}", config.rp_id);
    println!("rp_name                {}", config.rp_name);
    println!("data                   {}", config.data.display());
    println!("sign_up                {}", config.sign_up);
    println!("contact                {}", config.contact.as_deref().unwrap_or("none: your administrator"));
    println!("ceremony.timeout       {}s", config.ceremony_timeout.as_secs());
    println!("session.idle           {}s", config.session_idle.as_secs());
    println!("session.absolute       {}s", config.session_absolute.as_secs());
    println!("attestation.accept     {}", acceptance(config.attestation.accept));
    println!("delivery.mail          {}", config.delivery.mail);
    println!("delivery.sms           {}", config.delivery.sms);
    println!("delivery.voice         {}", config.delivery.voice);
    println!("delivery.timeout       {}s", config.delivery.timeout.as_secs());
    println!("delivery.concurrency   {}", config.delivery.concurrency);
    println!("http.body_limit        {}", config.body_limit);
    let proxies: Vec<_> = config.proxies.iter().map(ToString::to_string).collect();
    println!("http.proxies           {}", if proxies.is_empty() { "none".into() } else { proxies.join(", ") });
    println!("http.request_timeout   {}s", config.request_timeout.as_secs());
    println!("http.shutdown_timeout  {}s", config.shutdown_timeout.as_secs());
    println!("log.format             {}", format(config.log_format));
    println!("log.level              {}", level(config.log_level));
    println!("fido_conformance       {}", config.fido_conformance);
    ExitCode::SUCCESS
}

fn acceptance(accept: AttestationAcceptance) -> &'static str {
    match accept {
        AttestationAcceptance::Any => "any",
        AttestationAcceptance::Trusted => "trusted",
    }
}

fn format(format: LogFormat) -> &'static str {
    match format {
        LogFormat::Text => "text",
        LogFormat::Json => "json",
    }
}

fn level(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
    }
}
