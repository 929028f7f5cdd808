//! The verb: measure, print, write.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

use super::assertions::Assertions;
use super::figure::{Figure, table};
use super::peers::Peer;
use super::{machine, names, sign_in};
use crate::caches::cache_directory;
use crate::cargo::Programs;

/// What `--json` writes.
#[derive(Serialize)]
struct Document<'a> {
    figures: &'a [Figure],
    skipped: &'a [String],
}

/// `cargo xtask bench`. Figures are for people to judge: a missed goal is shown and is no error.
pub(crate) fn run(json: Option<&Path>) -> Result<bool> {
    let programs = Programs::build(["--release", "-p", "tests", "-p", "rp-server", "--bins"])?;
    let cache = cache_directory()?.join("peers");
    fs::create_dir_all(&cache).with_context(|| format!("failed to make {}", cache.display()))?;
    let (mut peers, mut skipped) = (Vec::new(), Vec::new());
    for (name, peer) in
        [("py_webauthn", Peer::py_webauthn(&cache)), ("@simplewebauthn/server", Peer::simple_webauthn(&cache))]
    {
        match peer {
            Ok(peer) => peers.push(peer),
            Err(error) => skipped.push(format!("{name}: {error:#}")),
        }
    }

    let folder = tempfile::tempdir().context("failed to make a folder")?;
    let assertions = Assertions::measure(&programs, peers, folder.path())?;
    let sign_ins = sign_in::measure(&programs, assertions.ours)?;
    let names = names::measure(&programs)?;
    println!("\nOne verified assertion (WebAuthn L3 §7.2), CPU time of the process:\n{}", table(&assertions.figures));
    println!("One sign-in at a running rp-server (two requests):\n{}", table(&sign_ins));
    println!("Whether time tells which user names are known, at a running rp-server:\n{}", table(&names));
    for line in &skipped {
        println!("skipped: {line}");
    }
    let figures: Vec<Figure> = assertions.figures.into_iter().chain(sign_ins).chain(names).collect();
    write(json, &Document { figures: &figures, skipped: &skipped })?;
    Ok(true)
}

/// `cargo xtask bench --hil`, as [`run`].
pub(crate) fn run_in_machine(json: Option<&Path>) -> Result<bool> {
    let [wall, cpu] = machine::measure()?;
    println!(
        "\nThe same work at the same key over hidraw, from the start of the process to its end:\n{}",
        table(&wall)
    );
    println!("The same runs, CPU time of the process:\n{}", table(&cpu));
    let figures: Vec<Figure> = wall.into_iter().chain(cpu).collect();
    write(json, &Document { figures: &figures, skipped: &[] })?;
    Ok(true)
}

fn write(path: Option<&Path>, document: &Document<'_>) -> Result<()> {
    let Some(path) = path else { return Ok(()) };
    let text = serde_json::to_string_pretty(document).context("failed to write the figures as JSON")?;
    fs::write(path, text + "\n").with_context(|| format!("failed to write {}", path.display()))
}
