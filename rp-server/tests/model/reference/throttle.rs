//! Failures are counted, delays grow, and the hundredth disables; a day allows so many codes.

use super::state::{Allowance, Counter, DAY, Model, SECOND};
use crate::answer::Why;
use crate::things::Place;

impl Model {
    fn failed(&self, counter: Counter) -> Option<(u32, u64)> {
        self.failures.get(&counter).copied().filter(|(_, at)| self.now <= at + 30 * DAY)
    }

    /// Whether another try is let through.
    pub(crate) fn try_now(&self, counter: Counter) -> Result<(), Why> {
        let Some((count, at)) = self.failed(counter) else { return Ok(()) };
        if count >= 100 {
            return Err(Why::Disabled);
        }
        // Five are free. Then 15 seconds, 30, 60, up to an hour.
        let wait = count.checked_sub(5).map_or(0, |more| (15 << more.min(10)).min(3600) * SECOND);
        if self.now < at + wait { Err(Why::TooSoon) } else { Ok(()) }
    }

    /// One more failure.
    pub(crate) fn fail(&mut self, counter: Counter) -> Why {
        let count = self.failed(counter).map_or(0, |(count, _)| count);
        self.failures.insert(counter, (count + 1, self.now));
        Why::Wrong
    }

    pub(crate) fn forgive(&mut self, counter: Counter) {
        self.failures.remove(&counter);
    }

    /// One more code for this person, to this place (R22).
    pub(crate) fn allow(&mut self, place: Place) -> Result<(), Why> {
        let both = [Allowance::Person, Allowance::At(place)];
        let had = both.map(|what| self.allowances.get(&what).copied().filter(|(_, since)| self.now < since + DAY));
        if had.iter().flatten().any(|(count, _)| *count >= self.terms.codes_per_day) {
            return Err(Why::Spent);
        }
        for (what, had) in both.into_iter().zip(had) {
            let (count, since) = had.unwrap_or((0, self.now));
            self.allowances.insert(what, (count + 1, since));
        }
        Ok(())
    }
}
