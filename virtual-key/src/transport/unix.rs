//! A Unix stream socket: raw 64-byte reports both ways, one connection is one host handle.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use shared::ctap::packet::{REPORT_SIZE, Report};

use super::link::{HostId, Outbox};
use crate::device::Signal;

/// A socket that cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error("socket {path}: {problem}", path = path.display())]
pub struct SocketError {
    path: PathBuf,
    problem: SocketProblem,
}

#[derive(Debug, thiserror::Error)]
enum SocketProblem {
    #[error("another program listens on it: stop that one, or give another path")]
    InUse,
    #[error("there is a file that is not a socket: give another path")]
    NotASocket,
    #[error("its folder does not exist: create it first")]
    NoFolder,
    #[error("cannot listen on it: {0}")]
    Io(#[from] io::Error),
}

/// A socket that accepts connections until it is dropped; then its file is gone too.
pub struct UnixServer {
    path: PathBuf,
    stopped: Arc<AtomicBool>,
    acceptor: Option<JoinHandle<()>>,
}

impl UnixServer {
    /// Listens at `path` and hands each connection to `serve`, on the accepting thread.
    pub(crate) fn start(
        path: &Path,
        thread_name: &str,
        serve: impl Fn(UnixStream) + Send + 'static,
    ) -> Result<Self, SocketError> {
        let listener = bind(path)?;
        let stopped = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopped);
        let accept = move || {
            for connection in listener.incoming() {
                if stop.load(Ordering::Acquire) {
                    return;
                }
                match connection {
                    Ok(connection) => serve(connection),
                    Err(error) => {
                        tracing::warn!(%error, "connection not accepted");
                        // Out of file descriptors, most likely: not worth a busy loop.
                        thread::sleep(Duration::from_millis(100));
                    }
                }
            }
        };
        let acceptor = thread::Builder::new().name(thread_name.to_owned()).spawn(accept);
        let acceptor = acceptor.map_err(|error| SocketError { path: path.to_owned(), problem: error.into() })?;
        Ok(Self { path: path.to_owned(), stopped, acceptor: Some(acceptor) })
    }

    /// The socket's path.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for UnixServer {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Release);
        // Wakes the acceptor. When the file is gone already, nobody can wake it, and it ends with the process.
        let woken = UnixStream::connect(&self.path).is_ok();
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::debug!(%error, path = %self.path.display(), "socket file not removed");
        }
        if let Some(acceptor) = self.acceptor.take().filter(|_| woken) {
            let _ended = acceptor.join();
        }
    }
}

/// Listens at `path`; a socket file that nobody listens on any more is replaced. Only the owner may connect.
fn bind(path: &Path) -> Result<UnixListener, SocketError> {
    let fail = |problem| SocketError { path: path.to_owned(), problem };
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(fail(error.into())),
        Ok(found) if !found.file_type().is_socket() => return Err(fail(SocketProblem::NotASocket)),
        Ok(_) if UnixStream::connect(path).is_ok() => return Err(fail(SocketProblem::InUse)),
        Ok(_) => fs::remove_file(path).map_err(|error| fail(error.into()))?,
    }
    let listener = UnixListener::bind(path).map_err(|error| {
        fail(match error.kind() {
            io::ErrorKind::NotFound => SocketProblem::NoFolder,
            _ => error.into(),
        })
    })?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(|error| fail(error.into()))?;
    Ok(listener)
}

/// Serves one connection as a host handle: a thread reads, a thread writes, so that neither side's silence holds up the
/// other or the key.
pub(crate) fn attach(id: HostId, connection: UnixStream, device: Sender<Signal>) -> io::Result<()> {
    let (outbox, inbox) = Outbox::new();
    let writing = connection.try_clone()?;
    if device.send(Signal::Attach(id, outbox)).is_err() {
        return Ok(());
    }
    let name = || thread::Builder::new().name(format!("vk-host-{}", id.0));
    name().spawn(move || write(writing, &inbox))?;
    name().spawn(move || {
        read(id, connection, &device);
        let _gone = device.send(Signal::Detach(id));
    })?;
    Ok(())
}

fn read(id: HostId, mut connection: UnixStream, device: &Sender<Signal>) {
    let mut report: Report = [0; REPORT_SIZE];
    // Ends at the end of the stream, also in the middle of a report.
    while connection.read_exact(&mut report).is_ok() {
        if device.send(Signal::Report(id, report)).is_err() {
            break;
        }
    }
    // Also ends a writer that is stuck.
    let _closed = connection.shutdown(Shutdown::Both);
}

fn write(mut connection: UnixStream, inbox: &Receiver<Report>) {
    while let Ok(report) = inbox.recv() {
        if connection.write_all(&report).is_err() {
            break;
        }
    }
    // The key was unplugged or the host is gone: the host reads the end of the stream.
    let _closed = connection.shutdown(Shutdown::Both);
}
