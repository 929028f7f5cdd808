//! The machine's whole file system, in the archive form that the kernel unpacks at start (cpio, "newc").

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use cpio::newc::{self, ModeFileType};

use crate::processes::capture;
use crate::tools::find_program;

/// Reading the libraries of one program takes milliseconds.
const LIMIT: Duration = Duration::from_secs(30);

/// An archive in the making.
pub(super) struct Initramfs {
    archive: Vec<u8>,
    names: BTreeSet<PathBuf>,
}

impl Initramfs {
    /// An archive with the console, without which the kernel starts the first process mute.
    pub(super) fn new() -> Result<Self> {
        let mut archive = Self { archive: Vec::new(), names: BTreeSet::new() };
        let console = newc::Builder::new("dev/console").mode(0o600).rdev_major(5).rdev_minor(1);
        archive.make_folders_above(Path::new("/dev/console"))?;
        archive.put(console.set_mode_file_type(ModeFileType::Char), &[])?;
        Ok(archive)
    }

    /// Adds an empty folder at the absolute path `at`.
    pub(super) fn folder(&mut self, at: impl AsRef<Path>) -> Result<()> {
        let at = at.as_ref();
        self.make_folders_above(at)?;
        if self.names.insert(at.to_path_buf()) {
            self.put(newc::Builder::new(&relative(at)?).mode(0o755).set_mode_file_type(ModeFileType::Directory), &[])?;
        }
        Ok(())
    }

    /// Adds a file with `contents`, runnable or not.
    pub(super) fn file(&mut self, at: impl AsRef<Path>, contents: &[u8], runnable: bool) -> Result<()> {
        let at = at.as_ref();
        if !self.names.insert(at.to_path_buf()) {
            return Ok(());
        }
        self.make_folders_above(at)?;
        let mode = if runnable { 0o755 } else { 0o644 };
        self.put(newc::Builder::new(&relative(at)?).mode(mode).set_mode_file_type(ModeFileType::Regular), contents)
    }

    /// Adds a symbolic link to `target`.
    pub(super) fn link(&mut self, at: impl AsRef<Path>, target: &str) -> Result<()> {
        let at = at.as_ref();
        self.make_folders_above(at)?;
        let link = newc::Builder::new(&relative(at)?).mode(0o777).set_mode_file_type(ModeFileType::Symlink);
        self.put(link, target.as_bytes())
    }

    /// Adds the program at `from` as `at`, without its debugging tables, and every library it is linked with.
    pub(super) fn program(&mut self, at: impl AsRef<Path>, from: &Path) -> Result<()> {
        for library in libraries(from)? {
            let contents = fs::read(&library).with_context(|| format!("failed to read {}", library.display()))?;
            self.file(&library, &contents, true)?;
        }
        self.file(at, &stripped(from)?, true)
    }

    /// The finished archive.
    pub(super) fn finish(self) -> Result<Vec<u8>> {
        newc::trailer(self.archive).context("failed to end the initramfs")
    }

    fn make_folders_above(&mut self, at: &Path) -> Result<()> {
        match at.parent() {
            Some(parent) if parent != Path::new("/") => self.folder(parent),
            _ => Ok(()),
        }
    }

    fn put(&mut self, entry: newc::Builder, contents: &[u8]) -> Result<()> {
        let length = u32::try_from(contents.len()).context("a file is too large for the initramfs")?;
        // Files with the same number and several links would be taken for one file.
        let number = u32::try_from(self.archive.len() / 4).context("the initramfs is too large")?;
        let mut writer = entry.ino(number).nlink(1).write(&mut self.archive, length);
        writer.write_all(contents).and_then(|()| writer.finish()).context("failed to write the initramfs")?;
        Ok(())
    }
}

fn relative(at: &Path) -> Result<String> {
    let relative = at.strip_prefix("/").with_context(|| format!("{} is not an absolute path", at.display()))?;
    relative.to_str().map(str::to_owned).with_context(|| format!("{} is not UTF-8", at.display()))
}

