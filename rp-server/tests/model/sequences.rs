//! Sequences of what people do, at random.

use proptest::prelude::*;

use crate::steps::{CodeChoice, Step, Typed};
use crate::things::{Place, Way};

/// Some steps, those that belong together at once.
pub(crate) fn sequence() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec(deed(), 3..18).prop_map(|deeds| deeds.concat())
}

fn browser() -> impl Strategy<Value = usize> {
    prop_oneof![3 => Just(0), 1 => Just(1)]
}

fn phone() -> impl Strategy<Value = Place> {
    prop_oneof![2 => Just(Place::Phone(0)), 1 => Just(Place::Phone(1))]
}

fn phone_way() -> impl Strategy<Value = Way> {
    prop_oneof![2 => Just(Way::Sms), 1 => Just(Way::Call)]
}

/// A place, and a way that leads there.
fn reached() -> impl Strategy<Value = (Way, Place)> {
    let mailbox = prop_oneof![2 => Just(Place::Mailbox(0)), 1 => Just(Place::Mailbox(1))];
    prop_oneof![2 => (phone_way(), phone()), 1 => (Just(Way::Email), mailbox)]
}

fn code() -> impl Strategy<Value = CodeChoice> {
    prop_oneof![
        6 => Just(CodeChoice::Newest),
        1 => Just(CodeChoice::Older),
        1 => (0..20_usize).prop_map(CodeChoice::Any),
        1 => Just(CodeChoice::Wrong),
    ]
}

fn typed() -> impl Strategy<Value = Typed> {
    prop_oneof![
        3 => (reached(), code()).prop_map(|((way, _), code)| Typed::Sent(way, code)),
        3 => (0..3_usize, prop_oneof![4 => Just(0), 1 => -2..3_i8]).prop_map(|(which, steps)| Typed::App { which, steps }),
        1 => (0..4_u8).prop_map(Typed::Password),
    ]
}

/// Times that the rules name, and a little more.
fn span() -> impl Strategy<Value = u64> {
    const DAY: u64 = 86_400;
    prop_oneof![
        3 => Just(31), 2 => Just(95), 2 => Just(601), 1 => Just(901), 1 => Just(3601), 1 => Just(DAY / 2 + 1), 1 => Just(DAY + 1),
        1 => Just(8 * DAY), 2 => Just(30 * DAY), 1 => Just(401 * DAY),
    ]
}

fn deed() -> BoxedStrategy<Vec<Step>> {
    prop_oneof![
        6 => single(),
        2 => setup(),
        2 => sign_in(),
    ]
    .boxed()
}

fn single() -> impl Strategy<Value = Vec<Step>> {
    let key = || 0..3_u8;
    let password = || 0..3_u8;
    let about_sign_in = prop_oneof![
        3 => span().prop_map(Step::Wait),
        4 => (browser(), key()).prop_map(|(browser, key)| Step::KeySignIn { browser, key }),
        2 => (browser(), 0..4_u8).prop_map(|(browser, password)| Step::PasswordSignIn { browser, password }),
        1 => (browser(), phone_way(), 0..2_u8).prop_map(|(browser, way, phone)| Step::CodeSignIn { browser, way, phone }),
        2 => (browser(), reached()).prop_map(|(browser, (way, place))| Step::SendNext { browser, way, place }),
        3 => (browser(), typed()).prop_map(|(browser, typed)| Step::TakeNext { browser, typed }),
        1 => (browser(), reached()).prop_map(|(browser, (way, place))| Step::SendProof { browser, way, place }),
        2 => (browser(), typed()).prop_map(|(browser, typed)| Step::Prove { browser, typed }),
        1 => browser().prop_map(|browser| Step::BeginReset { browser }),
        2 => (browser(), password()).prop_map(|(browser, password)| Step::ResetPassword { browser, password }),
        2 => (browser(), code()).prop_map(|(browser, code)| Step::UseRecovery { browser, code }),
    ];
    let about_methods = prop_oneof![
        1 => (browser(), key()).prop_map(|(browser, key)| Step::AddKey { browser, key }),
        3 => (browser(), key()).prop_map(|(browser, key)| Step::RemoveKey { browser, key }),
        1 => browser().prop_map(|browser| Step::BeginApp { browser }),
        1 => (browser(), any::<bool>()).prop_map(|(browser, is_right)| Step::FinishApp { browser, is_right }),
        2 => (browser(), 0..3_usize).prop_map(|(browser, which)| Step::RemoveApp { browser, which }),
        1 => (browser(), reached()).prop_map(|(browser, (way, place))| Step::SendNew { browser, way, place }),
        1 => (browser(), reached()).prop_map(|(browser, (way, _))| Step::SendNewAgain { browser, way }),
        2 => (browser(), any::<bool>(), code())
            .prop_map(|(browser, is_phone, code)| Step::TypeNew { browser, is_phone, code }),
        3 => (browser(), reached()).prop_map(|(browser, (_, place))| Step::RemovePlace { browser, place }),
        1 => (browser(), password()).prop_map(|(browser, password)| Step::SetPassword { browser, password }),
        2 => browser().prop_map(|browser| Step::RemovePassword { browser }),
        3 => (browser(), 0..4_usize).prop_map(|(browser, which)| Step::Restore { browser, which }),
        3 => (browser(), any::<bool>()).prop_map(|(browser, on)| Step::SwitchTwoSteps { browser, on }),
        2 => (browser(), prop_oneof![Just(Way::Key), Just(Way::App), Just(Way::Sms), Just(Way::Call), Just(Way::Email)], reached())
            .prop_map(|(browser, way, (_, place))| Step::ChooseDefault { browser, way, place }),
    ];
    let about_the_rest = prop_oneof![
        3 => browser().prop_map(|browser| Step::Trust { browser }),
        1 => (browser(), 0..3_usize).prop_map(|(browser, which)| Step::Distrust { browser, which }),
        2 => browser().prop_map(|browser| Step::MakeRecovery { browser }),
        1 => browser().prop_map(|browser| Step::RemoveRecovery { browser }),
        2 => (browser(), any::<bool>(), reached()).prop_map(|(browser, signed_in, (way, place))| Step::SendReplacement { browser, signed_in, way, place }),
        3 => (browser(), any::<bool>(), code())
            .prop_map(|(browser, signed_in, code)| Step::TypeReplacement { browser, signed_in, code }),
        1 => browser().prop_map(|browser| Step::CancelReplacement { browser }),
        3 => Just(Step::Housekeeping),
    ];
    let one = prop_oneof![12 => about_sign_in, 12 => about_methods, 6 => about_the_rest];
    let siege = prop_oneof![Just(Way::Password), Just(Way::Recovery), Just(Way::App)];
    prop_oneof![
        200 => one.prop_map(|step| vec![step]),
        1 => siege.prop_map(|way| vec![Step::Siege { way }]),
    ]
}

