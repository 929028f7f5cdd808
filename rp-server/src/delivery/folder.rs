//! Messages as files, for a first start and for tests: everybody who reads the folder reads the codes.

use std::fmt::Write as _;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use zeroize::Zeroizing;

use super::courier::{Courier, Outgoing, Receipt, SendError};
use crate::clock::Clock;

/// Writes each message into a file of its own, which only this user can read.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    clock: Arc<dyn Clock>,
}

impl Folder {
    /// Into the folder at `path`, which is made when the first message comes.
    pub(super) fn new(path: PathBuf, clock: Arc<dyn Clock>) -> Self {
        Self { path, clock }
    }
}

#[async_trait]
impl Courier for Folder {
    async fn send(&self, message: &Outgoing) -> Result<Receipt, SendError> {
        let text = file(message, &self.clock.now().to_string());
        let name = format!("{}-{}.txt", message.channel.word(), message.id);
        let path = self.path.clone();
        let written = tokio::task::spawn_blocking(move || write(&path, &name, &text)).await;
        match written.unwrap_or_else(|_| Err(io::Error::other("the thread that wrote has panicked"))) {
            Ok(()) => Ok(Receipt::default()),
            Err(error) => Err(SendError::Again(format!("cannot write into the folder: {}", error.kind()))),
        }
    }
}

/// The file as a person reads it.
fn file(message: &Outgoing, at: &str) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(4096));
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "To: {}\nBy: {}\nAt: {at}\nLanguage: {}\nSubject: {}\n",
        message.destination.as_str(),
        message.channel.word(),
        message.language.tag(),
        message.subject
    );
    for paragraph in &message.paragraphs {
        let _ = write!(text, "\n{}\n", paragraph.as_str());
    }
    text
}

/// Appears whole or not at all, and once however often it is written.
fn write(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let beside = folder.join(format!(".{name}.new"));
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, folder.join(name))?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::clock::ManualClock;
    use crate::i18n::Language;
    use crate::records::{Channel, OutboxId, Timestamp};

    #[tokio::test]
    async fn a_message_becomes_one_file_that_only_its_user_reads() {
        let directory = tempfile::tempdir().unwrap();
        let clock = ManualClock::new(Timestamp::from_unix_millis(1_770_091_506_789));
        let folder = Folder::new(directory.path().join("messages"), Arc::new(clock));
        let message = Outgoing {
            id: OutboxId::from_bytes([7; 16]),
            channel: Channel::Sms,
            destination: Zeroizing::new("+46701234567".into()),
            language: Language::Swedish,
            subject: "Kod".into(),
            paragraphs: vec![Zeroizing::new("Din kod är 493817.".into()), Zeroizing::new("Lämna inte ut den.".into())],
            asks_for_keys: None,
        };
        for _ in 0..2 {
            folder.send(&message).await.unwrap();
        }
        let files: Vec<_> = fs::read_dir(directory.path().join("messages")).unwrap().map(Result::unwrap).collect();
        let [file] = &files[..] else { panic!("{files:?}") };
        assert_eq!(file.file_name(), format!("sms-{}.txt", message.id).as_str());
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(directory.path().join("messages")).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(
            fs::read_to_string(file.path()).unwrap(),
            "To: +46701234567\nBy: sms\nAt: 2026-02-03T04:05:06.789Z\nLanguage: sv\nSubject: Kod\n\n\
             Din kod är 493817.\n\nLämna inte ut den.\n"
        );
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_tried_again() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let folder = Folder::new(file.path().to_owned(), Arc::new(crate::clock::SystemClock));
        let message = Outgoing {
            id: OutboxId::from_bytes([7; 16]),
            channel: Channel::Mail,
            destination: Zeroizing::new("anna@example.org".into()),
            language: Language::English,
            subject: "Code".into(),
            paragraphs: Vec::new(),
            asks_for_keys: None,
        };
        let error = folder.send(&message).await.unwrap_err();
        assert!(matches!(&error, SendError::Again(problem) if !problem.contains("anna")), "{error}");
    }
}
