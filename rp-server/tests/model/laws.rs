//! The test: each step in both worlds, and what must hold after each.

use std::env;
use std::thread;

use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};
use proptest::{prop_assert, prop_assert_eq};

use crate::answer::Answer;
use crate::reference::{Learned, Model};
use crate::sequences::sequence;
use crate::server::{House, Person, START};
use crate::steps::{CodeChoice, Step};
use crate::terms::{Terms, terms};
use crate::things::{Offer, Place, Purpose, Way, is_same_thing};

/// How many sequences a test run has time for; `NYCKEL_SEQUENCES` sets another number.
const SEQUENCES: u32 = 10_000;

/// A method as it is listed, and where its codes go.
pub(crate) type Listed = (Way, Option<Place>);

/// What can be seen of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    /// For each purpose.
    pub(crate) offers: [Vec<Listed>; 4],
    pub(crate) asked_first: Option<Listed>,
    pub(crate) removed: Vec<Listed>,
    pub(crate) keys: usize,
    pub(crate) apps: usize,
    pub(crate) sessions: usize,
    pub(crate) has_recovery_code: bool,
    pub(crate) replacement_waits: bool,
    pub(crate) has_way_in: bool,
}

impl Seen {
    fn offers(&self, purpose: Purpose) -> &[Listed] {
        &self.offers[Purpose::ALL.iter().position(|other| *other == purpose).unwrap()]
    }
}

#[test]
fn any_sequence_goes_as_the_model_says() {
    let count = env::var("NYCKEL_SEQUENCES").ok().map_or(SEQUENCES, |text| text.parse().expect("a number"));
    // Twice as many as can run: answers that must not tell by their time what was found let others run meanwhile.
    let workers = 2 * u32::try_from(thread::available_parallelism().map_or(2, usize::from)).unwrap();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(|| work(count.div_ceil(workers)))).collect();
        let failed: Vec<String> = workers.into_iter().filter_map(|worker| worker.join().unwrap().err()).collect();
        assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    });
}

/// Runs so many sequences; gives back the shortest that went another way than the model says.
fn work(cases: u32) -> Result<(), String> {
    let config = Config { cases, max_shrink_iters: 3000, failure_persistence: None, ..Config::default() };
    let house = std::cell::RefCell::new(House::new());
    let result = TestRunner::new(config).run(&(terms(), sequence()), |(terms, steps)| {
        let mut house = house.borrow_mut();
        let number = house.next();
        house.runtime.block_on(both(&house, number, &terms, &steps))
    });
    result.map_err(|error| match error {
        TestError::Fail(reason, (terms, steps)) => {
            let steps: Vec<String> = steps.iter().map(|step| format!("    {step:?}")).collect();
            format!("{reason}\n  under {terms:?}, after\n{}", steps.join("\n"))
        }
        TestError::Abort(reason) => reason.to_string(),
    })
}

/// Does every step in both worlds.
async fn both(house: &House, number: u32, terms: &Terms, steps: &[Step]) -> Result<(), TestCaseError> {
    let (mut person, mut model) = (Person::new(house, number, terms).await, Model::new(terms.clone(), START));
    let mut seen = person.seen().await;
    for step in steps {
        let Step::Siege { way } = step else {
            seen = one(&mut person, &mut model, step, &seen).await?;
            continue;
        };
        for _ in 0..101 {
            seen = one(&mut person, &mut model, &Step::Wait(3601), &seen).await?;
            seen = one(&mut person, &mut model, &guess(*way), &seen).await?;
        }
    }
    Ok(())
}

/// A wrong try.
fn guess(way: Way) -> Step {
    match way {
        Way::Recovery => Step::UseRecovery { browser: 1, code: CodeChoice::Wrong },
        _ => Step::PasswordSignIn { browser: 1, password: 3 },
    }
}

/// Does a step in both worlds, which had `before`; gives back what they have after it.
async fn one(person: &mut Person, model: &mut Model, step: &Step, before: &Seen) -> Result<Seen, TestCaseError> {
    // No two things happen at once.
    model.now += 1;
    person.clock.advance(std::time::Duration::from_millis(1));
    let (text, mut learned) = (model.text(step), Learned::default());
    let answered: Answer = person.run(step, &text, &mut learned).await.into();
    let expected: Answer = model.run(step, &text, &learned).into();
    prop_assert_eq!(&answered, &expected, "the server, and what it should have said to {:?}", step);
    check_sent(step, &learned, model)?;
    check_proof(&answered, step, before, model)?;
    let seen = person.seen().await;
    prop_assert_eq!(&seen, &model.seen(), "what is seen, and what should be, after {:?}", step);
    check_account(&seen, model)?;
    Ok(seen)
}

