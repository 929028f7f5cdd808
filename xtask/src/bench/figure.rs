//! One measured figure, and how figures are shown.

use std::fmt::Write;

use serde::Serialize;

/// A figure with all that is needed to judge it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Figure {
    /// What was measured.
    pub(super) name: String,
    /// The unit of `value`.
    pub(super) unit: &'static str,
    /// The median of all runs.
    pub(super) value: f64,
    /// How many runs the median is of.
    pub(super) runs: usize,
    /// What `ratio` compares with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) relative_to: Option<&'static str>,
    /// This figure divided by that one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ratio: Option<f64>,
    /// What the ratio should not exceed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) goal: Option<f64>,
}

impl Figure {
    /// The median of `values`; `None` of nothing.
    pub(super) fn of(name: impl Into<String>, unit: &'static str, values: &[f64]) -> Option<Self> {
        Some(Self {
            name: name.into(),
            unit,
            value: median(values)?,
            runs: values.len(),
            relative_to: None,
            ratio: None,
            goal: None,
        })
    }

    /// The same, compared with `other`.
    pub(super) fn relative_to(mut self, name: &'static str, other: f64) -> Self {
        self.relative_to = Some(name);
        self.ratio = Some(self.value / other);
        self
    }

    /// The same, with the ratio it should not exceed.
    pub(super) fn with_goal(mut self, goal: f64) -> Self {
        self.goal = Some(goal);
        self
    }

    /// Whether the ratio is within the goal; `None` without a goal.
    pub(super) fn meets_goal(&self) -> Option<bool> {
        Some(self.ratio? <= self.goal?)
    }
}

fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() % 2 {
        1 => sorted.get(middle).copied(),
        _ => Some((sorted.get(middle.checked_sub(1)?)? + sorted.get(middle)?) / 2.0),
    }
}

/// The figures as a table for people.
pub(super) fn table(figures: &[Figure]) -> String {
    let width = figures.iter().map(|figure| figure.name.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    for figure in figures {
        // Writing to a string does not fail.
        let _ = write!(text, "{:width$}  {:>9.1} {:<16}", figure.name, figure.value, figure.unit);
        if let (Some(ratio), Some(other)) = (figure.ratio, figure.relative_to) {
            let _ = write!(text, "  {ratio:.2} x {other}");
        }
        if let (Some(goal), Some(met)) = (figure.goal, figure.meets_goal()) {
            let _ = write!(text, " (goal {goal:.2}: {})", if met { "met" } else { "MISSED" });
        }
        let _ = writeln!(text, "  median of {}", figure.runs);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one_or_between_the_middle_two() {
        assert_eq!(median(&[3.0, 1.0, 100.0]), Some(3.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 100.0]), Some(3.0));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn a_figure_tells_what_it_is_relative_to_and_whether_it_is_good_enough() {
        let figure =
            Figure::of("ours", "µs", &[44.0, 46.0, 45.0]).unwrap().relative_to("the floor", 40.0).with_goal(1.15);
        assert_eq!((figure.value, figure.runs, figure.ratio), (45.0, 3, Some(1.125)));
        assert_eq!(figure.meets_goal(), Some(true));
        assert_eq!(
            table(&[figure]),
            "ours       45.0 µs                1.12 x the floor (goal 1.15: met)  median of 3\n"
        );
    }

    #[test]
    fn a_missed_goal_stands_out() {
        let figure = Figure::of("ours", "µs", &[50.0]).unwrap().relative_to("the floor", 40.0).with_goal(1.15);
        assert!(table(&[figure]).contains("MISSED"));
    }

    #[test]
    fn the_json_has_the_members_that_the_figure_has() {
        let figure = Figure::of("floor", "µs", &[40.0]).unwrap();
        let json = serde_json::to_value(&figure).unwrap();
        assert_eq!(json, serde_json::json!({"name": "floor", "unit": "µs", "value": 40.0, "runs": 1}));
    }
}
