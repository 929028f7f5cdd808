//! A disk of its own whose power can be cut: ext4 on a loop device. Needs root.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

/// Large enough for the writes of all cuts; sparse, so that it costs what is written.
const SIZE: u64 = 4 << 30;

/// Programs that it needs, and the Debian package of each.
const TOOLS: [(&str, &str); 5] =
    [("mkfs.ext4", "e2fsprogs"), ("losetup", "mount"), ("mount", "mount"), ("umount", "mount"), ("xfs_io", "xfsprogs")];

/// A mounted file system in a temporary file.
#[derive(Debug)]
pub struct Disk {
    folder: TempDir,
    device: String,
}

impl Disk {
    /// Makes one; an error says what is missing on this machine.
    pub fn new() -> Result<Self, String> {
        for (tool, package) in TOOLS {
            let paths = std::env::var_os("PATH").unwrap_or_default();
            if !std::env::split_paths(&paths).any(|folder| folder.join(tool).exists()) {
                return Err(format!("{tool} is missing (Debian package {package})"));
            }
        }
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let image = folder.path().join("disk");
        fs::File::create(&image).and_then(|file| file.set_len(SIZE)).map_err(|error| error.to_string())?;
        fs::create_dir(folder.path().join("mnt")).map_err(|error| error.to_string())?;
        run("mkfs.ext4", ["-q", "-F"].map(OsStr::new).into_iter().chain([image.as_os_str()]))?;
        let device = run("losetup", [OsStr::new("--find"), OsStr::new("--show"), image.as_os_str()])?;
        let disk = Self { folder, device };
        disk.mount()?;
        Ok(disk)
    }

    /// Where it is mounted.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("mnt")
    }

    /// Cuts the power: from this moment nothing reaches the disk any more, the file system's journal included
    /// (`EXT4_IOC_SHUTDOWN` without log flush). What was only in the page cache is gone after [`restore_power`](Self::restore_power).
    pub fn cut_power(&self) {
        run("xfs_io", [OsStr::new("-x"), OsStr::new("-c"), OsStr::new("shutdown"), self.path().as_os_str()])
            .unwrap_or_else(|error| panic!("the power cannot be cut: {error}"));
        assert!(fs::write(self.path().join("probe"), "x").is_err(), "the file system still takes writes after the cut");
    }

    /// Mounts the file system again, as it is on the disk. Nobody may use it any more.
    pub fn restore_power(&self) {
        self.unmount()
            .and_then(|()| self.mount())
            .unwrap_or_else(|error| panic!("the disk does not come back: {error}"));
    }

    fn mount(&self) -> Result<(), String> {
        run("mount", [OsStr::new(&self.device), self.path().as_os_str()]).map(drop)
    }

    fn unmount(&self) -> Result<(), String> {
        run("umount", [self.path().as_os_str()]).map(drop)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = self.unmount();
        let _ = run("losetup", [OsStr::new("--detach"), OsStr::new(&self.device)]);
    }
}

/// Runs a program to its end; its output, or what it complained about.
fn run<'a>(program: &str, arguments: impl IntoIterator<Item = &'a OsStr>) -> Result<String, String> {
    let output = Command::new(program).args(arguments).output().map_err(|error| format!("{program}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
