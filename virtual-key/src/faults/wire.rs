//! Faults in the reports of a reply.

use shared::ctap::packet::{ChannelId, Packet, Report};

use super::fault::Layer;
use super::{Active, Fault};

/// The reports of a reply with the faults of the wire. Those that are about time are the device's.
pub(crate) fn distort(mut reports: Vec<Report>, active: &Active) -> Vec<Report> {
    for fault in active.of(Layer::Wire) {
        match fault {
            Fault::DropReport if !reports.is_empty() => drop(reports.remove(0)),
            Fault::CutReply => drop(reports.pop()),
            Fault::DuplicateReports => reports = reports.iter().flat_map(|report| [*report; 2]).collect(),
            Fault::ReorderReports => reports.reverse(),
            Fault::ForeignChannel => reports = reports.iter().map(on_another_channel).collect(),
            Fault::WrongSequence => reports = with_wrong_numbers(&reports),
            _ => {}
        }
    }
    reports
}

fn on_another_channel(report: &Report) -> Report {
    match Packet::parse(report) {
        Packet::Initialization { channel, command, length, data } => {
            Packet::Initialization { channel: other(channel), command, length, data }.to_report()
        }
        Packet::Continuation { channel, sequence, data } => {
            Packet::Continuation { channel: other(channel), sequence, data }.to_report()
        }
    }
}

/// A channel that the key has not given out: it gives them out in a row.
fn other(channel: ChannelId) -> ChannelId {
    ChannelId(channel.0 ^ 0x4000_0000)
}

fn with_wrong_numbers(reports: &[Report]) -> Vec<Report> {
    let alone = reports.len() == 1;
    let renumbered = |report: &Report| match Packet::parse(report) {
        Packet::Initialization { .. } if alone => as_continuation(*report),
        Packet::Initialization { .. } => *report,
        Packet::Continuation { channel, sequence, data } => {
            Packet::Continuation { channel, sequence: sequence.wrapping_add(1) & 0x7f, data }.to_report()
        }
    };
    reports.iter().map(renumbered).collect()
}

/// A report as the first continuation of a message that never began: a sequence number has no highest bit (§11.2.4).
fn as_continuation(mut report: Report) -> Report {
    if let Some(marker) = report.get_mut(4) {
        *marker = 0;
    }
    report
}
