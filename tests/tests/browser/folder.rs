//! The folder in which every message becomes a file.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What has come, as it is read one after the other.
pub(crate) struct Folder {
    path: PathBuf,
    seen: RefCell<BTreeSet<PathBuf>>,
}

impl Folder {
    pub(crate) fn of(data: &Path) -> Self {
        Self { path: data.join("messages"), seen: RefCell::default() }
    }

    /// The code of the next message by this way.
    pub(crate) fn code(&self, channel: &str) -> String {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(20) {
            for entry in fs::read_dir(&self.path).into_iter().flatten() {
                let path = entry.expect("a file").path();
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                if !name.starts_with(channel) || !self.seen.borrow_mut().insert(path.clone()) {
                    continue;
                }
                let text = fs::read_to_string(&path).expect("text");
                // In a call the digits are read one by one.
                let said = text.split_once("\n\n").map(|(_, said)| said.replace(", ", "")).unwrap_or_default();
                let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
                if let Some(code) = said.split(|letter: char| !letter.is_ascii_alphanumeric()).find(is_code) {
                    return code.to_owned();
                }
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("no code came by {channel}");
    }
}