/// Something is set up as people do it, after a fresh proof by a key.
fn setup() -> impl Strategy<Value = Vec<Step>> {
    let proved = |browser, rest: Vec<Step>| [vec![Step::KeySignIn { browser, key: 0 }], rest].concat();
    let code = CodeChoice::Newest;
    prop_oneof![
        browser().prop_map(move |browser| proved(
            browser,
            vec![Step::BeginApp { browser }, Step::FinishApp { browser, is_right: true }]
        )),
        (browser(), reached()).prop_map(move |(browser, (way, place))| {
            let is_phone = matches!(place, Place::Phone(_));
            proved(browser, vec![Step::SendNew { browser, way, place }, Step::TypeNew { browser, is_phone, code }])
        }),
        (browser(), 0..3_u8)
            .prop_map(move |(browser, password)| proved(browser, vec![Step::SetPassword { browser, password }])),
        (browser(), 1..3_u8).prop_map(move |(browser, key)| proved(browser, vec![Step::AddKey { browser, key }])),
        (browser(), any::<bool>())
            .prop_map(move |(browser, on)| proved(browser, vec![Step::SwitchTwoSteps { browser, on }])),
        (browser(), reached()).prop_map(move |(browser, (way, place))| {
            let signed_in = true;
            proved(
                browser,
                vec![
                    Step::SendReplacement { browser, signed_in, way, place },
                    Step::TypeReplacement { browser, signed_in, code },
                    Step::Wait(30 * 86_400),
                    Step::Housekeeping,
                ],
            )
        }),
    ]
}

/// Somebody signs in, or resets the password, as people do.
fn sign_in() -> impl Strategy<Value = Vec<Step>> {
    let code = CodeChoice::Newest;
    let app = |which| Typed::App { which, steps: 0 };
    prop_oneof![
        (browser(), 0..3_u8, 0..2_usize).prop_map(move |(browser, password, which)| {
            let typed = app(which);
            vec![Step::Wait(31), Step::PasswordSignIn { browser, password }, Step::TakeNext { browser, typed }]
        }),
        (browser(), 0..3_u8, reached()).prop_map(move |(browser, password, (way, place))| {
            let typed = Typed::Sent(way, code);
            vec![
                Step::PasswordSignIn { browser, password },
                Step::SendNext { browser, way, place },
                Step::TakeNext { browser, typed },
            ]
        }),
        (browser(), phone_way(), 0..2_u8).prop_map(move |(browser, way, phone)| {
            vec![
                Step::Wait(31),
                Step::CodeSignIn { browser, way, phone },
                Step::TakeNext { browser, typed: Typed::Sent(way, code) },
                Step::TakeNext { browser, typed: app(0) },
            ]
        }),
        (browser(), reached(), reached(), 0..3_u8).prop_map(move |(browser, first, second, password)| {
            let mut steps = vec![Step::BeginReset { browser }];
            for (way, place) in [first, second] {
                steps.push(Step::SendNext { browser, way, place });
                steps.push(Step::TakeNext { browser, typed: Typed::Sent(way, code) });
            }
            steps.push(Step::ResetPassword { browser, password });
            steps
        }),
        (browser(), reached(), typed()).prop_map(move |(browser, (way, place), typed)| {
            let other = 1 - browser;
            vec![
                Step::KeySignIn { browser, key: 0 },
                Step::MakeRecovery { browser },
                Step::UseRecovery { browser: other, code },
                // Where two steps are asked for; else nothing is under way.
                Step::SendNext { browser: other, way, place },
                Step::TakeNext { browser: other, typed },
            ]
        }),
        (browser(), 0..3_u8, any::<bool>()).prop_map(move |(browser, password, again)| {
            let other = 1 - browser;
            let mut steps = vec![
                Step::KeySignIn { browser, key: 0 },
                Step::SetPassword { browser, password },
                Step::BeginApp { browser },
                Step::FinishApp { browser, is_right: true },
                Step::SwitchTwoSteps { browser, on: true },
                Step::MakeRecovery { browser },
                Step::UseRecovery { browser: other, code },
            ];
            // Whoever is signed in and sees the code used makes it worth nothing.
            steps.extend(again.then_some(Step::MakeRecovery { browser }));
            steps.push(Step::TakeNext { browser: other, typed: Typed::Password(password) });
            steps
        }),
    ]
}
