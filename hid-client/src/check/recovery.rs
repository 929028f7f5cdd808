//! A key that lost its way: how it is brought back to where it listens.

use std::time::{Duration, Instant};

use shared::ctap::commands::HidCommand;
use shared::ctap::packet::ChannelId;

use super::bench::{Bench, STALE};
use super::trouble::Trouble;
use super::wire::Wire;
use crate::error::Error;
use crate::operation::Cancellation;

/// How long a key that went away may stay away.
const RETURN: Duration = Duration::from_secs(5);
/// A key that lost its way so often is not asked any more.
const MOST_LOSSES: u8 = 3;

impl Bench<'_> {
    /// True once the key lost its way too often.
    pub(super) fn is_lost(&self) -> bool {
        self.losses >= MOST_LOSSES
    }

    /// From now on another flag stops the run: what is left to do is done although somebody stopped the rest.
    pub(super) fn go_on_despite(&mut self, cancellation: Cancellation) {
        self.wire.cancel_by(cancellation.clone());
        self.cancellation = cancellation;
    }

    /// Brings the key back to where it listens after `trouble`; an error when it is gone for good.
    pub(super) fn recover(&mut self, trouble: &Trouble) -> Result<(), Error> {
        let found = match trouble {
            Trouble::OffTheRails(_) => self.resynchronise(),
            Trouble::Gone => self.reopen(),
            _ => return Ok(()),
        };
        self.losses += 1;
        match found {
            Ok(()) => Ok(()),
            Err(Trouble::Ended(error)) => Err(error),
            Err(_) => {
                self.losses = MOST_LOSSES;
                Ok(())
            }
        }
    }

    /// Ends whatever the key is at. One that cannot be brought to that cannot be helped.
    pub(super) fn quieten(&mut self) {
        let _cannot_be_helped = self.resynchronise();
    }

    /// §11.2.9.1.3: INIT on the channel ends whatever was going on there.
    fn resynchronise(&mut self) -> Result<(), Trouble> {
        self.wire.drain(STALE)?;
        if self.channel != ChannelId::BROADCAST {
            self.wire.send_message(self.channel, HidCommand::Cancel.code(), &[])?;
            self.wire.drain(STALE)?;
        }
        match self.init(self.channel) {
            Ok(_) => self.wire.drain(STALE),
            Err(Trouble::Gone) => self.reopen(),
            Err(trouble) => Err(trouble),
        }
    }

    /// Opens the key anew, as soon as it is back.
    fn reopen(&mut self) -> Result<(), Trouble> {
        let until = Instant::now() + RETURN;
        loop {
            match (self.opener)() {
                Ok(transport) => self.wire = Wire::new(transport, self.cancellation.clone()),
                Err(error) if Instant::now() >= until => return Err(Trouble::Ended(error)),
                Err(_) => {
                    std::thread::sleep(STALE);
                    continue;
                }
            }
            match self.allocate() {
                Err(Trouble::Gone) if Instant::now() < until => std::thread::sleep(STALE),
                result => return result.map(drop),
            }
        }
    }
}
