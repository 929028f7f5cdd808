//! What the administrator of a sequence allows and asks for.

use proptest::prelude::*;
use rp_server::delivery::Channels;
use rp_server::policy::{Policy, TwoStep};
use rp_server::records::MethodKind;

use crate::things::{Purpose, Way};

/// In the model's words; [`to_policy`](Self::to_policy) says the same in the server's.
#[derive(Debug, Clone)]
pub(crate) struct Terms {
    /// The methods that are not allowed. Keys always are.
    pub(crate) forbidden: Vec<Way>,
    /// Whether there is nobody who calls.
    pub(crate) without_calls: bool,
    pub(crate) two_steps_required: bool,
    pub(crate) devices: bool,
    pub(crate) devices_spare_a_step: bool,
    pub(crate) codes_per_day: u32,
}

/// Why a method does not serve a purpose, the reason that stays first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Barred {
    /// It never does (R24).
    Always,
    /// The administrator does not allow it (R27).
    ByPolicy,
    /// There is nobody who would bring its codes (R28).
    Absent,
}

impl Terms {
    /// Whether a method can be had (R27, R28).
    pub(crate) fn offers(&self, way: Way) -> Result<(), Barred> {
        if self.forbidden.contains(&way) {
            Err(Barred::ByPolicy)
        } else if way == Way::Call && self.without_calls {
            Err(Barred::Absent)
        } else {
            Ok(())
        }
    }

    /// The table of R24, with what the requirements say of signing in and of proofs.
    pub(crate) fn serves(&self, way: Way, purpose: Purpose) -> Result<(), Barred> {
        let is_good = match purpose {
            Purpose::SignIn => matches!(way, Way::Key | Way::Sms | Way::Call | Way::Password),
            Purpose::SecondStep => matches!(way, Way::Key | Way::App | Way::Sms | Way::Call),
            Purpose::Reset => matches!(way, Way::Key | Way::App | Way::Sms | Way::Call | Way::Email),
            Purpose::Proof => way != Way::Recovery,
        };
        if is_good { self.offers(way) } else { Err(Barred::Always) }
    }

    pub(crate) fn to_policy(&self) -> Policy {
        let defaults = Policy::default();
        let forbidden: Vec<MethodKind> = self.forbidden.iter().map(|way| kind(*way)).collect();
        Policy {
            methods: defaults.methods.iter().copied().filter(|kind| !forbidden.contains(kind)).collect(),
            two_step: if self.two_steps_required { TwoStep::Required } else { TwoStep::Optional },
            codes_per_day: self.codes_per_day,
            trusted_devices: self.devices,
            trusted_devices_skip_step: self.devices_spare_a_step,
            channels: Channels { mail: true, sms: true, voice: !self.without_calls },
            ..defaults
        }
    }
}

/// The server's name of a method.
pub(crate) fn kind(way: Way) -> MethodKind {
    match way {
        Way::Key => MethodKind::SecurityKey,
        Way::App => MethodKind::App,
        Way::Sms => MethodKind::Sms,
        Way::Call => MethodKind::Call,
        Way::Email => MethodKind::Email,
        Way::Password => MethodKind::Password,
        Way::Recovery => MethodKind::RecoveryCode,
    }
}

pub(crate) fn terms() -> impl Strategy<Value = Terms> {
    let way = prop_oneof![
        Just(Way::App),
        Just(Way::Sms),
        Just(Way::Call),
        Just(Way::Email),
        Just(Way::Password),
        Just(Way::Recovery)
    ];
    let forbidden = prop_oneof![3 => Just(Vec::new()), 2 => proptest::collection::vec(way, 1..3)];
    let seldom = || proptest::bool::weighted(0.25);
    (forbidden, seldom(), seldom(), proptest::bool::weighted(0.8), any::<bool>(), prop_oneof![Just(3), Just(30)])
        .prop_map(|(forbidden, without_calls, two_steps_required, devices, devices_spare_a_step, codes_per_day)| {
            Terms { forbidden, without_calls, two_steps_required, devices, devices_spare_a_step, codes_per_day }
        })
}
