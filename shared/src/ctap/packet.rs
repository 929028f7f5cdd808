//! CTAPHID packets: the 64-byte reports of the USB transport (CTAP 2.1 §11.2.4).

use std::fmt;

/// Bytes of one report, in both directions.
pub const REPORT_SIZE: usize = 64;
/// Payload bytes of an initialization packet.
pub const INIT_DATA_SIZE: usize = REPORT_SIZE - 7;
/// Payload bytes of a continuation packet.
pub const CONTINUATION_DATA_SIZE: usize = REPORT_SIZE - 5;
/// The highest sequence number of a continuation packet.
pub const MAX_SEQUENCE: u8 = 0x7f;
/// The longest message: one initialization packet and 128 continuation packets.
pub const MAX_MESSAGE_SIZE: usize = INIT_DATA_SIZE + (MAX_SEQUENCE as usize + 1) * CONTINUATION_DATA_SIZE;

/// The bit of the fifth byte that marks an initialization packet.
const INIT_BIT: u8 = 0x80;

/// One report as it is on the wire.
pub type Report = [u8; REPORT_SIZE];

/// A logical channel between one host program and the authenticator.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChannelId(pub u32);

impl ChannelId {
    /// The channel on which CTAPHID_INIT allocates others.
    pub const BROADCAST: Self = Self(0xffff_ffff);
    /// Never a channel.
    pub const RESERVED: Self = Self(0);
}

impl fmt::Debug for ChannelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChannelId({:08x})", self.0)
    }
}

/// One packet, borrowed from the report it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packet<'a> {
    /// The first packet of a message.
    Initialization {
        /// Whose message it is.
        channel: ChannelId,
        /// The command's code without the marker bit; see [`super::commands::HidCommand`].
        command: u8,
        /// Bytes in the whole message.
        length: u16,
        /// The first bytes of the message, as many as there are in this packet.
        data: &'a [u8],
    },
    /// A later packet of a message.
    Continuation {
        /// Whose message it is.
        channel: ChannelId,
        /// 0 for the first continuation, counting up to [`MAX_SEQUENCE`].
        sequence: u8,
        /// All payload bytes of the packet; the message may end before they do.
        data: &'a [u8; CONTINUATION_DATA_SIZE],
    },
}

impl<'a> Packet<'a> {
    /// Reads a report. Every report is some packet; whether it is expected is for the reader of the message to say.
    pub fn parse(report: &'a Report) -> Self {
        let [c0, c1, c2, c3, marker, rest @ ..] = report;
        let channel = ChannelId(u32::from_be_bytes([*c0, *c1, *c2, *c3]));
        if marker & INIT_BIT == 0 {
            return Self::Continuation { channel, sequence: *marker, data: rest };
        }
        let [high, low, data @ ..] = rest;
        let length = u16::from_be_bytes([*high, *low]);
        let here = data.get(..usize::from(length)).unwrap_or(data);
        Self::Initialization { channel, command: marker & !INIT_BIT, length, data: here }
    }

    /// Whose message the packet belongs to.
    pub const fn channel(&self) -> ChannelId {
        match self {
            Self::Initialization { channel, .. } | Self::Continuation { channel, .. } => *channel,
        }
    }

    /// The report, filled up with zeros.
    ///
    /// Data beyond the packet's room is not sent: [`fragment`] never makes such a packet.
    pub fn to_report(&self) -> Report {
        let mut report = [0; REPORT_SIZE];
        let (head, body) = report.split_at_mut(match self {
            Self::Initialization { .. } => 7,
            Self::Continuation { .. } => 5,
        });
        let data: &[u8] = match self {
            Self::Initialization { channel, command, length, data } => {
                let [c0, c1, c2, c3] = channel.0.to_be_bytes();
                let [high, low] = length.to_be_bytes();
                head.copy_from_slice(&[c0, c1, c2, c3, command | INIT_BIT, high, low]);
                data
            }
            Self::Continuation { channel, sequence, data } => {
                let [c0, c1, c2, c3] = channel.0.to_be_bytes();
                head.copy_from_slice(&[c0, c1, c2, c3, sequence & MAX_SEQUENCE]);
                *data
            }
        };
        for (to, from) in body.iter_mut().zip(data) {
            *to = *from;
        }
        report
    }
}

/// A message that does not fit into one initialization and 128 continuation packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("message of {0} bytes is longer than the {MAX_MESSAGE_SIZE} bytes that CTAPHID carries")]
pub struct MessageTooLong(pub usize);

/// Cuts a message into reports, in the order in which they are sent.
pub fn fragment(channel: ChannelId, command: u8, message: &[u8]) -> Result<Vec<Report>, MessageTooLong> {
    let too_long = MessageTooLong(message.len());
    if message.len() > MAX_MESSAGE_SIZE {
        return Err(too_long);
    }
    let length = u16::try_from(message.len()).map_err(|_| too_long)?;
    let (first, rest) = message.split_at(message.len().min(INIT_DATA_SIZE));
    let mut reports = vec![Packet::Initialization { channel, command, length, data: first }.to_report()];
    for (sequence, chunk) in (0..=MAX_SEQUENCE).zip(rest.chunks(CONTINUATION_DATA_SIZE)) {
        let mut data = [0; CONTINUATION_DATA_SIZE];
        for (to, from) in data.iter_mut().zip(chunk) {
            *to = *from;
        }
        reports.push(Packet::Continuation { channel, sequence, data: &data }.to_report());
    }
    Ok(reports)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_cut_where_the_standard_cuts_it() {
        let channel = ChannelId(0x0102_0304);
        for (length, reports) in [(0, 1), (57, 1), (58, 2), (116, 2), (117, 3), (MAX_MESSAGE_SIZE, 129)] {
            assert_eq!(fragment(channel, 0x10, &vec![7; length]).unwrap().len(), reports, "{length}");
        }
        assert_eq!(fragment(channel, 0x10, &vec![7; MAX_MESSAGE_SIZE + 1]), Err(MessageTooLong(7610)));
        let reports = fragment(channel, 0x10, &[9; 58]).unwrap();
        assert_eq!(reports[0][..8], [1, 2, 3, 4, 0x90, 0, 58, 9]);
        assert_eq!(reports[1][..7], [1, 2, 3, 4, 0, 9, 0]);
    }

    #[test]
    fn an_initialization_packet_claims_at_most_what_it_holds() {
        let mut report = [5; REPORT_SIZE];
        report[4] = 0x81;
        report[5..7].copy_from_slice(&[0xff, 0xff]);
        let Packet::Initialization { command, length, data, .. } = Packet::parse(&report) else { panic!() };
        assert_eq!((command, length, data.len()), (1, 0xffff, INIT_DATA_SIZE));
    }
}
