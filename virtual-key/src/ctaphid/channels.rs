//! Which channels exist (CTAP 2.1 §11.2.5.1).

use shared::ctap::packet::ChannelId;

/// The channels given out in this power cycle: a run of numbers, so that no host can fill the memory.
pub(super) struct Channels {
    first: u32,
    next: u32,
}

impl Channels {
    /// Numbers from `first` on. Another start after each power-up makes a channel of before invalid.
    pub(super) fn starting_at(first: u32) -> Self {
        // Neither the reserved nor the broadcast channel is ever reached.
        let first = first.clamp(1, u32::MAX / 2);
        Self { first, next: first }
    }

    /// A new channel; `None` when two thousand million have been given out.
    pub(super) fn allocate(&mut self) -> Option<ChannelId> {
        let channel = ChannelId(self.next);
        self.next = self.next.checked_add(1).filter(|next| *next != ChannelId::BROADCAST.0)?;
        Some(channel)
    }

    pub(super) fn contains(&self, channel: ChannelId) -> bool {
        (self.first..self.next).contains(&channel.0)
    }
}
