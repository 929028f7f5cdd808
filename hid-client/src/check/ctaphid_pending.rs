//! A command that waits for its person: keepalives, and its end by CTAPHID_CANCEL (CTAP 2.1 §11.2.9.1.5, §11.2.9.1.7).

use std::time::{Duration, Instant};

use shared::ctap::commands::{Command, HidCommand, KeepaliveStatus};
use shared::ctap::status::Status;

use super::bench::{Bench, LATE};
use super::requests::{Creation, message};
use super::sheet::{Rule, Sheet};
use super::trouble::{Trouble, require};
use crate::ctaphid::Capabilities;
use crate::error::Error;

/// How long keepalives are listened to before the command is cancelled.
const LISTEN: Duration = Duration::from_millis(700);
/// Keepalives that must have come by then: one every 100 ms, and a busy computer.
const FEWEST: usize = 3;
/// How long a key may take to end a command.
const END: Duration = Duration::from_secs(2);
/// How long a key that is to say nothing is listened to.
const QUIET: Duration = Duration::from_millis(150);

/// What a pending command was seen to do.
struct Watched {
    keepalives: usize,
    longest_gap: Duration,
    touch_asked_for: bool,
    /// It ended before anybody cancelled it.
    touched: bool,
}

pub(super) fn check(bench: &mut Bench<'_>, sheet: &mut Sheet, capabilities: Option<Capabilities>) -> Result<(), Error> {
    let keepalive = Rule("keepalive", "§11.2.9.1.7", "while a command waits for a touch, keepalives say so");
    let cancel = Rule("cancel", "§11.2.9.1.5", "CTAPHID_CANCEL ends a command that waits, with 0x2D");
    let quiet = Rule("cancel-nothing", "§11.2.9.1.5", "CTAPHID_CANCEL with nothing to end is not answered");
    if capabilities.is_none() || sheet.is_broken("cbor-reply") {
        let trouble = || match capabilities {
            None => Trouble::NotClaimed("the key does not speak CTAP2"),
            Some(_) => Trouble::NotTried("its replies do not arrive"),
        };
        return [keepalive, cancel].into_iter().try_for_each(|rule| sheet.judge(rule, Err(trouble())));
    }
    sheet.rule(bench, quiet, |bench| {
        let channel = bench.channel;
        bench.wire.send_message(channel, HidCommand::Cancel.code(), &[])?;
        bench.wire.stays_quiet(channel, Instant::now() + QUIET)
    })?;
    let watched = sheet.rule(bench, keepalive, |bench| {
        let watched = watch(bench)?;
        if watched.touched {
            return Ok(watched);
        }
        // Broken or not, the command is still pending.
        let Watched { keepalives, longest_gap, .. } = watched;
        if keepalives < FEWEST || longest_gap > LATE {
            return Err(Trouble::OffTheRails(format!(
                "{keepalives} came in {} ms, at most {} ms apart",
                LISTEN.as_millis(),
                longest_gap.as_millis()
            )));
        }
        if !watched.touch_asked_for {
            return Err(Trouble::OffTheRails("none of them says that a touch is needed".into()));
        }
        Ok(watched)
    })?;
    sheet.rule(bench, cancel, |bench| {
        // A rule that was broken before left nothing pending.
        let watched = match watched {
            Some(watched) => watched,
            None => watch(bench)?,
        };
        if watched.touched {
            return Err(Trouble::NotTried("the key is touched before anything can be cancelled"));
        }
        let channel = bench.channel;
        bench.wire.send_message(channel, HidCommand::Cancel.code(), &[])?;
        end(bench)?;
        bench.wire.stays_quiet(channel, Instant::now() + QUIET)
    })?;
    Ok(())
}

/// A command that asks for a touch and does nothing else: every key has one, by an empty pinUvAuthParam (§6.1.2 step 1).
fn question(bench: &Bench<'_>) -> Vec<u8> {
    let parameters = Creation::at(&bench.made.rp_id).parameters(None).with(0x08, Vec::<u8>::new()).with(0x09, 1);
    message(Command::MakeCredential, &parameters)
}

/// Begins a command that waits and listens to it; it is still pending afterwards, unless it was touched.
fn watch(bench: &mut Bench<'_>) -> Result<Watched, Trouble> {
    let channel = bench.channel;
    bench.wire.send_message(channel, HidCommand::Cbor.code(), &question(bench))?;
    let begun = Instant::now();
    let (mut keepalives, mut longest_gap, mut last, mut touch_asked_for) = (0, Duration::ZERO, begun, false);
    while let Some(message) = bench.wire.message(channel, begun + LISTEN)? {
        longest_gap = longest_gap.max(last.elapsed());
        last = Instant::now();
        if message.command != HidCommand::Keepalive.code() {
            return Ok(Watched { keepalives, longest_gap, touch_asked_for, touched: true });
        }
        keepalives += 1;
        let status = message.payload.first().copied().and_then(KeepaliveStatus::from_code);
        touch_asked_for |= status == Some(KeepaliveStatus::UpNeeded);
    }
    longest_gap = longest_gap.max(last.elapsed());
    Ok(Watched { keepalives, longest_gap, touch_asked_for, touched: false })
}

/// Waits for the end of a command that was cancelled.
fn end(bench: &mut Bench<'_>) -> Result<(), Trouble> {
    let until = Instant::now() + END;
    while let Some(message) = bench.wire.message(bench.channel, until)? {
        if message.command == HidCommand::Keepalive.code() {
            continue;
        }
        let status = message.payload.first().copied().map(Status::from_code);
        return require(status == Some(Status::KeepaliveCancel), || match status {
            Some(status) => format!("it ended with {status}"),
            None => "it ended with nothing".into(),
        });
    }
    Err(Trouble::OffTheRails(format!("it did not end within {} s", END.as_secs())))
}
