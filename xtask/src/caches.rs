//! Where downloads are kept between runs.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

/// `$XDG_CACHE_HOME/nyckel` or `~/.cache/nyckel`: never in the workspace.
pub(crate) fn cache_directory() -> Result<PathBuf> {
    let base = match (env::var_os("XDG_CACHE_HOME"), env::var_os("HOME")) {
        (Some(cache), _) if !cache.is_empty() => PathBuf::from(cache),
        (_, Some(home)) if !home.is_empty() => PathBuf::from(home).join(".cache"),
        _ => bail!("neither XDG_CACHE_HOME nor HOME is set: there is no place to keep downloads"),
    };
    Ok(base.join("nyckel"))
}
