//! Messages of the demonstration's server: it sends none, and writes each into a folder. Here they are read aloud.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

/// The folder, and what has been read of it.
pub(super) struct Post {
    folder: PathBuf,
    read: BTreeSet<OsString>,
}

impl Post {
    /// What comes into this folder, which need not be there yet.
    pub(super) fn of(folder: PathBuf) -> Self {
        Self { folder, read: BTreeSet::new() }
    }

    /// What has come since it was last asked, the oldest first, as it is printed.
    pub(super) fn new_messages(&mut self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut new: Vec<(SystemTime, OsString, String)> = entries
            .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "txt"))
            .filter(|entry| !self.read.contains(&entry.file_name()))
            .filter_map(|entry| {
                let came = entry.metadata().and_then(|metadata| metadata.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
                // One that cannot be read yet is read next time.
                Some((came, entry.file_name(), fs::read_to_string(entry.path()).ok()?))
            })
            .collect();
        new.sort();
        self.read.extend(new.iter().map(|(_, name, _)| name.clone()));
        new.iter().map(|(.., message)| printed(message)).collect()
    }
}

/// Head and body of a message as people read it.
fn printed(message: &str) -> String {
    let (head, body) = message.split_once("\n\n").unwrap_or((message, ""));
    let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim();
    let kind = match field("By:") {
        "sms" => "Text message",
        "voice" => "Call",
        _ => "Mail",
    };
    let lines: Vec<String> =
        body.lines().filter(|line| !line.is_empty()).map(|line| format!("    {}\n", line.trim())).collect();
    format!("{kind} to {}:\n{}", field("To:"), lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_message_is_read_once_the_oldest_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("messages");
        let mut post = Post::of(path.clone());
        assert_eq!(post.new_messages(), Vec::<String>::new(), "no folder, no post");
        fs::create_dir(&path).unwrap();
        let write = |name: &str, text: &str| fs::write(path.join(name), text).unwrap();
        write("sms-1.txt", "To: +46701234567\nBy: sms\nAt: now\n\n123456 is your code.\n");
        write(".sms-2.txt.new", "half of a mess");
        assert_eq!(post.new_messages(), ["Text message to +46701234567:\n    123456 is your code.\n"]);
        write("mail-3.txt", "To: anna@example.org\nBy: mail\n\nHello.\n\nA phone was added.\n");
        assert_eq!(post.new_messages(), ["Mail to anna@example.org:\n    Hello.\n    A phone was added.\n"]);
        assert_eq!(post.new_messages(), Vec::<String>::new());
    }
}
