//! A key under `hid-client check`, and what came of it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use hid_client::check::{Outcome, Report, Section, Settings, Verdict, run};
use hid_client::ctap2::AssertionUser;
use hid_client::error::{Error, ErrorKind};
use hid_client::events::Event;
use hid_client::key::Key;
use hid_client::operation::{Cancellation, Operation};
use hid_client::pin::Pin;
use hid_client::webauthn_client::Person;
use virtual_key::{ManualClock, Presence, VirtualKey, VirtualKeyBuilder};

use crate::bench::{Bench as _, MemoryBench};
use crate::engine::Engine;

/// The PIN of a subject that has one.
pub const PIN: &str = "1234";
/// Longer than a check takes.
pub const PLENTY: Duration = Duration::from_secs(300);
/// Longer than a key may be reset after it was plugged in.
pub const LONG_AGO: Duration = Duration::from_secs(11);

/// Somebody who knows this PIN.
pub struct Owner(pub &'static str);

impl Person for Owner {
    fn pin(&mut self) -> Result<Pin, Error> {
        Ok(Pin::new(self.0).map_err(ErrorKind::from)?)
    }

    fn account(&mut self, _accounts: &[AssertionUser]) -> Result<usize, Error> {
        unreachable!("a check asks for no account")
    }
}

/// A key whose clock goes until it is dropped.
pub struct Subject {
    /// Where it is plugged in.
    pub bench: MemoryBench,
    ticks: Arc<AtomicBool>,
}

impl Drop for Subject {
    fn drop(&mut self) {
        self.ticks.store(false, Ordering::Relaxed);
    }
}

/// A key that waits for its touches and was plugged in long ago.
pub fn key(engine: Engine, set_up: impl FnOnce(VirtualKeyBuilder) -> VirtualKeyBuilder) -> Subject {
    let clock = ManualClock::new();
    let builder = VirtualKey::builder().in_memory().presence(Presence::Manual).clock(clock.clone());
    let key = engine.build(set_up(builder));
    clock.advance(LONG_AGO);
    // From here on it goes as fast as any other: a check measures what a key does by the time that it is.
    let ticks = Arc::new(AtomicBool::new(true));
    let goes = Arc::clone(&ticks);
    std::thread::spawn(move || {
        let mut shown = Instant::now();
        while goes.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(5));
            let now = Instant::now();
            clock.advance(now - shown);
            shown = now;
        }
    });
    Subject { bench: MemoryBench::of(key), ticks }
}

/// The same with a PIN.
pub fn with_pin(subject: Subject) -> Subject {
    let mut nobody = |_| {};
    let mut operation = Operation::new(PLENTY, Cancellation::new(), &mut nobody);
    let mut key = Key::open(subject.bench.open(), &mut operation).expect("the key");
    key.set_pin(&Pin::new(PIN).expect("a PIN"), &mut operation).expect("a first PIN");
    subject
}

/// Everything that may be tried.
pub fn everything() -> Settings {
    Settings { wrong_pin: true, reset: true, plugged_in_for: LONG_AGO, ..Settings::default() }
}

/// Has it checked by somebody who knows this PIN.
pub fn check_as(owner: &'static str, Subject { bench, .. }: &Subject, settings: &Settings) -> Result<Report, Error> {
    let touch = |event| {
        if event == Event::TouchNeeded {
            // A key that is about to be unplugged waits for nobody.
            let _ = bench.key().touch();
        }
    };
    let mut observer = touch;
    let mut operation = Operation::new(PLENTY, Cancellation::new(), &mut observer);
    run(&mut || Ok(bench.open()), settings, &mut Owner(owner), &mut operation)
}

/// Has it checked.
pub fn check(subject: &Subject, settings: &Settings) -> Report {
    check_as(PIN, subject, settings).expect("a report")
}

/// The sections that are broken.
pub fn broken(report: &Report) -> BTreeSet<&'static str> {
    report.broken().map(|section| section.section.name()).collect()
}

/// What is wrong, rule by rule.
pub fn complaints(report: &Report) -> String {
    let findings =
        report.sections.iter().flat_map(|section| section.findings.iter().map(move |it| (section.section, it)));
    let wrong = findings.filter_map(|(section, finding)| match &finding.outcome {
        Outcome::Broken(how) => Some(format!("{section} {}: {how}", finding.rule)),
        _ => None,
    });
    wrong.collect::<Vec<_>>().join("\n")
}

/// What came of one section.
pub fn verdict(report: &Report, wanted: Section) -> Verdict {
    report.sections.iter().find(|section| section.section == wanted).expect("every section").verdict()
}
