//! Trusted devices (R19).

use super::state::{DAY, Model};
use crate::answer::{Answer, Outcome, Why};

/// No browser keeps a cookie for longer.
const TRUSTED: u64 = 400 * DAY;

impl Model {
    /// Whether a browser is a device that the account trusts.
    pub(crate) fn is_trusted(&self, browser: usize) -> bool {
        let device = self.browsers[browser].device;
        let is_known = |(known, since): &(u32, u64)| Some(*known) == device && self.now < since + TRUSTED;
        self.terms.devices && self.devices.iter().any(is_known)
    }

    pub(crate) fn trust(&mut self, browser: usize) -> Outcome {
        self.has_proved(browser)?;
        if !self.terms.devices {
            return Err(Why::TrustNotAllowed);
        }
        let known = self.browsers[browser].device.filter(|_| self.is_trusted(browser));
        self.forget_the_old();
        self.devices.retain(|(device, _)| Some(*device) != known);
        let device = self.next_serial();
        self.devices.push((device, self.now));
        self.browsers[browser].device = Some(device);
        Ok(Answer::Done)
    }

    pub(crate) fn distrust(&mut self, browser: usize, which: usize) -> Outcome {
        self.may_change(browser)?;
        let listed: Vec<u32> =
            self.devices.iter().filter(|(_, since)| self.now < since + TRUSTED).map(|(device, _)| *device).collect();
        let device = *listed.get(which).ok_or(Why::DeviceUnknown)?;
        self.devices.retain(|(known, _)| *known != device);
        Ok(Answer::Done)
    }

    fn forget_the_old(&mut self) {
        self.devices.retain(|(_, since)| self.now < since + TRUSTED);
    }
}
