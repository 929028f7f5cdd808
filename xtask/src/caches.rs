//! Where downloads are kept between runs, and how they come there.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::processes::succeeds;

/// `$XDG_CACHE_HOME/nyckel` or `~/.cache/nyckel`: never in the workspace.
pub(crate) fn cache_directory() -> Result<PathBuf> {
    let base = match (env::var_os("XDG_CACHE_HOME"), env::var_os("HOME")) {
        (Some(cache), _) if !cache.is_empty() => PathBuf::from(cache),
        (_, Some(home)) if !home.is_empty() => PathBuf::from(home).join(".cache"),
        _ => bail!("neither XDG_CACHE_HOME nor HOME is set: there is no place to keep downloads"),
    };
    Ok(base.join("nyckel"))
}

/// Runs `steps` unless a mark says that this very release is there already.
pub(crate) fn install_once(folder: &Path, release: &str, steps: &mut [&mut Command]) -> Result<()> {
    let mark = folder.join("installed");
    if fs::read_to_string(&mark).is_ok_and(|installed| installed == release) {
        return Ok(());
    }
    println!("Installing {release} into {}.", folder.display());
    for step in steps {
        if !succeeds(step)? {
            bail!("{release} could not be installed: its messages are above");
        }
    }
    fs::write(&mark, release).with_context(|| format!("failed to write {}", mark.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_installed_once_and_anew_when_it_changes() {
        let folder = tempfile::tempdir().unwrap();
        let trace = folder.path().join("trace");
        let step = || {
            let mut command = Command::new("sh");
            command.args(["-c", "echo x >> \"$0\""]).arg(&trace);
            command
        };
        for release in ["a==1", "a==1", "a==2"] {
            install_once(folder.path(), release, &mut [&mut step()]).unwrap();
        }
        assert_eq!(fs::read_to_string(&trace).unwrap(), "x\nx\n");
    }

    #[test]
    fn a_failed_installation_leaves_no_mark() {
        let folder = tempfile::tempdir().unwrap();
        let error = install_once(folder.path(), "a==1", &mut [&mut Command::new("false")]).unwrap_err();
        assert!(error.to_string().starts_with("a==1 could not be installed"), "{error}");
        assert!(!folder.path().join("installed").exists());
    }
}