/// The libraries and the loader of a program, as `ldd` finds them here. None for a static one.
fn libraries(program: &Path) -> Result<Vec<PathBuf>> {
    let finished = capture(Command::new("ldd").arg(program), LIMIT)?;
    let text = finished.everything();
    if text.contains("not a dynamic executable") || text.contains("statically linked") {
        return Ok(Vec::new());
    }
    if !finished.status.success() || text.contains("not found") {
        bail!("{} lacks a library: {text}", program.display());
    }
    Ok(libraries_in(&finished.stdout))
}

/// Reads `libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x...)` and `/lib64/ld-linux-x86-64.so.2 (0x...)`.
fn libraries_in(listing: &str) -> Vec<PathBuf> {
    listing
        .lines()
        .filter_map(|line| line.split_whitespace().find(|word| word.starts_with('/')))
        .map(PathBuf::from)
        .collect()
}

/// Debugging tables are nine tenths of a program and take the machine seconds to unpack.
fn stripped(program: &Path) -> Result<Vec<u8>> {
    let read = |path: &Path| fs::read(path).with_context(|| format!("failed to read {}", path.display()));
    if find_program("strip").is_none() {
        return read(program);
    }
    let folder = tempfile::tempdir().context("failed to make a folder")?;
    let copy = folder.path().join("stripped");
    let finished = capture(Command::new("strip").arg("-o").args([&copy, program]), LIMIT)?;
    if finished.status.success() { read(&copy) } else { read(program) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_and_sizes(archive: &[u8]) -> Vec<(String, u32, u32)> {
        let mut rest = archive;
        let mut entries = Vec::new();
        loop {
            let reader = newc::Reader::new(rest).unwrap();
            if reader.entry().is_trailer() {
                return entries;
            }
            entries.push((reader.entry().name().to_owned(), reader.entry().mode(), reader.entry().file_size()));
            rest = reader.finish().unwrap();
        }
    }

    #[test]
    fn folders_come_before_what_is_in_them_and_only_once() {
        let mut archive = Initramfs::new().unwrap();
        archive.file("/usr/lib/a", b"one", false).unwrap();
        archive.file("/usr/lib/b", b"", true).unwrap();
        archive.file("/usr/lib/a", b"again", false).unwrap();
        archive.link("/bin/sh", "busybox").unwrap();
        assert_eq!(
            names_and_sizes(&archive.finish().unwrap()),
            [
                ("dev".to_owned(), 0o040_755, 0),
                ("dev/console".to_owned(), 0o020_600, 0),
                ("usr".to_owned(), 0o040_755, 0),
                ("usr/lib".to_owned(), 0o040_755, 0),
                ("usr/lib/a".to_owned(), 0o100_644, 3),
                ("usr/lib/b".to_owned(), 0o100_755, 0),
                ("bin".to_owned(), 0o040_755, 0),
                ("bin/sh".to_owned(), 0o120_777, 7),
            ]
        );
    }

    #[test]
    fn a_program_brings_its_libraries_and_its_loader() {
        let mut archive = Initramfs::new().unwrap();
        archive.program("/bin/test-program", &std::env::current_exe().unwrap()).unwrap();
        let names: Vec<String> =
            names_and_sizes(&archive.finish().unwrap()).into_iter().map(|(name, ..)| name).collect();
        assert!(names.iter().any(|name| name.contains("libc.so")), "{names:?}");
        assert!(names.iter().any(|name| name.contains("ld-linux")), "{names:?}");
        assert!(names.contains(&"bin/test-program".to_owned()));
    }

    #[test]
    fn the_listing_of_ldd_is_read_with_and_without_an_arrow() {
        let listing =
            "\tlinux-vdso.so.1 (0x1)\n\tlibc.so.6 => /lib/libc.so.6 (0x2)\n\t/lib64/ld-linux-x86-64.so.2 (0x3)\n";
        assert_eq!(libraries_in(listing), [PathBuf::from("/lib/libc.so.6"), "/lib64/ld-linux-x86-64.so.2".into()]);
    }

    #[test]
    fn a_path_that_is_not_absolute_is_refused() {
        let error = Initramfs::new().unwrap().file("bin/x", b"", true).unwrap_err();
        assert!(error.to_string().contains("not an absolute path"), "{error}");
    }
}
