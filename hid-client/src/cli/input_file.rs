//! Files that are read as they are, up to a length.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use super::failure::Failure;

/// The whole content of `path`, of at most `longest` bytes; `-` is standard input.
pub(super) fn read(path: &Path, longest: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let failed = |error| Failure::File { path: path.display().to_string(), error };
    let source: Box<dyn Read> =
        if path == Path::new("-") { Box::new(io::stdin().lock()) } else { Box::new(File::open(path).map_err(failed)?) };
    // In one piece, so that no part of it stays behind in memory that was outgrown.
    let mut content = Zeroizing::new(Vec::with_capacity(longest.saturating_add(1)));
    source.take(longest as u64 + 1).read_to_end(&mut content).map_err(failed)?;
    if content.len() > longest {
        return Err(Failure::FileTooLong { path: path.display().to_string(), longest });
    }
    Ok(content)
}
