//! Debian's generic kernel and the modules a key needs, kept in a cache outside the workspace.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::caches::cache_directory;
use crate::processes::{capture, succeeds};
use crate::tools::{self, Unavailable};

/// Always points at the newest generic kernel. The `-cloud` flavour has no HID.
const METAPACKAGE: &str = "linux-image-amd64";

/// Modules that a scenario loads, with whatever these depend on.
#[derive(Debug, Clone, Copy)]
pub(super) struct ModuleSet {
    /// The file in the cache that has their order.
    order: &'static str,
    wanted: &'static [&'static str],
}

/// What makes a key of /dev/uhid.
pub(super) const HID: ModuleSet = ModuleSet { order: "order", wanted: &["hid", "hid-generic", "uhid"] };

/// The same on a machine with a disk, a folder shared with its host, and a source of random numbers. ext4 does not name
/// what computes its checksums.
pub(super) const HID_AND_DISK: ModuleSet = ModuleSet {
    order: "order-with-disk",
    wanted: &[
        "virtio_pci",
        "virtio_blk",
        "virtio-rng",
        "crc32c_generic",
        "ext4",
        "9pnet_virtio",
        "9p",
        "hid",
        "hid-generic",
        "uhid",
    ],
};

const SETS: [ModuleSet; 2] = [HID, HID_AND_DISK];

/// Unpacking takes seconds; downloading depends on the line.
const LIMIT: Duration = Duration::from_secs(600);

/// A kernel on disk.
pub(super) struct Kernel {
    /// The Debian package it came from, with its version.
    pub(super) name: String,
    /// What QEMU boots.
    pub(super) image: PathBuf,
    folder: PathBuf,
}

impl Kernel {
    /// The newest kernel that apt knows, downloaded once; without apt's answer, the newest one in the cache.
    pub(super) fn find_or_download() -> Result<Self> {
        let cache = cache_directory()?.join("kernel");
        fs::create_dir_all(&cache).with_context(|| format!("failed to make {}", cache.display()))?;
        let mut newest = newest_package();
        // A fresh machine has no package lists yet.
        if newest.is_err() && newest_in(&cache).is_none() && tools::refresh_package_lists()? {
            newest = newest_package();
        }
        match newest {
            Ok((package, version)) => {
                let folder = cache.join(format!("{package}_{}", version.replace(':', "-")));
                if !is_complete(&folder) {
                    println!("Downloading {package} {version} with apt-get into {}.", cache.display());
                    download(&package, &version, &folder)?;
                }
                Ok(Self::open(&folder))
            }
            Err(error) => match newest_in(&cache) {
                Some(folder) => Ok(Self::open(&folder)),
                None => Err(Unavailable(format!("no kernel for the HID machine: {error:#}")).into()),
            },
        }
    }

    fn open(folder: &Path) -> Self {
        Self {
            name: folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            image: folder.join("vmlinuz"),
            folder: folder.to_path_buf(),
        }
    }

    /// The uncompressed modules of `set`, in the order to load them.
    pub(super) fn modules(&self, set: ModuleSet) -> Result<Vec<PathBuf>> {
        let order = fs::read_to_string(self.folder.join(set.order)).with_context(|| {
            format!("the cached kernel is incomplete: remove {} and try again", self.folder.display())
        })?;
        Ok(order.lines().map(|name| self.folder.join(name)).collect())
    }
}

/// Whether a kernel in the cache has the modules of every scenario: an earlier release of ours may have kept fewer.
fn is_complete(folder: &Path) -> bool {
    SETS.iter().all(|set| folder.join(set.order).exists())
}

/// Name and version of the package behind the metapackage.
fn newest_package() -> Result<(String, String)> {
    let finished =
        capture(Command::new("apt-cache").args(["show", "--no-all-versions", METAPACKAGE]), Duration::from_secs(60))
            .context("failed to ask apt for a kernel: the HID machine boots Debian's")?;
    behind_metapackage(&finished.stdout).with_context(|| {
        format!("apt knows no {METAPACKAGE}; on Debian, run `sudo apt-get update`. It said: {}", finished.everything())
    })
}

/// Reads `Depends: linux-image-6.1.0-56-amd64 (= 6.1.192-2)`.
fn behind_metapackage(record: &str) -> Option<(String, String)> {
    let dependencies = record.lines().find_map(|line| line.strip_prefix("Depends:"))?;
    dependencies.split(',').find_map(|dependency| {
        let (package, version) = dependency.trim().split_once(" (= ")?;
        let version = version.strip_suffix(')')?;
        package.starts_with("linux-image-").then(|| (package.to_owned(), version.to_owned()))
    })
}

fn newest_in(cache: &Path) -> Option<PathBuf> {
    let mut kernels: Vec<PathBuf> = fs::read_dir(cache)
        .ok()?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|folder| is_complete(folder))
        .collect();
    kernels.sort();
    kernels.pop()
}

