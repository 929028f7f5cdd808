//! The server's end.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::Path;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixSocket, UnixStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::frame::{HEAD, LONGEST_REPLY, LONGEST_REQUEST, PATIENCE, framed, length};
use super::place::Place;
use crate::operator::{Operator, Refusal, Reply};

/// How many may be served at once; more wait.
const AT_ONCE: usize = 8;
/// How many the system lets wait.
const BACKLOG: u32 = 64;

/// The socket of a running server. It is gone when this is dropped.
#[derive(Debug)]
pub struct ControlSocket {
    place: Place,
    listener: UnixListener,
}

impl ControlSocket {
    /// Opens the socket in a data directory whose store this process has open: what an earlier process left there is nobody's.
    pub fn open(directory: &Path) -> io::Result<Self> {
        let place = Place::in_directory(directory)?;
        let address = place.address();
        match fs::symlink_metadata(&address) {
            Ok(found) if found.file_type().is_socket() => fs::remove_file(&address)?,
            Ok(_) => return Err(io::Error::other("something else than a socket is in its place: remove it")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let socket = UnixSocket::new_stream()?;
        socket.bind(&address)?;
        // Between the two, others may find it; nobody can connect until it listens.
        fs::set_permissions(&address, Permissions::from_mode(0o600))?;
        Ok(Self { listener: socket.listen(BACKLOG)?, place })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.place.path
    }

    /// Serves until it is dropped.
    pub async fn serve(self, operator: Operator) {
        let (operator, permits) = (Arc::new(operator), Arc::new(Semaphore::new(AT_ONCE)));
        loop {
            let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { return };
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    let operator = Arc::clone(&operator);
                    tokio::spawn(async move {
                        handle(stream, &operator).await;
                        drop(permit);
                    });
                }
                Err(error) => {
                    tracing::error!(%error, "cannot accept a connection on the control socket");
                    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                }
            }
        }
    }
}

impl Drop for ControlSocket {
    fn drop(&mut self) {
        // One that stays is taken away at the next start.
        let _ = fs::remove_file(self.place.address());
    }
}

async fn handle(mut stream: UnixStream, operator: &Operator) {
    let reply = match authorised(&stream) {
        Ok(()) => match read(&mut stream).await {
            Ok(request) => answer(&request, operator).await,
            Err(refusal) => Reply::Refused(refusal),
        },
        Err(refusal) => Reply::Refused(refusal),
    };
    if let Err(error) = timeout(PATIENCE, write(&mut stream, &reply)).await.unwrap_or_else(|late| Err(late.into())) {
        tracing::warn!(%error, "a reply on the control socket did not arrive");
    }
}

/// Whether the other end is a process of this server's user, or of root: the mode of the socket says so already, unless somebody
/// has changed it.
fn authorised(stream: &UnixStream) -> Result<(), Refusal> {
    let ours = rustix::process::geteuid().as_raw();
    match stream.peer_cred() {
        Ok(peer) if peer.uid() == ours || peer.uid() == 0 => Ok(()),
        peer => {
            let uid = peer.map_or(-1, |peer| i64::from(peer.uid()));
            tracing::warn!(uid, "somebody else's process was refused on the control socket");
            Err(refusal(
                "not_permitted",
                "only the user that runs the server may do this. Run the command as that user",
            ))
        }
    }
}

/// The bytes of the one request.
async fn read(stream: &mut UnixStream) -> Result<Vec<u8>, Refusal> {
    let late = |_| refusal("request_timeout", "the request did not arrive in time");
    let broken = |error: io::Error| refusal("request_malformed", &format!("the request broke off: {error}"));
    let mut head = [0; HEAD];
    timeout(PATIENCE, stream.read_exact(&mut head)).await.map_err(late)?.map_err(broken)?;
    let too_long = || refusal("request_too_large", &format!("a request has 1 to {LONGEST_REQUEST} bytes"));
    let length = length(head, LONGEST_REQUEST).ok_or_else(too_long)?;
    let mut body = vec![0; length];
    timeout(PATIENCE, stream.read_exact(&mut body)).await.map_err(late)?.map_err(broken)?;
    Ok(body)
}

async fn answer(request: &[u8], operator: &Operator) -> Reply {
    match serde_json::from_slice(request) {
        Ok(request) => operator.answer(request).await,
        Err(error) => {
            let text = format!("the request is not one of this server's: {error}. Use the rp-server that runs");
            Reply::Refused(refusal("request_malformed", &text))
        }
    }
}

async fn write(stream: &mut UnixStream, reply: &Reply) -> io::Result<()> {
    let too_long = || refusal("reply_too_large", "the answer is too long for the control socket");
    let body = zeroize::Zeroizing::new(serde_json::to_vec(reply)?);
    let frame = if body.len() > LONGEST_REPLY {
        framed(&serde_json::to_vec(&Reply::Refused(too_long()))?)
    } else {
        framed(&body)
    };
    let frame = zeroize::Zeroizing::new(frame.ok_or_else(|| io::Error::other("the reply is too long"))?);
    stream.write_all(&frame).await?;
    stream.shutdown().await
}

fn refusal(code: &str, text: &str) -> Refusal {
    Refusal { code: code.to_owned(), text: text.to_owned() }
}
