//! The beginning of a connection under TLS.

use std::io;
use std::time::Duration;

use axum::http::StatusCode;
use shared::api::Problem;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How much of a plain request is read and thrown away, so that its client gets to read the answer.
const DRAINED: u64 = 65_536;

/// The connection as one of TLS; `None` when the client could not make it one within `limit`.
///
/// A client that speaks plain http is told so in plain http. Nothing but that: a redirection would hide that its address, and
/// perhaps a cookie, have just crossed the network in the open.
pub(super) async fn handshake(
    stream: TcpStream,
    acceptor: TlsAcceptor,
    limit: Duration,
) -> Option<TlsStream<TcpStream>> {
    match tokio::time::timeout(limit, begin(stream, acceptor)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => {
            tracing::debug!(%error, "a TLS handshake failed");
            None
        }
        Err(_) => {
            tracing::debug!("a TLS handshake took too long");
            None
        }
    }
}

async fn begin(stream: TcpStream, acceptor: TlsAcceptor) -> io::Result<Option<TlsStream<TcpStream>>> {
    let mut first = [0];
    match stream.peek(&mut first).await? {
        // Closed again, as port scans and load balancers do.
        0 => Ok(None),
        // A method is letters; a handshake is 22 (RFC 8446 §5.1).
        _ if first.iter().all(u8::is_ascii_alphabetic) => refuse_plain_http(stream).await.map(|()| None),
        // Whatever else it is, the TLS library knows best what to say to it.
        _ => acceptor.accept(stream).await.map(Some),
    }
}

async fn refuse_plain_http(mut stream: TcpStream) -> io::Result<()> {
    let status = StatusCode::BAD_REQUEST;
    let problem = Problem {
        status: status.as_u16(),
        code: "https_required".into(),
        title: status.canonical_reason().unwrap_or_default().into(),
        detail: "This port speaks https alone. Write https:// in the address.".into(),
        request_id: None,
    };
    let body = serde_json::to_string(&problem)?;
    let answer = format!(
        "HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\n\
         cache-control: no-store\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await?;
    tokio::io::copy(&mut stream.take(DRAINED), &mut tokio::io::sink()).await?;
    Ok(())
}
