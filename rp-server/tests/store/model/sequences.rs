//! Sequences of every kind of change, crashes and restarts between them.

use std::time::Duration;

use proptest::prelude::*;
use rp_server::records::MessageState;
use rp_server::store::Store;

use super::accounts::AccountStep;
use super::compare::compare;
use super::contacts::ContactStep;
use super::expected::Model;
use super::keys::KeyStep;
use super::messages::MessageStep;
use super::{accounts, contacts, keys, messages};
use crate::support::*;

#[derive(Debug, Clone)]
enum Step {
    Account(AccountStep),
    Key(KeyStep),
    Contact(ContactStep),
    Message(MessageStep),
    Sweep { at: u64 },
    Crash,
    Restart,
}

/// Few values, so that steps meet.
fn step() -> impl Strategy<Value = Step> {
    let when = prop_oneof![4 => 0..2_000_000_u64, 1 => 604_800_000..604_802_000_u64];
    prop_oneof![
        14 => accounts::step().prop_map(Step::Account),
        28 => keys::step().prop_map(Step::Key),
        5 => contacts::step().prop_map(Step::Contact),
        19 => messages::step().prop_map(Step::Message),
        1 => when.prop_map(|at| Step::Sweep { at }),
        1 => Just(Step::Crash),
        1 => Just(Step::Restart),
    ]
}

async fn run(store: TestStore, model: &mut Model, step: Step) -> TestStore {
    match step {
        Step::Account(step) => accounts::run(&store, model, step).await,
        Step::Key(step) => keys::run(&store, model, step).await,
        Step::Contact(step) => contacts::run(&store, model, step).await,
        Step::Message(step) => messages::run(&store, model, step).await,
        Step::Sweep { at } => sweep(&store, model, at).await,
        Step::Crash => {
            model.ceremonies.clear();
            return store.reopened();
        }
        Step::Restart => return store.closed_and_reopened().await,
    }
    store
}

async fn sweep(store: &TestStore, model: &mut Model, at: u64) {
    let swept = store.sweep(after(at)).await.unwrap();
    let ceremonies = if at >= 300_000 { std::mem::take(&mut model.ceremonies).len() as u64 } else { 0 };
    assert_eq!(swept.ceremonies, ceremonies);
    let invitations = if at >= 300_000 { std::mem::take(&mut model.invitations).len() as u64 } else { 0 };
    assert_eq!(swept.invitations, invitations);
    assert_eq!(swept.sessions, model.end_sessions(|_, session| session.is_expired(after(at))));
    let before = model.messages.len();
    model.messages.retain(|_, message| {
        let stays = matches!(message.state, MessageState::Pending | MessageState::Dead);
        stays || message.state_since.plus(Duration::from_secs(7 * 86_400)) > after(at)
    });
    assert_eq!(swept.messages, (before - model.messages.len()) as u64);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 2000, ..ProptestConfig::default() })]

    #[test]
    fn a_store_does_what_its_model_does(steps in proptest::collection::vec(step(), 1..160)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (mut store, mut model) = (TestStore::new(), Model::default());
            for step in steps {
                store = run(store, &mut model, step).await;
            }
            compare(&store, &model).await;
            compare(&store.reopened(), &model).await;
        });
    }
}
