//! CPU time of another process and of this one.

use std::fs;
use std::time::Duration;

use rustix::param::clock_ticks_per_second;
use rustix::time::{ClockId, clock_gettime};

/// CPU time, user and system, of the process `id` so far: to a hundredth of a second, so measure long enough.
pub(crate) fn of_process(id: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).expect("the process is there");
    // The name, in parentheses, may have spaces; utime and stime are fields 14 and 15 (proc_pid_stat(5)), 11 and 12 after it.
    let (_, fields) = stat.rsplit_once(')').expect("the name is in parentheses");
    let ticks: u64 = fields.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().expect("ticks")).sum();
    Duration::from_millis(ticks * 1000 / clock_ticks_per_second())
}

/// CPU time of this process so far, all threads.
pub(crate) fn of_ourselves() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).expect("a clock does not run backwards")
}
