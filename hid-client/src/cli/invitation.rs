//! Where an invitation comes from: a file or standard input. Never arguments, never the environment.

use std::fs::File;
use std::path::Path;

use shared::secret_text::SecretText;

use super::failure::Failure;
use super::pin_source::first_line;

/// Reads the first line of `path`; `-` is standard input.
pub(super) fn read(path: &Path) -> Result<SecretText, Failure> {
    let opened = if path == Path::new("-") { Path::new("/dev/stdin") } else { path };
    let line = File::open(opened).and_then(first_line);
    let line = line.map_err(|error| Failure::File { path: path.display().to_string(), error })?;
    // Bytes that are no text are no invitation either: the server says so.
    Ok(SecretText::new(String::from_utf8_lossy(&line).trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_invitation() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), " https://login.example.org/invitation#secret \r\nmore").unwrap();
        assert_eq!(read(file.path()).unwrap().reveal(), "https://login.example.org/invitation#secret");
        assert!(matches!(read(Path::new("/does/not/exist")), Err(Failure::File { .. })));
    }
}
