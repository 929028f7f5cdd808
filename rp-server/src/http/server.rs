//! Connections: accepted, timed, and finished before the end.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tower::Service as _;
use tower::util::service_fn;

use super::client_address::Peer;
use super::handshake::handshake;
use crate::tls::Tls;

/// Pause after the system could not accept a connection (out of file descriptors, say), so as not to spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What bounds connections.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How long a TLS handshake may take, and then the head of a request; also how long an idle connection is kept.
    pub head_timeout: Duration,
    /// How long running requests may take once the server is told to stop.
    pub shutdown_timeout: Duration,
}

/// Serves HTTP/1.1 on `listener`, under TLS where there is a `tls`, until `stop` is done; then accepts nothing more, lets running
/// requests finish, and returns.
///
/// HTTP/2 is the proxy's in front of this.
pub async fn serve(
    listener: TcpListener,
    tls: Option<Tls>,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let connections = GracefulShutdown::new();
    // Nobody has asked for anything before the handshake is done: those under way at the end are dropped with this set.
    let mut handshakes = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let peer = Peer(peer.ip());
                    // Answers are small and whole: waiting to fill a packet only delays them.
                    let _ = stream.set_nodelay(true);
                    match &tls {
                        None => handle(stream, peer, &router, limits, &connections),
                        Some(tls) => {
                            let begun = handshake(stream, tls.acceptor(), limits.head_timeout);
                            handshakes.spawn(async move { begun.await.map(|stream| (stream, peer)) });
                        }
                    }
                }
                Err(error) => pause_after(&error).await,
            },
            Some(done) = handshakes.join_next() => match done {
                Ok(Some((stream, peer))) => handle(stream, peer, &router, limits, &connections),
                Ok(None) => {}
                Err(error) => tracing::error!(%error, "a TLS handshake failed in this program"),
            },
            () = &mut stop => break,
        }
    }
    drop((listener, handshakes));
    let open = connections.count();
    tracing::info!(open, "no new connections are accepted; open ones finish");
    if tokio::time::timeout(limits.shutdown_timeout, connections.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time and are cut off");
    }
}

fn handle<S>(stream: S, peer: Peer, router: &Router, limits: Limits, connections: &GracefulShutdown)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let router = router.clone();
    let service = service_fn(move |mut request: axum::http::Request<Incoming>| {
        let mut router = router.clone();
        request.extensions_mut().insert(peer);
        async move { Ok::<_, Infallible>(router.call(request.map(Body::new)).await.unwrap_or_else(|never| match never {})) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_timeout)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    let connection = connections.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection broke off");
        }
    });
}

async fn pause_after(error: &io::Error) {
    let is_the_clients = matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
    );
    if !is_the_clients {
        tracing::error!(%error, "cannot accept connections");
        tokio::time::sleep(ACCEPT_PAUSE).await;
    }
}
