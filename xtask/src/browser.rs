//! What the tests of the pages need: a browser that is driven, and the rules of accessibility.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::caches::{cache_directory, install_once};
use crate::tools;

/// The release is fixed: a finding that is new tells of our pages, not of new rules.
const AXE_CORE: &str = "axe-core@4.14.1";

/// Sees to it that Chromium, its driver and axe-core are here; the path of `axe.min.js`.
pub(crate) fn prepare() -> Result<PathBuf> {
    tools::ensure(&tools::FOR_BROWSER)?;
    let folder = cache_directory()?.join("axe-core");
    fs::create_dir_all(&folder).with_context(|| format!("failed to make {}", folder.display()))?;
    install_once(
        &folder,
        AXE_CORE,
        &mut [Command::new("npm")
            .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
            .arg(&folder)
            .arg(AXE_CORE)],
    )?;
    Ok(folder.join("node_modules/axe-core/axe.min.js"))
}
