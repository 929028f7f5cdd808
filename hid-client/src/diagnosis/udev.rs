//! The rules of udev that let people use keys.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::discovery::UDEV_RULE;

/// Where a computer's own rules are.
pub const RULE_FOLDER: &str = "/etc/udev/rules.d";
/// The file that [`write_rule`] writes: before 73-seat-late.rules, which acts on what it says.
pub const RULE_FILE: &str = "70-security-keys.rules";
/// The other places of rules (udev(7)); one in a place before hides one of the same name.
const OTHER_FOLDERS: [&str; 4] =
    ["/run/udev/rules.d", "/usr/local/lib/udev/rules.d", "/usr/lib/udev/rules.d", "/lib/udev/rules.d"];
/// No file of rules is longer.
const LONGEST: u64 = 1024 * 1024;

/// Where rules are looked for.
#[derive(Debug, Clone)]
pub struct Rules(Vec<PathBuf>);

impl Default for Rules {
    fn default() -> Self {
        Self::under(RULE_FOLDER)
    }
}

impl Rules {
    /// The computer's own are in `folder`; the system's are where they are.
    pub fn under(folder: impl Into<PathBuf>) -> Self {
        let mut folders = vec![folder.into()];
        folders.extend(OTHER_FOLDERS.map(PathBuf::from));
        Self(folders)
    }

    /// In these folders and no others.
    pub fn only(folders: Vec<PathBuf>) -> Self {
        Self(folders)
    }

    /// The file with a rule that lets people at this computer use FIDO keys, where there is one.
    pub fn find(&self) -> Option<PathBuf> {
        let mut seen = Vec::new();
        for folder in &self.0 {
            let mut files: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
            files.sort_by_key(fs::DirEntry::file_name);
            for file in files {
                if seen.contains(&file.file_name()) {
                    continue;
                }
                seen.push(file.file_name());
                let path = file.path();
                let is_rules = path.extension().is_some_and(|extension| extension == "rules");
                let is_short = file.metadata().is_ok_and(|metadata| metadata.len() <= LONGEST);
                if is_rules && is_short && fs::read_to_string(&path).is_ok_and(|text| lets_people_in(&text)) {
                    return Some(path);
                }
            }
        }
        None
    }
}

/// A line about hidraw that goes by what a FIDO key is (systemd's fido_id) and gives it to whoever sits there.
fn lets_people_in(rules: &str) -> bool {
    rules.lines().map(str::trim).filter(|line| !line.starts_with('#')).any(|line| {
        let by_kind = line.contains("ID_FIDO_TOKEN") || line.contains("ID_SECURITY_TOKEN");
        by_kind && line.contains("\"uaccess\"")
    })
}

/// Writes the rule into `folder`, whole or not at all; its path.
pub fn write_rule(folder: &Path) -> io::Result<PathBuf> {
    let path = folder.join(RULE_FILE);
    let partial = folder.join(format!(".{RULE_FILE}.new"));
    let written = fs::File::create(&partial).and_then(|mut file| {
        writeln!(file, "# Everybody who sits at this computer may use FIDO security keys.\n{UDEV_RULE}")?;
        file.sync_all()
    });
    let written = written.and_then(|()| fs::rename(&partial, &path));
    if written.is_err() {
        let _was_not_there = fs::remove_file(&partial);
    }
    written.map(|()| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_that_is_written_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let rules = Rules::only(vec![folder.path().to_owned()]);
        assert_eq!(rules.find(), None);
        fs::write(folder.path().join("50-other.rules"), "# ENV{ID_FIDO_TOKEN}==\"1\", TAG+=\"uaccess\"\n").unwrap();
        fs::write(folder.path().join("70-notes.txt"), UDEV_RULE).unwrap();
        assert_eq!(rules.find(), None);
        let path = write_rule(folder.path()).unwrap();
        assert_eq!(rules.find(), Some(path.clone()));
        // Again, over itself; and nothing else is left behind.
        write_rule(folder.path()).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
        assert!(fs::read_to_string(path).unwrap().ends_with(&format!("{UDEV_RULE}\n")));
    }

    #[test]
    fn systemds_own_rule_will_do() {
        assert!(lets_people_in("SUBSYSTEM==\"hidraw\", ENV{ID_SECURITY_TOKEN}==\"1\", TAG+=\"uaccess\""));
        assert!(!lets_people_in("KERNEL==\"hidraw*\", TAG+=\"uaccess\""));
    }

    #[test]
    fn a_rule_in_a_place_before_hides_one_of_the_same_name() {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let rules = Rules::only(vec![first.path().to_owned(), second.path().to_owned()]);
        write_rule(second.path()).unwrap();
        assert!(rules.find().is_some());
        fs::write(first.path().join(RULE_FILE), "").unwrap();
        assert_eq!(rules.find(), None);
    }

    #[test]
    fn a_folder_that_cannot_be_written_stays_as_it_was() {
        assert!(write_rule(Path::new("/nowhere/rules.d")).is_err());
    }
}
