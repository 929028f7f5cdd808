//! The command line's end.

use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use zeroize::Zeroizing;

use super::frame::{HEAD, LONGEST_REPLY, PATIENCE, framed, length};
use super::place::Place;
use crate::operator::{Reply, Request};

/// What the server may take to answer: it waits for its disk.
const ANSWER: Duration = Duration::from_secs(60);

/// Why a running server was not asked.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// No server runs on this data directory, or it does not listen yet or any more.
    #[error("no server listens on {}", .0.display())]
    NotRunning(PathBuf),
    /// The socket is another user's.
    #[error("the server that uses this data directory is another user's ({}). Run the command as that user", .0.display())]
    NotPermitted(PathBuf),
    /// It broke off.
    #[error("the server did not answer on its control socket: {0}. Look at its log")]
    Io(#[from] io::Error),
    /// Something else answered.
    #[error("the server's answer is not one of this rp-server's: {0}. Use the rp-server that runs")]
    Malformed(String),
}

/// A connection to a running server, for one request.
#[derive(Debug)]
pub struct Connection(UnixStream);

impl Connection {
    /// Connects to the server that has the store in `directory` open.
    pub fn open(directory: &Path) -> Result<Self, ControlError> {
        let failed = |path: PathBuf, error: io::Error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => ControlError::NotRunning(path),
            io::ErrorKind::PermissionDenied => ControlError::NotPermitted(path),
            _ => error.into(),
        };
        let place = Place::in_directory(directory).map_err(|error| failed(directory.to_owned(), error))?;
        let stream = UnixStream::connect(place.address()).map_err(|error| failed(place.path.clone(), error))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_read_timeout(Some(ANSWER))?;
        Ok(Self(stream))
    }

    /// Asks the one request.
    pub fn ask(mut self, request: &Request) -> Result<Reply, ControlError> {
        let malformed = |problem: &str| ControlError::Malformed(problem.to_owned());
        let body = serde_json::to_vec(request).map_err(|error| malformed(&error.to_string()))?;
        let frame = framed(&body).ok_or_else(|| malformed("the request is too long"))?;
        // A server that refuses at once may have closed before it read all of this; its reply says why.
        let sent = self.0.write_all(&frame);
        let mut head = [0; HEAD];
        match self.0.read_exact(&mut head) {
            Ok(()) => {}
            Err(error) => return Err(sent.err().unwrap_or(error).into()),
        }
        let length = length(head, LONGEST_REPLY).ok_or_else(|| malformed("its length is out of range"))?;
        let mut body = Zeroizing::new(vec![0; length]);
        self.0.read_exact(&mut body)?;
        serde_json::from_slice(&body).map_err(|error| malformed(&error.to_string()))
    }
}
