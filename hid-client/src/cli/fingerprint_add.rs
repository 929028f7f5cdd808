//! `fingerprint add`.

use std::io::{self, IsTerminal as _};

use super::context::Context;
use super::failure::Failure;
use super::fingerprints::{Entry, check_name, manage};
use super::messages::{self, fingerprints};
use super::output;
use super::pin_source::PinSource;
use crate::ctap2::{EnrolledFinger, Sample};
use crate::events::Event;

pub(super) fn run(context: &Context, name: Option<&str>, pin: &PinSource) -> Result<(), Failure> {
    let mut key = context.key()?;
    key.require_fingerprints()?;
    if let Some(name) = name {
        check_name(context, &mut key, name)?;
    }
    let samples = context.operation(|operation| key.fingerprint_sensor(operation))?.samples;
    let mut manager = manage(context, &mut key, pin)?;
    output::note(&fingerprints::finger_begin());
    // What the bar says already, the key's asking for each touch need not.
    let mut observer = |event: Event| {
        if event != Event::TouchNeeded {
            output::note(&messages::of_event(event));
        }
    };
    let mut bar = Bar::new(samples);
    let enrolled =
        context.observed(&mut observer, |operation| manager.enroll(&mut |sample| bar.show(sample), operation));
    bar.end();
    let id = enrolled?;
    if let Some(name) = name {
        context.operation(|operation| manager.rename(&id, name, operation))?;
    }
    let finger = EnrolledFinger { id, name: name.map(str::to_owned) };
    if context.json {
        return output::json(&Entry::from(&finger));
    }
    output::text(&fingerprints::added(name))
}

/// How far the key has got, on stderr: one line that changes on a terminal, else a line for each sample.
struct Bar {
    all: u64,
    shown: bool,
}

impl Bar {
    fn new(all: u64) -> Self {
        Self { all, shown: false }
    }

    fn show(&mut self, sample: Sample) {
        // A key may want more than it said at first.
        self.all = self.all.max(sample.remaining);
        output::progress(&fingerprints::progress(self.all - sample.remaining, self.all, sample.status));
        self.shown = true;
    }

    /// What comes next begins on a line of its own.
    fn end(&self) {
        if self.shown && io::stderr().is_terminal() {
            output::end_line();
        }
    }
}
