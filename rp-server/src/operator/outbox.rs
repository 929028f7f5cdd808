//! Messages on their way: listed, shown, tried again, forgotten.

use super::words::{MessageDropped, MessageRetried, MessageSummary, Messages};
use super::{Operator, OperatorError};
use crate::records::{MessageKind, MessageState, OutboxId, OutboxMessage};
use crate::store::OutboxCount;

/// How many messages of one state are listed.
const LISTED: usize = 200;

impl Operator {
    /// What is dead first: that is what an operator can do something about.
    pub(super) async fn outbox(&self) -> Result<Messages, OperatorError> {
        let count = self.store.count_messages().await?;
        let mut messages = Vec::new();
        for state in [MessageState::Dead, MessageState::Pending] {
            messages.extend(self.store.messages(state, LISTED).await?.iter().map(summary));
        }
        let OutboxCount { dead, pending, sent, expired } = count;
        Ok(Messages { dead, pending, sent, expired, messages })
    }

    pub(super) async fn show_message(&self, id: &str) -> Result<MessageSummary, OperatorError> {
        let found = self.store.message(&parse(id)?).await?;
        found.as_ref().map(summary).ok_or_else(|| unknown(id))
    }

    pub(super) async fn retry_message(&self, id: &str) -> Result<MessageRetried, OperatorError> {
        let name = parse(id)?;
        if self.store.retry_message(&name, self.clock.now()).await? {
            tracing::info!(actor = "operator", message = %name, "message is tried again");
            return Ok(MessageRetried { id: id.to_owned() });
        }
        let found = self.store.message(&name).await?;
        Err(found.map_or_else(|| unknown(id), |_| OperatorError::MessageNotDead(id.to_owned())))
    }

    pub(super) async fn drop_message(&self, id: &str) -> Result<MessageDropped, OperatorError> {
        let name = parse(id)?;
        if !self.store.drop_message(&name).await? {
            return Err(unknown(id));
        }
        tracing::info!(actor = "operator", message = %name, "message dropped");
        Ok(MessageDropped { id: id.to_owned() })
    }
}

fn parse(id: &str) -> Result<OutboxId, OperatorError> {
    id.parse().map_err(|_| unknown(id))
}

fn unknown(id: &str) -> OperatorError {
    OperatorError::MessageUnknown(id.to_owned())
}

/// What an operator may know: where it goes only masked, and of what it says only what it is for.
fn summary(message: &OutboxMessage) -> MessageSummary {
    let about = match message.kind {
        MessageKind::SecurityNotice => "notice",
        MessageKind::Code => "code",
    };
    let state = match message.state {
        MessageState::Pending => "pending",
        MessageState::Sent => "sent",
        MessageState::Dead => "dead",
        MessageState::Expired => "expired",
    };
    MessageSummary {
        id: message.id.to_string(),
        about: about.into(),
        by: message.channel.word().into(),
        to: message.destination_hint.clone(),
        state: state.into(),
        since: message.state_since.to_string(),
        created_at: message.created_at.to_string(),
        expires_at: message.expires_at.to_string(),
        next_try_at: (message.state == MessageState::Pending).then(|| message.not_before.to_string()),
        attempts: message.attempts,
        problem: message.problem.clone(),
        provider_id: message.provider_id.clone(),
        delivered_at: message.delivered_at.map(|at| at.to_string()),
    }
}
