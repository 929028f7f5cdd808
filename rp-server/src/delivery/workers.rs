//! Workers: one for each way that there is. Each takes what is due, has it sent, and writes down what came of it.
//!
//! A message is taken for a while only: whatever becomes of the worker, it is due again after that. So every message is sent at
//! least once, under one name; a provider that tells repetitions by that name sends it once.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

use super::backoff::{LAST_ATTEMPT, pause};
use super::courier::{Courier, Receipt, SendError};
use super::outbox::Outbox;
use crate::clock::Clock;
use crate::records::{Channel, OutboxMessage};
use crate::store::{Attempt, Store, StoreFailure};

/// A worker looks at least so often, because the clock may be set.
const LOOK: Duration = Duration::from_secs(1);

/// What a message is taken for beyond the time that its try may take.
const MARGIN: Duration = Duration::from_secs(5);

/// A worker that the store fails waits so long before it asks again.
const STORE_PAUSE: Duration = Duration::from_secs(5);

/// The running workers.
#[derive(Debug)]
pub struct Workers {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

/// What a worker works with.
#[derive(Clone)]
struct Worker {
    channel: Channel,
    courier: Arc<dyn Courier>,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    outbox: Outbox,
    timeout: Duration,
    concurrency: usize,
}

impl Workers {
    /// Starts one for each courier, on the runtime of whoever calls.
    pub(super) fn start(
        couriers: Vec<(Channel, Arc<dyn Courier>)>,
        store: &Arc<dyn Store>,
        clock: &Arc<dyn Clock>,
        outbox: &Outbox,
        timeout: Duration,
        concurrency: usize,
    ) -> Self {
        let (stop, stopped) = watch::channel(false);
        let start = |(channel, courier)| {
            let (store, clock, outbox) = (Arc::clone(store), Arc::clone(clock), outbox.clone());
            let worker = Worker { channel, courier, store, clock, outbox, timeout, concurrency };
            tokio::spawn(worker.run(stopped.clone()))
        };
        let tasks = couriers.into_iter().map(start).collect();
        Self { stop, tasks }
    }

    /// Takes nothing more, and gives what is being sent `patience` to end. What does not is due again later.
    pub async fn stop(self, patience: Duration) {
        let _ = self.stop.send(true);
        let aborts: Vec<_> = self.tasks.iter().map(JoinHandle::abort_handle).collect();
        let all = async {
            for task in self.tasks {
                // A panic has been reported by the panic hook.
                let _ = task.await;
            }
        };
        if timeout(patience, all).await.is_err() {
            tracing::warn!("some messages were being sent at the end: they are sent again after the next start");
            aborts.iter().for_each(tokio::task::AbortHandle::abort);
        }
    }
}

impl Worker {
    async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut trying = JoinSet::new();
        while !*stop.borrow() {
            while trying.try_join_next().is_some() {}
            let mut wait = LOOK;
            match self.take(self.concurrency.saturating_sub(trying.len())).await {
                Ok(taken) => {
                    for message in taken {
                        let worker = self.clone();
                        trying.spawn(async move { worker.attempt(message).await });
                    }
                    wait = wait.min(self.until_next().await);
                }
                Err(error) => {
                    tracing::error!(channel = self.channel.word(), %error, "messages cannot be taken");
                    wait = STORE_PAUSE;
                }
            }
            let is_full = trying.len() >= self.concurrency;
            tokio::select! {
                _ = stop.changed() => {}
                Some(_) = trying.join_next() => {}
                () = self.outbox.woken(self.channel), if !is_full => {}
                () = sleep(wait), if !is_full => {}
            }
        }
        while trying.join_next().await.is_some() {}
    }

    async fn take(&self, limit: usize) -> Result<Vec<OutboxMessage>, StoreFailure> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let now = self.clock.now();
        self.store.claim_messages(self.channel, now, now.plus(self.timeout + MARGIN), limit).await
    }

    /// How long until something is due; as long as can be when nothing waits, or when nobody knows.
    async fn until_next(&self) -> Duration {
        let next = self.store.next_message_due(self.channel).await.ok().flatten();
        next.map_or(Duration::MAX, |next| next.since(self.clock.now()).max(Duration::from_millis(1)))
    }

    /// One try, from the message to what is written down of it.
    async fn attempt(&self, message: OutboxMessage) {
        let (id, channel, attempt) = (message.id, self.channel.word(), message.attempts);
        let outcome = match self.send(&message).await {
            Ok(None) => Attempt::Expired,
            Ok(Some(Receipt { provider_id })) => Attempt::Sent { provider_id },
            Err(SendError::Again(problem)) if attempt < LAST_ATTEMPT => {
                Attempt::Failed { problem, next: self.clock.now().plus(pause(attempt, chance())) }
            }
            Err(SendError::Again(problem) | SendError::Never(problem)) => Attempt::Dead { problem },
        };
        match &outcome {
            Attempt::Sent { .. } => tracing::info!(message = %id, channel, attempt, "message sent"),
            Attempt::Expired => {
                tracing::info!(message = %id, channel, attempt, "message was over before it could be sent")
            }
            Attempt::Failed { problem, next } => {
                tracing::warn!(message = %id, channel, attempt, problem, %next, "message not sent: it is tried again");
            }
            Attempt::Dead { problem } => tracing::error!(message = %id, channel, attempt, problem,
                "message not sent and not tried again: see rp-server outbox list"),
        }
        if let Err(error) = self.store.record_attempt(&id, attempt, outcome, self.clock.now()).await {
            tracing::error!(message = %id, channel, %error, "what came of a message cannot be written down: it is sent again");
        }
    }

    /// Has a message sent; none when it is over.
    async fn send(&self, message: &OutboxMessage) -> Result<Option<Receipt>, SendError> {
        if message.is_expired(self.clock.now()) {
            return Ok(None);
        }
        let outgoing =
            self.outbox.open(message, &*self.courier).map_err(|error| SendError::Never(error.to_string()))?;
        match timeout(self.timeout, self.courier.send(&outgoing)).await {
            Ok(answer) => answer.map(Some),
            Err(_) => Err(SendError::Again(format!("no answer within {} s", self.timeout.as_secs()))),
        }
    }
}

/// Without a random source, everything comes back at the same time: no harm beyond that.
fn chance() -> u8 {
    let mut byte = [127];
    let _ = getrandom::fill(&mut byte);
    let [chance] = byte;
    chance
}
