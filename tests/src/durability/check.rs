//! Whether a store kept what it promised.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rp_server::records::{AuditHash, verify_chain};
use rp_server::store::{ConsumeError, SledStore, Store, StoreFailure};

use super::acknowledged::Known;
use super::subject::{Key, NOW};
use super::{Promises, Subject};

/// What a check found.
#[derive(Debug, Default)]
pub struct Verdict {
    /// One line for each promise that was not kept.
    pub broken: Vec<String>,
    /// Whether the store could be opened and read at all.
    pub is_readable: bool,
}

impl Verdict {
    /// Whether everything is as it was promised.
    pub fn is_good(&self) -> bool {
        self.is_readable && self.broken.is_empty()
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let readable = if self.is_readable { "readable" } else { "not readable" };
        write!(f, "{readable}, {} promises broken", self.broken.len())?;
        self.broken.iter().take(5).try_for_each(|line| write!(f, "\n  {line}"))
    }
}

/// Opens the store in a directory, whose writer has ended in whatever way, and compares it with what was promised to the
/// people from `first` on. A store that cannot be opened or read has broken every promise.
pub fn check(directory: &Path, promises: &Promises, first: Subject) -> Verdict {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime without I/O starts");
    // sled panics on some damaged files where it should return an error.
    let checked = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async {
            let store = SledStore::open(directory)?;
            let mut broken = Vec::new();
            for (subject, known) in promises.known.range(first..) {
                person(&store, *subject, known, &mut broken).await?;
            }
            audit(&store, promises, &mut broken).await?;
            Ok::<_, StoreFailure>(broken)
        })
    }));
    match checked {
        Ok(Ok(broken)) => Verdict { broken, is_readable: true },
        Ok(Err(failure)) => Verdict { broken: vec![failure.to_string()], is_readable: false },
        Err(_) => Verdict { broken: vec!["the database panicked".to_owned()], is_readable: false },
    }
}

async fn person(
    store: &SledStore,
    subject: Subject,
    known: &Known,
    broken: &mut Vec<String>,
) -> Result<(), StoreFailure> {
    let mut expect = |holds: bool, what: fmt::Arguments<'_>| {
        if !holds {
            broken.push(format!("{}: {what}", subject.0));
        }
    };
    let by_id = store.account(&subject.handle()).await?.is_some();
    let by_name = store.account_by_name(&subject.name()).await?.is_some();
    let credential = store.credential(&subject.credential_id(Key::First)).await?;
    let listed = store.credentials(&subject.handle()).await?;
    let sessions = store.sessions(&subject.handle(), NOW).await?;

    expect(!known.created || by_id, format_args!("the account is gone"));
    expect(by_id == by_name, format_args!("found by id: {by_id}, by name: {by_name}"));
    expect(by_id == credential.is_some(), format_args!("account: {by_id}, key: {}", credential.is_some()));
    let is_listed = listed.iter().any(|found| Some(found) == credential.as_ref());
    expect(is_listed == credential.is_some(), format_args!("the account's list of keys does not agree with its key"));

    if let Some(credential) = credential.filter(|_| known.created) {
        // One more may have been written and not acknowledged.
        let expected = known.counter..=known.counter + 1;
        let counter = credential.sign_count;
        expect(expected.contains(&counter), format_args!("the counter is {counter}, expected {expected:?}"));
        for number in 0..=known.counter {
            let is_open = sessions.iter().any(|session| session.id == subject.session_id(number));
            let may_be_open = !known.ended.contains(&number);
            let may_be_ended = known.ending.contains(&number);
            expect(is_open && may_be_open || !is_open && may_be_ended, format_args!("session {number}: {is_open}"));
        }
    }
    let has_second = listed.iter().any(|found| found.id == subject.credential_id(Key::Second));
    expect(!known.added || has_second || known.removing, format_args!("the second key is gone"));
    expect(!known.removed || !has_second, format_args!("the second key is back"));

    for number in &known.used {
        match store.consume_ceremony(&subject.ceremony(*number).id, NOW).await {
            Err(ConsumeError::Unknown | ConsumeError::Used) => {}
            Err(ConsumeError::Failed(failure)) => return Err(failure),
            other => expect(false, format_args!("ceremony {number} was used and came back: {other:?}")),
        }
    }
    Ok(())
}

/// The chain holds from its first entry to its last, and has one entry at least for each acknowledged change.
async fn audit(store: &SledStore, promises: &Promises, broken: &mut Vec<String>) -> Result<(), StoreFailure> {
    let (mut next, mut before) = (1, AuditHash::ORIGIN);
    loop {
        let page = store.audit_from(next, 10_000).await?;
        if let Err(error) = verify_chain(&page) {
            broken.push(error.to_string());
        }
        let (Some(first), Some(last)) = (page.first(), page.last()) else {
            break;
        };
        if first.previous != before || first.sequence != next {
            broken.push(format!("the audit chain is broken at entry {next}"));
        }
        (next, before) = (last.sequence + 1, last.hash());
    }
    if next - 1 < promises.changes {
        broken.push(format!("the audit has {} entries for {} acknowledged changes", next - 1, promises.changes));
    }
    Ok(())
}
