//! Files that nobody else may read.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use super::failure::Failure;

/// Writes `content` to the file at `path`, which is created for its owner alone or replaced.
pub(super) fn write(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let opened = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
    let written = opened.and_then(|mut file| file.write_all(content));
    written.map_err(|error| Failure::File { path: path.display().to_string(), error })
}
