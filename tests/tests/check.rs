//! `hid-client check` against keys that do as they should, and against keys that do wrong one thing each.

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
use tests::bench::{Bench as _, MemoryBench};
use virtual_key::{Fault, FaultScript, ManualClock, Presence, VirtualKey, VirtualKeyBuilder, When};

const PIN: &str = "1234";
const PLENTY: Duration = Duration::from_secs(300);
/// Longer than a key may be reset after it was plugged in.
const LONG_AGO: Duration = Duration::from_secs(11);

/// Somebody who knows this PIN.
struct Owner(&'static str);

impl Person for Owner {
    fn pin(&mut self) -> Result<Pin, Error> {
        Ok(Pin::new(self.0).map_err(ErrorKind::from)?)
    }

    fn account(&mut self, _accounts: &[AssertionUser]) -> Result<usize, Error> {
        unreachable!("a check asks for no account")
    }
}

/// A key whose clock goes until it is dropped.
struct Subject {
    bench: MemoryBench,
    ticks: Arc<AtomicBool>,
}

impl Drop for Subject {
    fn drop(&mut self) {
        self.ticks.store(false, Ordering::Relaxed);
    }
}

/// A key that waits for its touches and was plugged in long ago.
fn key(set_up: impl FnOnce(VirtualKeyBuilder) -> VirtualKeyBuilder) -> Subject {
    let clock = ManualClock::new();
    let builder = VirtualKey::builder().in_memory().presence(Presence::Manual).clock(clock.clone());
    let key = set_up(builder).build().expect("a key");
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

fn with_pin(subject: Subject) -> Subject {
    let mut nobody = |_| {};
    let mut operation = Operation::new(PLENTY, Cancellation::new(), &mut nobody);
    let mut key = Key::open(subject.bench.open(), &mut operation).expect("the key");
    key.set_pin(&Pin::new(PIN).expect("a PIN"), &mut operation).expect("a first PIN");
    subject
}

/// Everything that may be tried.
fn everything() -> Settings {
    Settings { wrong_pin: true, reset: true, plugged_in_for: LONG_AGO, ..Settings::default() }
}

fn check_as(owner: &'static str, Subject { bench, .. }: &Subject, settings: &Settings) -> Result<Report, Error> {
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

fn check(subject: &Subject, settings: &Settings) -> Report {
    check_as(PIN, subject, settings).expect("a report")
}

fn broken(report: &Report) -> BTreeSet<&'static str> {
    report.broken().map(|section| section.section.name()).collect()
}

/// What is wrong, rule by rule.
fn complaints(report: &Report) -> String {
    let findings = report.sections.iter().flat_map(|section| section.findings.iter().map(move |it| (section.section, it)));
    let wrong = findings.filter_map(|(section, finding)| match &finding.outcome {
        Outcome::Broken(how) => Some(format!("{section} {}: {how}", finding.rule)),
        _ => None,
    });
    wrong.collect::<Vec<_>>().join("\n")
}

fn verdict(report: &Report, wanted: Section) -> Verdict {
    report.sections.iter().find(|section| section.section == wanted).expect("every section").verdict()
}

fn misbehaving(fault: Fault) -> FaultScript {
    let mut script = FaultScript::new();
    script.add(fault, When::Always);
    script
}

#[test]
fn a_key_that_does_as_it_should_passes_every_section_that_it_claims() {
    let subject = with_pin(key(|builder| builder));
    let report = check(&subject, &everything());
    assert_eq!(complaints(&report), "");
    for section in Section::ALL {
        assert_eq!(verdict(&report, *section), Verdict::Holds, "{section}");
    }
    assert_eq!(report.stays, []);
    let status = subject.bench.key().status().expect("a key");
    assert!(format!("{status:?}").contains("discoverable_credentials: 0"), "{status:?}");
}

#[test]
fn dump() {
    let wanted = std::env::var("FAULT").unwrap_or_default();
    for fault in Fault::ALL.iter().filter(|fault| wanted.is_empty() || wanted.split(',').any(|name| name == fault.name())) {
        let subject = with_pin(key(|builder| builder));
        subject.bench.key().misbehave(misbehaving(*fault));
        let started = Instant::now();
        match check_as(PIN, &subject, &Settings { patience: Duration::from_secs(2), ..everything() }) {
            Ok(report) => println!("{fault} {:?} {:?}\n{}\n{:?}", started.elapsed(), broken(&report), complaints(&report), report.stays),
            Err(error) => println!("{fault} {:?} ERROR {error:?}", started.elapsed()),
        }
    }
}
