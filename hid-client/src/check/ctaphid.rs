//! Messages over USB (CTAP 2.1 §11.2): channels, fragments, errors.

use std::time::{Duration, Instant};

use shared::ctap::commands::{Command, HidCommand, HidError};
use shared::ctap::packet::{CONTINUATION_DATA_SIZE, ChannelId, INIT_DATA_SIZE, MAX_MESSAGE_SIZE, Packet, Report};

use super::bench::{Bench, hid_error};
use super::sheet::{Rule, Sheet};
use super::trouble::{Trouble, require};
use super::{Section, SectionReport, ctaphid_pending};
use crate::ctaphid::{Capabilities, parse_init};
use crate::error::Error;

/// How long a key may take for an error of the transport.
const ANSWER: Duration = Duration::from_secs(2);
/// How long a key that is to say nothing is listened to.
const QUIET: Duration = Duration::from_millis(150);
/// A CTAPHID command that the standard gives no meaning and no vendor may use.
const UNASSIGNED: u8 = 0x2a;

/// Looks at the transport, and allocates the channel that all other sections use. What the key can do; `None` when it gives
/// no channel.
pub(super) fn check(bench: &mut Bench<'_>) -> Result<(SectionReport, Option<Capabilities>), Error> {
    let mut sheet = Sheet::new(Section::Ctaphid);
    let init = Rule("init-nonce", "§11.2.9.1.3", "CTAPHID_INIT is answered with its nonce and a channel");
    let Some(reply) = sheet.rule(bench, init, |bench| bench.allocate())? else { return Ok((sheet.finish(), None)) };
    let version = Rule("init-version", "§11.2.9.1.3", "CTAPHID_INIT tells protocol version 2 in 17 bytes");
    sheet.judge(version, init_version(&reply))?;
    let capabilities = parse_init(&reply).ok().map(|(_, capabilities)| capabilities);
    channels(bench, &mut sheet)?;
    messages(bench, &mut sheet)?;
    let optional = capabilities.filter(|capabilities| capabilities.cbor);
    commands(bench, &mut sheet, capabilities)?;
    ctaphid_pending::check(bench, &mut sheet, optional)?;
    let usable = capabilities.filter(|_| !sheet.is_broken("cbor-reply") && !bench.is_lost());
    Ok((sheet.finish(), usable))
}

fn init_version(reply: &[u8]) -> Result<(), Trouble> {
    require(reply.len() == 17, || format!("the reply has {} bytes", reply.len()))?;
    let version = reply.get(12).copied().unwrap_or_default();
    require(version == 2, || format!("the version is {version}"))
}

fn channels(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let own = Rule("init-channels", "§11.2.5.1", "whoever asks gets a channel of their own");
    sheet.rule(bench, own, |bench| {
        let first = bench.channel;
        let (second, _) = parse_init(&bench.init(ChannelId::BROADCAST)?)?;
        require(first != second, || format!("{first:?} was given out twice"))
    })?;
    let again = Rule("init-resynchronises", "§11.2.9.1.3", "CTAPHID_INIT on a channel keeps that channel");
    sheet.rule(bench, again, |bench| {
        let channel = bench.channel;
        let (told, _) = parse_init(&bench.init(channel)?)?;
        require(told == channel, || format!("{channel:?} became {told:?}"))
    })?;
    let short = Rule("init-length", "§11.2.9.1.3", "CTAPHID_INIT without its 8 bytes is refused");
    sheet.rule(bench, short, |bench| {
        let channel = bench.channel;
        bench.wire.send_message(channel, HidCommand::Init.code(), &[7; 7])?;
        expect_error(bench, channel, &[HidError::InvalidLength, HidError::InvalidParameter])
    })?;
    let broadcast = Rule("broadcast-channel", "§11.2.5.1", "the broadcast channel is for CTAPHID_INIT alone");
    sheet.rule(bench, broadcast, |bench| {
        bench.wire.send_message(ChannelId::BROADCAST, HidCommand::Ping.code(), b"ping")?;
        expect_error(bench, ChannelId::BROADCAST, &[HidError::InvalidChannel])
    })?;
    let foreign = Rule("foreign-channel", "§11.2.5.1", "a channel that was not given out is refused");
    sheet.rule(bench, foreign, |bench| {
        // Keys give them out in a row, or at random.
        let channel = ChannelId(bench.channel.0 ^ 0x2000_0000);
        bench.wire.send_message(channel, HidCommand::Ping.code(), b"ping")?;
        expect_error(bench, channel, &[HidError::InvalidChannel])
    })?;
    Ok(())
}