/// A code goes where its person asked, and nowhere but to what the account has or is about to.
fn check_sent(step: &Step, learned: &Learned, model: &Model) -> Result<(), TestCaseError> {
    let Some((_, to)) = &learned.sent else { return Ok(()) };
    let asked = match step {
        Step::SendNext { place, .. } | Step::SendProof { place, .. } => Some((*place, true)),
        Step::CodeSignIn { phone, .. } => Some((Place::Phone(*phone), true)),
        Step::SendNew { place, .. } | Step::SendReplacement { place, .. } => Some((*place, false)),
        _ => None,
    };
    if let Some((place, must_be_there)) = asked {
        prop_assert_eq!(*to, place);
        prop_assert!(!must_be_there || model.has.places.iter().any(|proven| proven.place == place));
    }
    Ok(())
}

/// Whatever led there: nobody signs in by what is forbidden, by what the account does not offer, or by one thing where two are asked
/// for.
fn check_proof(answered: &Answer, step: &Step, before: &Seen, model: &Model) -> Result<(), TestCaseError> {
    let Answer::SignedIn(ways) = answered else { return Ok(()) };
    for way in ways {
        prop_assert!(model.terms.offers(*way).is_ok(), "{:?} is forbidden", way);
    }
    if matches!(step, Step::Prove { .. }) {
        return Ok(());
    }
    if ways.contains(&Way::Recovery) {
        let is_followed = model.asks_two_steps() && model.is_followed_by_another();
        prop_assert!(!is_followed || ways.len() == 2, "a recovery code alone where two steps are asked for");
        return Ok(());
    }
    for (at, way) in ways.iter().enumerate() {
        let purpose = if at == 0 { Purpose::SignIn } else { Purpose::SecondStep };
        let is_offered = before.offers(purpose).iter().any(|(offered, _)| offered == way);
        let was_proved_earlier = at == 0 && ways.len() > 1;
        prop_assert!(is_offered || was_proved_earlier, "{:?} is not offered for {:?}", way, purpose);
    }
    let two = ways.contains(&Way::Key) || matches!(ways.as_slice(), [one, other] if !is_same_thing(*one, *other));
    let spared = ways.as_slice() == [Way::Password] && model.terms.devices_spare_a_step;
    prop_assert!(two || spared || !model.asks_two_steps(), "one step where two are asked for: {:?}", ways);
    Ok(())
}

/// Whatever happened: somebody can sign in, nothing forbidden is offered, and e-mail is never a second step.
fn check_account(seen: &Seen, model: &Model) -> Result<(), TestCaseError> {
    for purpose in Purpose::ALL {
        for (way, _) in seen.offers(purpose) {
            prop_assert!(!model.terms.forbidden.contains(way), "{:?} is forbidden and offered for {:?}", way, purpose);
        }
    }
    let seconds = seen.offers(Purpose::SecondStep);
    prop_assert!(seconds.iter().all(|(way, _)| !matches!(way, Way::Email | Way::Password)));
    let is_way_in = |(first, _): &Listed| {
        let follows = |(second, _): &Listed| *second != Way::Key && !is_same_thing(*first, *second);
        *first == Way::Key || !model.asks_two_steps() || seconds.iter().any(follows)
    };
    prop_assert!(seen.offers(Purpose::SignIn).iter().any(is_way_in), "nobody can sign in any more: {:?}", seen);
    prop_assert!(seen.has_way_in);
    Ok(())
}

impl Model {
    fn seen(&self) -> Seen {
        let listed = |offer: Offer| match offer {
            Offer::Sent(way, place, _) => (way, Some(place)),
            other => (other.way(), None),
        };
        let mut removed: Vec<Listed> = self.removed_and_kept().map(crate::reference::Removed::listed).collect();
        removed.sort_unstable();
        Seen {
            offers: Purpose::ALL.map(|purpose| self.offered(purpose).into_iter().map(listed).collect()),
            asked_first: self.asked_first().map(listed),
            removed,
            keys: self.has.keys.len(),
            apps: self.has.apps.len(),
            sessions: self.sessions.keys().filter(|session| self.is_live(**session)).count(),
            has_recovery_code: self.recovery.is_some(),
            replacement_waits: self.replacement.is_some(),
            has_way_in: self.has_way_in(),
        }
    }
}
