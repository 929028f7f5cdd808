//! The machine's disk: a small Debian with Chromium, made once and kept in a cache outside the workspace.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::caches::cache_directory;
use crate::processes::{capture, succeeds};
use crate::tools::{self, Unavailable};

/// What is on the disk beside Debian's own minimum. A change here makes the disk anew.
const PACKAGES: [&str; 6] = ["chromium", "fonts-dejavu-core", "scrot", "udev", "xdotool", "xvfb"];

/// Files that debootstrap copies from the machine it runs on.
const FILES_OF_THIS_MACHINE: [&str; 2] = ["etc/hostname", "etc/resolv.conf"];

/// What apt downloaded: a third of the disk.
const DOWNLOADS: [&str; 2] = ["var/cache/apt", "var/lib/apt/lists"];

/// Room for 1 GB of Debian and what Chromium writes.
const SIZE: &str = "3G";

/// Writing 1 GB takes seconds on most disks.
const LIMIT: Duration = Duration::from_secs(600);

/// How many lines of what went wrong are shown.
const LAST_LINES: usize = 15;

/// Where a Debian can be had, as apt on this machine knows it.
#[derive(Debug, PartialEq, Eq)]
struct Source {
    release: String,
    address: String,
}

/// The disk's image: from the cache, made when there is none or when it was made of other packages.
pub(super) fn find_or_make() -> Result<PathBuf> {
    let cache = cache_directory()?.join("browser");
    fs::create_dir_all(&cache).with_context(|| format!("failed to make {}", cache.display()))?;
    let image = cache.join("debian.ext4");
    let made_of = cache.join("packages");
    let wanted = PACKAGES.join(" ");
    if image.exists() && fs::read_to_string(&made_of).is_ok_and(|packages| packages == wanted) {
        return Ok(image);
    }
    if !rustix::process::geteuid().is_root() {
        let why = "making the machine's disk needs root, once; run `sudo -E cargo xtask hil --browser`";
        bail!(Unavailable(why.to_owned()));
    }
    tools::ensure(&tools::FOR_BROWSER_DISK)?;
    let source = source()?;
    println!(
        "Making a disk of Debian {} with Chromium in {}: about two minutes, once.",
        source.release,
        cache.display()
    );
    // The list goes first and comes last: a half-made image is never taken for a whole one.
    if made_of.exists() {
        fs::remove_file(&made_of).context("failed to remove the list of the former image")?;
    }
    make(&source, &image, &cache)?;
    fs::write(&made_of, wanted).context("failed to keep the list of packages")?;
    Ok(image)
}

fn make(source: &Source, image: &Path, cache: &Path) -> Result<()> {
    let work = tempfile::Builder::new().prefix("making-").tempdir_in(cache).context("failed to make a folder")?;
    let root = work.path().join("root");
    let log = work.path().join("log");
    let mut debootstrap = Command::new("debootstrap");
    debootstrap.arg("--variant=minbase").arg(&source.release).arg(&root).arg(&source.address);
    run_quietly(&mut debootstrap, &log)?;
    // apt and not debootstrap: only apt follows a dependency that several packages can meet. Nothing it installs is to be
    // started here; programs that would be ask this file first.
    let policy = root.join("usr/sbin/policy-rc.d");
    fs::write(&policy, "#!/bin/sh\nexit 101\n").context("failed to forbid starting what is installed")?;
    fs::set_permissions(&policy, Permissions::from_mode(0o755)).context("failed to make a file runnable")?;
    let mut apt = Command::new("chroot");
    apt.arg(&root).args(["apt-get", "--quiet", "--yes", "--no-install-recommends", "install"]).args(PACKAGES);
    run_quietly(apt.env("DEBIAN_FRONTEND", "noninteractive").env("LC_ALL", "C.UTF-8"), &log)?;
    fs::remove_file(&policy).context("failed to remove what forbids starting")?;

    for file in FILES_OF_THIS_MACHINE {
        let file = root.join(file);
        if file.exists() {
            fs::remove_file(&file).with_context(|| format!("failed to remove {}", file.display()))?;
        }
    }
    fs::write(root.join("etc/hosts"), "127.0.0.1 localhost\n").context("failed to write the disk's list of hosts")?;
    for folder in DOWNLOADS {
        let folder = root.join(folder);
        fs::remove_dir_all(&folder).with_context(|| format!("failed to remove {}", folder.display()))?;
    }

    let made = work.path().join("debian.ext4");
    let mut command = Command::new("mke2fs");
    command.args(["-q", "-t", "ext4", "-E", "lazy_itable_init=1,root_owner=0:0", "-d"]).args([&root, &made]).arg(SIZE);
    let finished = capture(&mut command, LIMIT)?;
    ensure!(finished.status.success(), "mke2fs could not make the disk: {}", finished.everything());
    fs::rename(&made, image).context("failed to keep the disk")
}

/// Runs a program that has much to say; an error with the last of it unless it succeeded.
fn run_quietly(command: &mut Command, log: &Path) -> Result<()> {
    let output = fs::File::create(log).with_context(|| format!("failed to open {}", log.display()))?;
    let errors = output.try_clone().with_context(|| format!("failed to open {}", log.display()))?;
    let name = command.get_program().to_string_lossy().into_owned();
    if succeeds(command.stdin(Stdio::null()).stdout(output).stderr(errors))? {
        return Ok(());
    }
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let last = lines.get(lines.len().saturating_sub(LAST_LINES)..).unwrap_or_default().join("\n");
    bail!("{name} failed, and said at the end:\n{last}")
}

/// The Debian that apt on this machine uses: its mirror is near, and the person who chose it trusts it.
fn source() -> Result<Source> {
    let format = "$(LABEL)|$(CODENAME)|$(COMPONENT)|$(REPO_URI)";
    let mut command = Command::new("apt-get");
    command.args(["indextargets", "--format", format, "Created-By: Packages"]);
    let listing = capture(&mut command, Duration::from_secs(60)).context("failed to ask apt where Debian is")?;
    source_in(&listing.stdout).ok_or_else(|| {
        Unavailable("apt on this machine knows no Debian: the browser's machine is made of one".to_owned()).into()
    })
}

/// Reads `Debian|bookworm|main|http://...`. Updates and backports are other releases of the same label.
fn source_in(listing: &str) -> Option<Source> {
    listing.lines().find_map(|line| {
        let mut words = line.split('|');
        let (label, release, component, address) = (words.next()?, words.next()?, words.next()?, words.next()?);
        (label == "Debian" && component == "main" && !release.is_empty() && !release.contains('-'))
            .then(|| Source { release: release.to_owned(), address: address.to_owned() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mirror_is_the_one_that_apt_has_for_debian_itself() {
        let listing = "\
            Debian|bookworm-updates|bookworm-updates|main\n\
            Node|nodistro|main|https://node.example/\n\
            Debian-Security|bookworm-security|main|http://security.example/debian-security/\n\
            Debian|bookworm-updates|main|http://mirror.example/debian/\n\
            Debian|bookworm|contrib|http://mirror.example/debian/\n\
            Debian|bookworm|main|http://mirror.example/debian/\n";
        let expected = Source { release: "bookworm".to_owned(), address: "http://mirror.example/debian/".to_owned() };
        assert_eq!(source_in(listing), Some(expected));
        assert_eq!(source_in("Ubuntu|noble|main|http://mirror.example/ubuntu/\n"), None);
        assert_eq!(source_in(""), None);
    }
}