fn messages(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let echo = Rule("ping", "§11.2.9.1.4", "CTAPHID_PING is answered with what it carries, of whatever length");
    sheet.rule(bench, echo, |bench| {
        for length in [1, INIT_DATA_SIZE, INIT_DATA_SIZE + 1, INIT_DATA_SIZE + CONTINUATION_DATA_SIZE + 1, 1024] {
            let sent: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap_or_default()).collect();
            let back = bench.exchange(HidCommand::Ping, &sent)?;
            require(back == sent, || format!("{length} bytes came back as {} other bytes", back.len()))?;
        }
        Ok(())
    })?;
    let sequence = Rule("wrong-sequence", "§11.2.4", "a continuation that is not the next one ends the message");
    sheet.rule(bench, sequence, |bench| {
        let channel = bench.channel;
        bench.wire.send(&beginning(channel, 150))?;
        bench.wire.send(&continuation(channel, 1))?;
        expect_error(bench, channel, &[HidError::InvalidSequence])?;
        still_there(bench)
    })?;
    let stray = Rule("stray-continuation", "§11.2.4", "a continuation without a message is passed over");
    sheet.rule(bench, stray, |bench| {
        let channel = bench.channel;
        bench.wire.send(&continuation(channel, 0))?;
        bench.wire.stays_quiet(channel, Instant::now() + QUIET)?;
        still_there(bench)
    })?;
    let interrupted = Rule("interrupted", "§11.2.5.2", "a message that breaks into its own predecessor ends it");
    sheet.rule(bench, interrupted, |bench| {
        let channel = bench.channel;
        bench.wire.send(&beginning(channel, 150))?;
        bench.wire.send(&beginning(channel, 20))?;
        expect_error(bench, channel, &[HidError::InvalidSequence])?;
        still_there(bench)
    })?;
    let long = Rule("too-long", "§11.2.4", "a message longer than 7609 bytes is refused");
    sheet.rule(bench, long, |bench| {
        let channel = bench.channel;
        bench.wire.send(&beginning(channel, u16::try_from(MAX_MESSAGE_SIZE + 1).unwrap_or(u16::MAX)))?;
        expect_error(bench, channel, &[HidError::InvalidLength])?;
        still_there(bench)
    })?;
    let busy = Rule("busy", "§11.2.5.2", "another channel is told to wait while a message is on its way");
    sheet.rule(bench, busy, |bench| {
        let first = bench.channel;
        let (second, _) = parse_init(&bench.init(ChannelId::BROADCAST)?)?;
        bench.wire.send(&beginning(first, 80))?;
        bench.wire.send_message(second, HidCommand::Ping.code(), b"ping")?;
        expect_error(bench, second, &[HidError::ChannelBusy])?;
        bench.wire.send(&continuation(first, 0))?;
        match bench.wire.message(first, Instant::now() + ANSWER)? {
            Some(message) if message.command == HidCommand::Ping.code() && message.payload.len() == 80 => Ok(()),
            _ => Err(Trouble::OffTheRails("the message that was on its way is lost".into())),
        }
    })?;
    let stalled = Rule("stalled", "§11.2.5.2", "a message that does not go on is given up, and others are served");
    sheet.rule(bench, stalled, |bench| {
        let channel = bench.channel;
        bench.wire.send(&beginning(channel, 80))?;
        expect_error(bench, channel, &[HidError::MessageTimeout])?;
        still_there(bench)
    })?;
    Ok(())
}

