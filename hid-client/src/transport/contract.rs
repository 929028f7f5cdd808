//! What every way to a key does.

use std::io;
use std::time::Instant;

use shared::ctap::packet::Report;

/// A way to a key: the whole device behind two functions. Closing is dropping.
pub trait Transport: Send {
    /// Sends one report.
    fn write(&mut self, report: &Report) -> io::Result<()>;

    /// Waits for one report until `deadline` at the latest and gives the number of bytes that came.
    ///
    /// 0 means that no report came: it may be returned before the deadline, and what is in `report` then has no meaning.
    /// An error means that none will ever come.
    fn read(&mut self, report: &mut Report, deadline: Instant) -> io::Result<usize>;
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn write(&mut self, report: &Report) -> io::Result<()> {
        (**self).write(report)
    }

    fn read(&mut self, report: &mut Report, deadline: Instant) -> io::Result<usize> {
        (**self).read(report, deadline)
    }
}
