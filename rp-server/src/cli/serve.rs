//! `rp-server serve`.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{control, logging};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, TlsSettings};
use crate::delivery::{Delivery, DeliveryError};
use crate::http::{self, App, AppSettings, Limits};
use crate::sealing::SealError;
use crate::secret::{SecretError, ServerSecret};
use crate::store::{SledStore, Store, StoreFailure};
use crate::tls::{Certificate, CertificateFiles, Tls, TlsError};
use crate::webauthn::{RelyingParty, RelyingPartyError};

/// What is left of a certificate's life when it should have been renewed.
const RENEWED: Duration = Duration::from_secs(14 * 86_400);

/// Why the server did not start, or did not end well.
#[derive(Debug, thiserror::Error)]
enum ServeError {
    #[error("cannot start: {0}")]
    Runtime(io::Error),
    #[error("cannot listen on {address}: {error}. Stop what listens there, or choose another address (--listen)")]
    Listen { address: std::net::SocketAddr, error: io::Error },
    #[error(transparent)]
    RelyingParty(#[from] RelyingPartyError),
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error(transparent)]
    Store(#[from] StoreFailure),
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error("cannot say on stdout that the server is ready: {0}")]
    Ready(io::Error),
}

/// Serves until a signal.
pub(super) fn run(config: Config) -> ExitCode {
    logging::start(config.log_format, config.log_level);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ServeError::Runtime);
    match runtime.and_then(|runtime| runtime.block_on(serve(&config))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the server ends");
            eprintln!("rp-server: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(config: &Config) -> Result<(), ServeError> {
    // Before anything is promised: a signal from here on ends the server in order.
    let stop = stop_signal().map_err(ServeError::Runtime)?;
    let listen_failed = |error| ServeError::Listen { address: config.listen, error };
    let listener = TcpListener::bind(config.listen).await.map_err(listen_failed)?;
    let address = listener.local_addr().map_err(listen_failed)?;
    let relying_party = config.relying_party(address.port())?;
    let store = Arc::new(SledStore::open(&config.data)?);
    let secret = ServerSecret::open(&config.data)?;
    if config.fido_conformance {
        tracing::warn!("fido_conformance is on: anybody can add a key to any account. For conformance tests only");
    }
    tracing::info!(sign_up = %config.sign_up, "who may create an account");
    for origin in relying_party.origins() {
        tracing::info!(%origin, rp_id = %relying_party.id(), %address, data = %config.data.display(), "serving");
    }
    for origin in relying_party.related_origins() {
        tracing::warn!(
            %origin,
            "this origin is outside the RP ID: browsers use keys there only once they find it in https://{}/.well-known/webauthn",
            relying_party.id()
        );
    }
    let tls = config.tls.as_ref().map(|settings| begin_tls(settings, &relying_party)).transpose()?;
    let (clock, shared) = (Arc::new(SystemClock) as Arc<dyn Clock>, Arc::clone(&store) as Arc<dyn Store>);
    let origin = relying_party.origins().first();
    let delivery = Delivery::new(&config.delivery, &secret, &config.rp_name, origin, &clock)?;
    let control = control::open(config, &shared, &clock, &delivery, &relying_party);
    let workers = delivery.start(&shared, &clock);
    let app = App::new(shared, clock, secret, relying_party, AppSettings::from(config), delivery)?;
    let housekeeping = tokio::spawn(app.housekeeping().run());
    let limits = Limits { head_timeout: config.request_timeout, shutdown_timeout: config.shutdown_timeout };
    let (tls, reloader) = tls.unzip();
    announce(address, tls.is_some()).map_err(ServeError::Ready)?;
    http::serve(listener, tls, app.router(), limits, stop).await;
    workers.stop(config.shutdown_timeout).await;
    housekeeping.abort();
    if let Some(reloader) = reloader {
        reloader.abort();
    }
    if let Some(control) = control {
        control.abort();
        // Aborted, as it should be; the socket is gone when it has ended.
        let _ = control.await;
    }
    store.close().await?;
    tracing::info!("stopped");
    Ok(())
}

/// The one line on stdout: connections are accepted from here on.
fn announce(address: std::net::SocketAddr, tls: bool) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "listening on {}://{address}", if tls { "https" } else { "http" })?;
    stdout.flush()
}

/// TLS, and the task that takes a new certificate at SIGHUP.
fn begin_tls(
    settings: &TlsSettings,
    relying_party: &RelyingParty,
) -> Result<(Tls, tokio::task::JoinHandle<()>), ServeError> {
    let hangup = signal(SignalKind::hangup()).map_err(ServeError::Runtime)?;
    let tls = Tls::new(&settings.certificate)?;
    let hosts: Vec<String> = relying_party.origins().iter().map(|origin| origin.host().to_owned()).collect();
    describe(&settings.certificate, &settings.files, &hosts);
    let reloader = tokio::spawn(reload(tls.clone(), settings.files.clone(), hosts, hangup));
    Ok((tls, reloader))
}

/// Takes the certificate anew at every SIGHUP. One that cannot be used changes nothing.
async fn reload(tls: Tls, files: CertificateFiles, hosts: Vec<String>, mut hangup: Signal) {
    while hangup.recv().await.is_some() {
        match Certificate::read(&files, SystemClock.now()) {
            Ok(certificate) => {
                tls.show(&certificate);
                describe(&certificate, &files, &hosts);
            }
            Err(error) => tracing::error!(
                setting = error.file.setting(),
                %error,
                "the certificate that was in use stays in use. Mend the file, and send SIGHUP again"
            ),
        }
    }
}

/// Tells the log which certificate is shown from now on, and what browsers will not like about it.
fn describe(certificate: &Certificate, files: &CertificateFiles, hosts: &[String]) {
    let (file, expires_at) = (files.certificate.display(), certificate.expires_at());
    tracing::info!(%file, %expires_at, "this certificate is shown from now on");
    if expires_at.since(SystemClock.now()) < RENEWED {
        tracing::warn!(%file, %expires_at, "the certificate expires soon: renew it, then send SIGHUP");
    }
    for host in hosts.iter().filter(|host| !certificate.is_for(host)) {
        tracing::warn!(%file, %host, "the certificate does not name this origin's host: browsers will refuse it");
    }
}

/// Done at SIGTERM or SIGINT.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        let name = tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
        };
        tracing::info!(signal = name, "stopping");
    })
}