/// Downloads and unpacks into a folder beside `folder`, and renames it at the end: a half-made kernel is never found.
fn download(package: &str, version: &str, folder: &Path) -> Result<()> {
    let cache = folder.parent().context("the cache has no folder above it")?;
    let work = tempfile::Builder::new().prefix("download-").tempdir_in(cache).context("failed to make a folder")?;
    let mut apt = Command::new("apt-get");
    // As root, apt drops to a user who may not write here.
    apt.args(["--quiet", "-o", "APT::Sandbox::User=root", "download"]).arg(format!("{package}={version}"));
    if !succeeds(apt.current_dir(work.path()))? {
        let why = format!(
            "apt-get could not download {package} {version}: is the network there, and `apt-get update` recent?"
        );
        return Err(Unavailable(why).into());
    }
    let archive = files_below(work.path())?
        .into_iter()
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .context("apt-get left no package behind")?;
    let contents = work.path().join("contents");
    let unpacked = capture(Command::new("dpkg-deb").arg("-x").args([&archive, &contents]), LIMIT)?;
    if !unpacked.status.success() {
        bail!("dpkg-deb could not unpack {}: {}", archive.display(), unpacked.everything());
    }

    let kept = work.path().join("kept");
    fs::create_dir(&kept).context("failed to make a folder")?;
    let files = files_below(&contents)?;
    let image = files
        .iter()
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("vmlinuz-")))
        .with_context(|| format!("{package} has no kernel image"))?;
    fs::copy(image, kept.join("vmlinuz")).context("failed to keep the kernel image")?;
    for set in SETS {
        let order = keep_modules(&files, &kept, set.wanted)?;
        fs::write(kept.join(set.order), order.join("\n")).context("failed to keep the order of modules")?;
    }
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("failed to remove {}", folder.display()))?;
    }
    fs::rename(&kept, folder).context("failed to keep the kernel")
}

/// Copies the modules and what they depend on, uncompressed; their file names in the order to load them.
fn keep_modules(files: &[PathBuf], kept: &Path, wanted: &[&str]) -> Result<Vec<String>> {
    let mut order: Vec<String> = Vec::new();
    let mut wanted: VecDeque<String> = wanted.iter().copied().map(str::to_owned).collect();
    while let Some(name) = wanted.pop_front() {
        let file_name = format!("{name}.ko");
        if order.contains(&file_name) {
            continue;
        }
        let module = uncompressed(files, &file_name)?;
        let missing: Vec<String> = dependencies(&module)
            .into_iter()
            .filter(|dependency| !order.contains(&format!("{dependency}.ko")))
            .collect();
        if missing.is_empty() {
            fs::write(kept.join(&file_name), module).with_context(|| format!("failed to keep {file_name}"))?;
            order.push(file_name);
            continue;
        }
        wanted.push_front(name);
        for dependency in missing {
            wanted.push_front(dependency);
        }
    }
    Ok(order)
}

fn uncompressed(files: &[PathBuf], file_name: &str) -> Result<Vec<u8>> {
    // A module `hid_generic` lives in the file hid-generic.ko: the two spellings are one to the kernel.
    let is = |path: &&PathBuf, suffix: &str| {
        path.file_name().is_some_and(|name| {
            name.to_string_lossy().replace('_', "-") == format!("{file_name}{suffix}").replace('_', "-")
        })
    };
    if let Some(plain) = files.iter().find(|path| is(path, "")) {
        return fs::read(plain).with_context(|| format!("failed to read {file_name}"));
    }
    let compressed =
        files.iter().find(|path| is(path, ".xz")).with_context(|| format!("the kernel package has no {file_name}"))?;
    let output = Command::new("xz")
        .args(["--decompress", "--stdout"])
        .arg(compressed)
        .output()
        .with_context(|| format!("failed to run xz on {file_name}"))?;
    if !output.status.success() {
        bail!("xz could not unpack {file_name}");
    }
    Ok(output.stdout)
}

/// What a module says it depends on: the `depends=` entry of its `.modinfo`, names between commas.
fn dependencies(module: &[u8]) -> Vec<String> {
    const KEY: &[u8] = b"\0depends=";
    let Some(start) = module.windows(KEY.len()).position(|window| window == KEY) else {
        return Vec::new();
    };
    let value = module.get(start + KEY.len()..).unwrap_or_default();
    let value = value.split(|byte| *byte == 0).next().unwrap_or_default();
    String::from_utf8_lossy(value).split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("failed to list {}", folder.display()))? {
            let entry = entry.context("failed to list a folder")?;
            let kind = entry.file_type().context("failed to list a folder")?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_metapackage_names_the_kernel_and_its_version() {
        let record =
            "Package: linux-image-amd64\nVersion: 6.1.192-2\nDepends: linux-image-6.1.0-56-amd64 (= 6.1.192-2)\n";
        assert_eq!(behind_metapackage(record), Some(("linux-image-6.1.0-56-amd64".into(), "6.1.192-2".into())));
        assert_eq!(behind_metapackage("Package: linux-image-amd64\n"), None);
        assert_eq!(behind_metapackage(""), None);
    }

    #[test]
    fn a_module_tells_what_it_depends_on() {
        assert_eq!(dependencies(b"\x7fELF\0license=GPL\0depends=hid,usbcore\0name=x\0"), ["hid", "usbcore"]);
        assert_eq!(dependencies(b"\0depends=\0name=hid\0"), Vec::<String>::new());
        assert_eq!(dependencies(b"no such entry"), Vec::<String>::new());
    }

    #[test]
    fn modules_are_kept_in_the_order_they_can_be_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let contents = folder.path().join("contents");
        fs::create_dir(&contents).unwrap();
        for (name, depends) in [("uhid", "hid"), ("hid", "core_bits"), ("hid-generic", "hid"), ("core-bits", "")] {
            fs::write(contents.join(format!("{name}.ko")), format!("\0depends={depends}\0")).unwrap();
        }
        let order = keep_modules(&files_below(&contents).unwrap(), folder.path(), HID.wanted).unwrap();
        assert_eq!(order, ["core_bits.ko", "hid.ko", "hid-generic.ko", "uhid.ko"]);
        assert!(order.iter().all(|name| folder.path().join(name).exists()));
    }

    #[test]
    fn a_kernel_without_a_module_we_need_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let error = keep_modules(&files_below(folder.path()).unwrap(), folder.path(), HID.wanted).unwrap_err();
        assert_eq!(error.to_string(), "the kernel package has no hid.ko");
    }
}
