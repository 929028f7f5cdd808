//! hid-client beside libfido2's tools: the same work at the same key in the HID machine, wall and CPU time of the whole process.

use anyhow::{Context, Result};

use super::figure::Figure;
use crate::hil::{self, Series, Side};

/// hid-client may take as long as libfido2's tools, and no longer.
const GOAL: f64 = 1.0;

/// Measures in the machine: wall times, then CPU times.
pub(super) fn measure() -> Result<[Vec<Figure>; 2]> {
    let series = hil::measure_speed()?;
    figures(&series).context("a piece of work was measured on one side alone")
}

fn figures(series: &[Series]) -> Option<[Vec<Figure>; 2]> {
    let (mut wall, mut cpu) = (Vec::new(), Vec::new());
    for theirs in series.iter().filter(|series| series.side == Side::Theirs) {
        let ours = series.iter().find(|ours| ours.side == Side::Ours && ours.work == theirs.work)?;
        let [their_wall, our_wall] = pair(theirs, ours, "ms wall", |series| &series.wall)?;
        wall.extend([their_wall, our_wall.with_goal(GOAL)]);
        cpu.extend(pair(theirs, ours, "ms CPU", |series| &series.cpu)?);
    }
    (!wall.is_empty()).then_some([wall, cpu])
}

fn pair(theirs: &Series, ours: &Series, unit: &'static str, times: fn(&Series) -> &Vec<f64>) -> Option<[Figure; 2]> {
    let theirs = Figure::of(name(theirs), unit, times(theirs))?;
    let ours = Figure::of(name(ours), unit, times(ours))?.relative_to("libfido2", theirs.value);
    Some([theirs, ours])
}

fn name(series: &Series) -> String {
    let Series { work, program, traffic, .. } = series;
    format!("{work}: {program} ({} commands, {}+{} reports)", traffic.commands, traffic.sent, traffic.received)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(side: Side, program: &str, wall: [f64; 3]) -> Series {
        let cpu = wall.map(|time| time / 2.0).to_vec();
        let (work, program) = ("info".to_owned(), program.to_owned());
        Series { work, side, program, traffic: Default::default(), wall: wall.to_vec(), cpu }
    }

    #[test]
    fn ours_is_compared_with_theirs_and_wall_time_has_the_goal() {
        let theirs = series(Side::Theirs, "fido2-token -I", [8.0, 10.0, 30.0]);
        let ours = series(Side::Ours, "hid-client info", [5.0, 6.0, 50.0]);
        let [wall, cpu] = figures(&[theirs, ours]).unwrap();
        let rows = |figures: &[Figure]| figures.iter().map(|f| (f.value, f.ratio, f.goal)).collect::<Vec<_>>();
        assert_eq!(rows(&wall), [(10.0, None, None), (6.0, Some(0.6), Some(GOAL))]);
        assert_eq!(rows(&cpu), [(5.0, None, None), (3.0, Some(0.6), None)]);
    }

    #[test]
    fn one_side_alone_is_no_comparison() {
        assert!(figures(&[series(Side::Theirs, "fido2-token -I", [1.0; 3])]).is_none());
        assert!(figures(&[]).is_none());
    }
}