fn commands(bench: &mut Bench<'_>, sheet: &mut Sheet, capabilities: Option<Capabilities>) -> Result<(), Error> {
    let unknown = Rule("unknown-command", "§11.2.9.1.6", "a CTAPHID command that there is none of is refused");
    sheet.rule(bench, unknown, |bench| refuses_command(bench, UNASSIGNED, &[]))?;
    let wink = Rule("wink", "§11.2.9.2.1", "CTAPHID_WINK is answered with nothing, where the key winks");
    sheet.rule(bench, wink, |bench| {
        if !capabilities.is_some_and(|capabilities| capabilities.wink) {
            return refuses_command(bench, HidCommand::Wink.code(), &[]);
        }
        let reply = bench.exchange(HidCommand::Wink, &[])?;
        require(reply.is_empty(), || format!("{} bytes came", reply.len()))
    })?;
    let msg = Rule("no-msg", "§11.2.9.1.1", "a key that says so refuses CTAPHID_MSG");
    sheet.rule(bench, msg, |bench| {
        if capabilities.is_some_and(|capabilities| capabilities.msg) {
            return Err(Trouble::NotClaimed("the key speaks U2F"));
        }
        refuses_command(bench, HidCommand::Msg.code(), &[0, 3, 0, 0, 0, 0, 0])
    })?;
    let reply = Rule("cbor-reply", "§11.2.9.1.2", "CTAPHID_CBOR is answered with one whole message, in time");
    sheet.rule(bench, reply, |bench| {
        if !capabilities.is_some_and(|capabilities| capabilities.cbor) {
            return Err(Trouble::NotClaimed("the key does not speak CTAP2"));
        }
        let reply = bench.exchange(HidCommand::Cbor, &[Command::GetInfo.code()])?;
        require(!reply.is_empty(), || "the reply is empty".into())?;
        bench.wire.stays_quiet(bench.channel, Instant::now() + QUIET)
    })?;
    Ok(())
}

fn refuses_command(bench: &mut Bench<'_>, command: u8, message: &[u8]) -> Result<(), Trouble> {
    let channel = bench.channel;
    bench.wire.send_message(channel, command, message)?;
    expect_error(bench, channel, &[HidError::InvalidCommand])
}

/// Waits for a CTAPHID_ERROR on `channel`.
pub(super) fn expect_error(bench: &mut Bench<'_>, channel: ChannelId, expected: &[HidError]) -> Result<(), Trouble> {
    let wanted = || expected.iter().map(|error| format!("{error:?}")).collect::<Vec<_>>().join(" or ");
    let Some(message) = bench.wire.message(channel, Instant::now() + ANSWER)? else {
        return Err(Trouble::OffTheRails(format!("nothing came, in place of CTAPHID_ERROR {}", wanted())));
    };
    if message.command != HidCommand::Error.code() {
        let found = message.command;
        return Err(Trouble::OffTheRails(format!("CTAPHID command 0x{found:02x} came, in place of {}", wanted())));
    }
    let code = message.payload.first().copied().and_then(HidError::from_code);
    require(code.is_some_and(|code| expected.contains(&code)), || {
        format!("{} came, in place of {}", hid_error(&message.payload), wanted())
    })
}

/// The key listens to the next message.
fn still_there(bench: &mut Bench<'_>) -> Result<(), Trouble> {
    let back = bench.exchange(HidCommand::Ping, b"still there?")?;
    require(back == b"still there?", || "the next message was not answered".into())
}

/// The first packet of a CTAPHID_PING of `length` bytes.
fn beginning(channel: ChannelId, length: u16) -> Report {
    let here = usize::from(length).min(INIT_DATA_SIZE);
    let data = [7; INIT_DATA_SIZE];
    let data = data.get(..here).unwrap_or(&data);
    Packet::Initialization { channel, command: HidCommand::Ping.code(), length, data }.to_report()
}

fn continuation(channel: ChannelId, sequence: u8) -> Report {
    Packet::Continuation { channel, sequence, data: &[7; CONTINUATION_DATA_SIZE] }.to_report()
}
