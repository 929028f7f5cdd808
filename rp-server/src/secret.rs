//! The server's own secret: a key that never leaves the data directory.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use aws_lc_rs::hmac;
use zeroize::Zeroizing;

/// The file's name in the data directory.
const FILE: &str = "server-secret";
const LENGTH: usize = 32;

/// 32 random bytes that outlive the process. Without them nothing stored is lost, but decoys change.
pub struct ServerSecret(Zeroizing<[u8; LENGTH]>);

/// Why there is no secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file cannot be read or written.
    #[error("cannot keep the server's secret in {}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The file holds something else.
    #[error("{} is not the {LENGTH} bytes long secret that rp-server wrote. Restore it from a backup, or remove it for a new one", .0.display())]
    Damaged(PathBuf),
    /// Others can read the file.
    #[error("{} can be read by others: anybody who did could tell which accounts exist. Remove it for a new one, or run chmod 600 on it", .0.display())]
    Exposed(PathBuf),
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random,
}

impl ServerSecret {
    /// Takes 32 bytes of the caller's, for tests.
    pub fn from_bytes(bytes: [u8; LENGTH]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads the secret of a data directory, or makes one there that only this user can read.
    pub fn open(directory: &Path) -> Result<Self, SecretError> {
        let path = directory.join(FILE);
        let failed = |error| SecretError::Io { path: path.clone(), error };
        match fs::read(&path).map(Zeroizing::new) {
            Ok(bytes) => {
                if fs::metadata(&path).map_err(failed)?.permissions().mode() & 0o077 != 0 {
                    return Err(SecretError::Exposed(path));
                }
                let bytes = <[u8; LENGTH]>::try_from(bytes.as_slice()).map_err(|_| SecretError::Damaged(path))?;
                Ok(Self(Zeroizing::new(bytes)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(directory).map_err(failed)?;
                let mut bytes = Zeroizing::new([0; LENGTH]);
                getrandom::fill(bytes.as_mut_slice()).map_err(|_| SecretError::Random)?;
                write_whole(directory, &path, bytes.as_slice()).map_err(failed)?;
                Ok(Self(bytes))
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// A key of its own for each `purpose`, so that no two uses can be confused.
    pub fn key(&self, purpose: &str) -> MacKey {
        MacKey(hmac::Key::new(hmac::HMAC_SHA256, self.derived(purpose).as_slice()))
    }

    fn derived(&self, purpose: &str) -> Zeroizing<[u8; LENGTH]> {
        let root = MacKey(hmac::Key::new(hmac::HMAC_SHA256, self.0.as_slice()));
        Zeroizing::new(root.mac(&[purpose.as_bytes()]))
    }
}

/// A key that was derived from the server's secret.
pub struct MacKey(hmac::Key);

impl MacKey {
    /// HMAC-SHA-256 of the parts, one after the other.
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.0);
        for part in parts {
            context.update(part);
        }
        // An HMAC-SHA-256 tag is 32 bytes long.
        context.sign().as_ref().try_into().unwrap_or([0; 32])
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MacKey(..)")
    }
}

impl fmt::Debug for ServerSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerSecret(..)")
    }
}

/// Appears whole or not at all: written beside its place, synced, then renamed.
fn write_whole(directory: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_and_kept_to_its_user() {
        let directory = tempfile::tempdir().unwrap();
        let nested = directory.path().join("data");
        let first = ServerSecret::open(&nested).unwrap().key("test").mac(&[b"message"]);
        assert_eq!(ServerSecret::open(&nested).unwrap().key("test").mac(&[b"message"]), first);
        let mode = fs::metadata(nested.join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let elsewhere = tempfile::tempdir().unwrap();
        assert_ne!(ServerSecret::open(elsewhere.path()).unwrap().key("test").mac(&[b"message"]), first);
    }

    #[test]
    fn a_damaged_or_exposed_secret_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(FILE);
        ServerSecret::open(directory.path()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(ServerSecret::open(directory.path()), Err(SecretError::Exposed(_))));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, [0; 31]).unwrap();
        assert!(matches!(ServerSecret::open(directory.path()), Err(SecretError::Damaged(_))));
    }

    #[test]
    fn purposes_do_not_share_a_key_and_nothing_is_printed() {
        let secret = ServerSecret::from_bytes([7; 32]);
        assert_ne!(secret.key("a").mac(&[b"message"]), secret.key("b").mac(&[b"message"]));
        assert_eq!(format!("{:?}", secret.key("a")), "MacKey(..)");
        assert_eq!(format!("{secret:?}"), "ServerSecret(..)");
    }
}
