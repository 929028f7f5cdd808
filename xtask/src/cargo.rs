//! Runs cargo on this workspace and finds the programs it built.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;

use crate::processes::{Background, stop_requested};
use crate::tools::is_continuous_integration;

/// The folder of the workspace's `Cargo.toml`.
pub(crate) fn workspace_root() -> PathBuf {
    let own_folder = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| OsString::from(env!("CARGO_MANIFEST_DIR")));
    Path::new(&own_folder).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// `cargo`, in the workspace, without what `cargo run` told us about ourselves: dependencies whose build scripts look at
/// those variables would be built anew at every turn.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(workspace_root());
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"].iter().any(|start| text.starts_with(start)) {
            command.env_remove(&name);
        }
    }
    // What cargo remembers for the next small change is a third of what it writes, and nobody makes one there.
    if is_continuous_integration() && env::var_os("CARGO_INCREMENTAL").is_none() {
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// Where cargo puts what it builds.
pub(crate) fn target_directory() -> Result<PathBuf> {
    #[derive(Deserialize)]
    struct Metadata {
        target_directory: PathBuf,
    }
    let output = command()
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .stderr(Stdio::inherit())
        .output()
        .context("failed to run cargo metadata")?;
    let metadata: Metadata = serde_json::from_slice(&output.stdout).context("failed to read cargo metadata")?;
    Ok(metadata.target_directory)
}

/// The release of the dependency `name` that `Cargo.lock` fixes; `None` when there is no such dependency.
pub(crate) fn locked_version(name: &str) -> Option<String> {
    let lock = fs::read_to_string(workspace_root().join("Cargo.lock")).ok()?;
    let (_, package) = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?;
    package.split_once('"').map(|(version, _)| version.to_owned())
}

/// The second driver in its own folder: its hidapi back end excludes ours in one build, and switching features in one
/// folder would build both anew each time.
pub(crate) fn second_driver_arguments() -> Result<Vec<OsString>> {
    let mut arguments: Vec<OsString> =
        ["-p", "hid-client", "--no-default-features", "--features", "ctap-hid-fido2", "--target-dir"]
            .map(OsString::from)
            .into();
    arguments.push(target_directory()?.join("ctap-hid-fido2").into());
    Ok(arguments)
}

/// The programs of one build, by name.
pub(crate) struct Programs(BTreeMap<String, PathBuf>);

impl Programs {
    /// Builds with `arguments` to `cargo build` and collects the programs it made. Cargo's own progress stays visible.
    pub(crate) fn build<I>(arguments: I) -> Result<Self>
    where
        I: IntoIterator,
        I::Item: Into<OsString>,
    {
        let mut command = command();
        command.args(["build", "--message-format=json-render-diagnostics"]);
        command.args(arguments.into_iter().map(Into::into)).stdout(Stdio::piped());
        let mut running = Background::start("cargo build", &mut command)?;
        let mut stdout = running.child().stdout.take().context("cargo build was started without its output")?;
        let reader = thread::spawn(move || {
            let mut messages = String::new();
            stdout.read_to_string(&mut messages).map(|_| messages)
        });
        while !reader.is_finished() {
            if stop_requested() {
                bail!("stopped while building");
            }
            thread::sleep(std::time::Duration::from_millis(20));
        }
        let messages = reader
            .join()
            .map_err(|_| anyhow!("a reading thread died"))?
            .context("failed to read what cargo build wrote")?;
        let status = running.child().wait().context("failed to wait for cargo build")?;
        if !status.success() {
            bail!("cargo build failed: its messages are above");
        }
        Ok(Self(programs_in(&messages)))
    }

    /// Where the program `name` is; an error when this build did not make it.
    pub(crate) fn path(&self, name: &str) -> Result<&Path> {
        self.find(name).with_context(|| format!("the build made no program named {name}"))
    }

    /// As [`Self::path`], for a program that may not be there.
    pub(crate) fn find(&self, name: &str) -> Option<&Path> {
        self.0.get(name).map(PathBuf::as_path)
    }
}

fn programs_in(messages: &str) -> BTreeMap<String, PathBuf> {
    #[derive(Deserialize)]
    struct Message {
        executable: Option<PathBuf>,
        target: Option<Target>,
    }
    #[derive(Deserialize)]
    struct Target {
        name: String,
        kind: Vec<String>,
    }
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok())
        .filter_map(|message| Some((message.target?, message.executable?)))
        .filter(|(target, _)| target.kind.iter().any(|kind| kind == "bin" || kind == "example"))
        .map(|(target, executable)| (target.name, executable))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_programs_are_collected_from_the_messages_of_a_build() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"shared","kind":["lib"]},"executable":null}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"rp-server","kind":["bin"]},"executable":"/t/rp-server"}"#,
            "\nnot json\n",
            r#"{"reason":"compiler-artifact","target":{"name":"loop","kind":["test"]},"executable":"/t/loop-0"}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        let programs = Programs(programs_in(messages));
        assert_eq!(programs.path("rp-server").unwrap(), Path::new("/t/rp-server"));
        assert!(programs.find("loop").is_none());
        assert!(programs.path("virtual-key").unwrap_err().to_string().contains("virtual-key"));
    }

    #[test]
    fn the_release_of_a_dependency_is_read_from_the_lock_file() {
        assert!(locked_version("anyhow").unwrap().starts_with("1."));
        assert_eq!(locked_version("no-such-crate"), None);
    }

    #[test]
    fn the_workspace_root_is_the_folder_that_lists_the_members() {
        let manifest = std::fs::read_to_string(workspace_root().join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[workspace]"));
    }
}
