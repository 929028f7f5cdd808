//! What the administrator allows and asks for.

use std::time::Duration;

use super::Question;
use crate::delivery::Channels;
use crate::records::{Country, MethodKind};

/// Whether two steps are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TwoStep {
    /// Of whoever wants it (R18).
    #[default]
    Optional,
    /// Of everybody.
    Required,
}

impl TwoStep {
    /// Its word in settings.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Optional => "optional",
            Self::Required => "required",
        }
    }
}

/// What the administrator allows and asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The methods that are allowed. The security key always is.
    pub methods: Vec<MethodKind>,
    /// Whether two steps are asked for at every sign-in without a key.
    pub two_step: TwoStep,
    /// The countries whose phone numbers get messages (R23).
    pub countries: Vec<Country>,
    /// How many codes a person, and a number or address, may ask for a day (R22).
    pub codes_per_day: u32,
    /// After how long an absence a person is asked whether their security info is still right (R4).
    pub reminder_after: Duration,
    /// Whether devices can be trusted (R19).
    pub trusted_devices: bool,
    /// Whether a trusted device also spares the second step of a sign-in.
    pub trusted_devices_skip_step: bool,
    /// Whether the default text message or call waits until the person asks for it (R36).
    pub ask_before_sending: bool,
    /// The questions that people answer (R26); none while they are off.
    pub questions: Vec<Question>,
    /// Which ways there are to reach people. Not a setting of the policy: it follows from those of the delivery.
    pub channels: Channels,
}

impl Policy {
    /// How many of the questions a person answers: all of them are asked, and every answer must be right.
    pub const ANSWERS: usize = 3;

    /// Whether two steps are asked for of somebody who has, or has not, switched them on.
    pub fn asks_two_steps(&self, switched_on: bool) -> bool {
        switched_on || self.two_step == TwoStep::Required
    }
}

impl Default for Policy {
    /// What holds where nobody set anything: everything but security questions.
    fn default() -> Self {
        let countries = ["SE", "NO", "DK", "FI", "IS"].iter().filter_map(|letters| Country::new(letters).ok());
        Self {
            methods: MethodKind::ALL.into_iter().filter(|kind| *kind != MethodKind::Questions).collect(),
            two_step: TwoStep::Optional,
            countries: countries.collect(),
            codes_per_day: 10,
            reminder_after: Duration::from_secs(90 * 86_400),
            trusted_devices: true,
            trusted_devices_skip_step: false,
            ask_before_sending: false,
            questions: Vec::new(),
            channels: Channels::default(),
        }
    }
}
