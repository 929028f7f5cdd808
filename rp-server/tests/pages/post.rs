//! The folder in which every message becomes a file.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What has come, as it is read one after the other.
pub(crate) struct Post {
    folder: PathBuf,
    seen: RefCell<BTreeSet<PathBuf>>,
}

impl Post {
    /// The messages of a server with this data directory.
    pub(crate) fn of(data: &Path) -> Self {
        Self { folder: data.join("messages"), seen: RefCell::default() }
    }

    /// The next message with a code by this way, and the code.
    #[track_caller]
    pub(crate) fn code(&self, channel: &str) -> (String, String) {
        let began = Instant::now();
        loop {
            for (path, text) in self.unread() {
                let is_wanted = path.file_name().unwrap().to_str().unwrap().starts_with(channel);
                if let Some(code) = code_in(&text).filter(|_| is_wanted) {
                    self.seen.borrow_mut().insert(path);
                    return (text, code);
                }
            }
            assert!(began.elapsed() < Duration::from_secs(20), "no code by {channel}: {:?}", self.unread());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The messages without a code, once there are as many.
    #[track_caller]
    pub(crate) fn notices(&self, count: usize) -> Vec<String> {
        let began = Instant::now();
        loop {
            let notices: Vec<_> = self.unread().into_iter().filter(|(_, text)| code_in(text).is_none()).collect();
            if notices.len() == count {
                self.seen.borrow_mut().extend(notices.iter().map(|(path, _)| path.clone()));
                return notices.into_iter().map(|(_, text)| text).collect();
            }
            assert!(began.elapsed() < Duration::from_secs(20), "{count} notices: {notices:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// How many messages with codes have come and not been read.
    pub(crate) fn unread_codes(&self) -> usize {
        self.unread().iter().filter(|(_, text)| code_in(text).is_some()).count()
    }

    fn unread(&self) -> Vec<(PathBuf, String)> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().map(|entry| entry.unwrap().path());
        let paths = entries.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
        let new = paths.filter(|path| !self.seen.borrow().contains(path));
        new.map(|path| (path.clone(), fs::read_to_string(&path).unwrap())).collect()
    }
}

/// The six digits of a message's code; in a call they are read one by one.
fn code_in(text: &str) -> Option<String> {
    let (_, said) = text.split_once("\n\n")?;
    let joined = said.replace(", ", "");
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    joined.split(|letter: char| !letter.is_ascii_alphanumeric()).find(is_code).map(str::to_owned)
}
