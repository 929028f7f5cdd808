//! Security info changes, tries are counted, codes are remembered.

use async_trait::async_trait;
use shared::ids::UserHandle;

use super::keys;
use super::reader::{Reader, Records};
use super::store::SledStore;
use super::writer::{Change, Writer};
use crate::audit;
use crate::records::{
    Allowance, AllowanceId, AuditKind, CodeId, Contact, Failures, MessageState, OutboxId, PendingCode, PendingSignIn,
    PendingSignInId, RemovedMethod, RemovedThing, SecurityInfo, Timestamp, Turn, Verification,
};
use crate::store::{
    Arrival, ChangeSecurityInfoError, EndedSessions, Guess, GuessError, NewPendingCode, PutCodeError,
    SecurityInfoChange, SecurityInfoStore, StoreFailure,
};

#[async_trait]
impl SecurityInfoStore for SledStore {
    async fn security_info(&self, account: &UserHandle) -> Result<SecurityInfo, StoreFailure> {
        self.reader().security_info(account)
    }

    async fn removed_methods(&self, account: &UserHandle) -> Result<Vec<RemovedMethod>, StoreFailure> {
        self.reader().removed_methods(account)
    }

    async fn note_arrival(&self, arrival: Arrival) -> Result<(), StoreFailure> {
        self.committer().commit(move |writer| note_arrival(writer, &arrival)).await
    }

    async fn change_security_info(&self, change: SecurityInfoChange) -> Result<(), ChangeSecurityInfoError> {
        self.committer().commit(|writer| make(writer, change, Change::default())).await
    }

    async fn attempt(&self, attempt: Guess) -> Result<(), GuessError> {
        self.committer().commit(|writer| guess(writer, attempt)).await
    }

    async fn put_code(&self, new: NewPendingCode) -> Result<(), PutCodeError> {
        self.committer().commit(|writer| put_code(writer, new)).await
    }

    async fn confirm_code(&self, id: &CodeId, message: &OutboxId, at: Timestamp) -> Result<bool, StoreFailure> {
        let (id, message) = (*id, *message);
        self.committer().commit(move |writer| confirm_code(writer, &id, &message, at)).await
    }

    async fn pending_code(&self, id: &CodeId) -> Result<Option<PendingCode>, StoreFailure> {
        self.reader().pending_code(id)
    }

    async fn put_pending_sign_in(&self, pending: PendingSignIn) -> Result<(), StoreFailure> {
        self.committer()
            .commit(move |writer| {
                let mut change = Change::default();
                change.put_pending_sign_in(&pending);
                writer.apply_unaudited(change);
                Ok(())
            })
            .await
    }

    async fn pending_sign_in(
        &self,
        id: &PendingSignInId,
        now: Timestamp,
    ) -> Result<Option<PendingSignIn>, StoreFailure> {
        Ok(self.reader().pending_sign_in(id)?.filter(|pending| !pending.is_expired(now)))
    }

    async fn delete_removed(&self, now: Timestamp, limit: usize) -> Result<u64, StoreFailure> {
        let mut due = Vec::new();
        for found in self.reader().records_below::<RemovedMethod>(keys::REMOVED) {
            let (_, removed) = found?;
            if removed.deleted_at() <= now {
                due.push(removed);
            }
            if due.len() >= limit {
                break;
            }
        }
        if due.is_empty() {
            return Ok(0);
        }
        self.committer().commit(move |writer| delete_removed(writer, &due, now)).await
    }

    async fn due_replacements(&self, now: Timestamp) -> Result<Vec<UserHandle>, StoreFailure> {
        let mut due = Vec::new();
        for found in self.reader().records_below::<SecurityInfo>(keys::SECURITY_INFOS) {
            let (_, info) = found?;
            if info.replacement.is_some_and(|replacement| replacement.due_at() <= now) {
                due.push(info.account);
            }
        }
        Ok(due)
    }
}

/// Makes a change, together with what `change` holds already.
fn make(writer: &mut Writer, asked: SecurityInfoChange, mut change: Change) -> Result<(), ChangeSecurityInfoError> {
    let Some(account) = writer.account(&asked.account)? else {
        return Err(ChangeSecurityInfoError::AccountUnknown);
    };
    if account.is_locked() {
        return Err(ChangeSecurityInfoError::AccountLocked);
    }
    let stored = writer.security_info(&asked.account)?;
    if stored.revision != asked.revision {
        return Err(ChangeSecurityInfoError::Conflict);
    }
    if let Some(read) = &asked.pending_read {
        if writer.pending_sign_in(&read.id)?.as_ref() != Some(read) {
            return Err(ChangeSecurityInfoError::PendingOver);
        }
        if asked.pending_ended {
            change.remove_pending_sign_in(&read.id);
        }
    }
    check_ownership(&asked)?;
    change_contacts(writer, &asked, &mut change)?;
    change_keys(writer, &asked, &mut change)?;
    asked.removed.iter().for_each(|removed| change.put_removed(removed));
    if asked.recovery_code_removed {
        change.remove_recovery_code(&asked.account);
    }
    let mut info = asked.info.clone().unwrap_or_else(|| stored.clone());
    let ends_trust = asked.sessions == EndedSessions::All && !stored.devices.is_empty();
    if ends_trust {
        info.devices.clear();
    }
    // What is decided by reading this record moves it on, even where it is stored beside it: two changes that rule each other
    // out cannot both be made.
    let decides = asked.info.is_some()
        || ends_trust
        || !asked.contacts.is_empty()
        || !asked.contacts_removed.is_empty()
        || !asked.keys_removed.is_empty()
        || asked.recovery_code_removed
        || !asked.restored.is_empty();
    if decides {
        change.put_security_info(&SecurityInfo { revision: stored.revision.saturating_add(1), ..info });
    }
    for session in writer.sessions(&asked.account)? {
        let ends = match asked.sessions {
            EndedSessions::None => false,
            EndedSessions::One(id) => session.id == id,
            EndedSessions::Others(kept) => session.id != kept,
            EndedSessions::All => true,
        };
        if ends || asked.keys_removed.iter().any(|key| session.proof.is_by_key(key)) {
            change.remove_session(&session);
        }
    }
    if let Some(session) = &asked.session {
        change.put_session(session);
    }
    if let Some(pending) = &asked.pending {
        change.put_pending_sign_in(pending);
    }
    asked.forgiven.iter().for_each(|id| change.remove_failures(id));
    change.put_messages(&asked.messages);
    writer.apply(change, asked.event);
    Ok(())
}

/// Everything in a change must be of the account that it names.
fn check_ownership(asked: &SecurityInfoChange) -> Result<(), StoreFailure> {
    let account = &asked.account;
    let is_theirs = asked.info.as_ref().is_none_or(|info| info.account == *account)
        && asked.contacts.iter().all(|contact| contact.account == *account)
        && asked.removed.iter().all(|removed| removed.account == *account)
        && asked.session.as_ref().is_none_or(|session| session.account == *account)
        && asked.pending.as_ref().is_none_or(|pending| pending.account.as_ref() == Some(account));
    if is_theirs { Ok(()) } else { Err(StoreFailure::Contradiction("security info of another account")) }
}

fn change_contacts(
    writer: &Writer,
    asked: &SecurityInfoChange,
    change: &mut Change,
) -> Result<(), ChangeSecurityInfoError> {
    let stored = writer.contacts(&asked.account)?;
    for id in &asked.contacts_removed {
        let contact = stored.iter().find(|contact| contact.id == *id).ok_or(ChangeSecurityInfoError::MethodUnknown)?;
        change.remove_contact(contact);
    }
    let restored = restored(writer, asked)?;
    let brought_back = restored.iter().filter_map(|removed| match &removed.what {
        RemovedThing::Contact(contact) => Some(contact),
        RemovedThing::Key(_) | RemovedThing::App(_) => None,
    });
    for contact in asked.contacts.iter().chain(brought_back) {
        let is_another = |other: &&Contact| other.id != contact.id && !asked.contacts_removed.contains(&other.id);
        if stored.iter().filter(is_another).any(|other| other.fingerprint == contact.fingerprint) {
            return Err(ChangeSecurityInfoError::AlreadyThere);
        }
        change.put_contact(contact);
    }
    Ok(())
}

fn change_keys(
    writer: &Writer,
    asked: &SecurityInfoChange,
    change: &mut Change,
) -> Result<(), ChangeSecurityInfoError> {
    let keys = writer.credentials(&asked.account)?;
    for id in &asked.keys_removed {
        let key = keys.iter().find(|key| key.id == *id).ok_or(ChangeSecurityInfoError::MethodUnknown)?;
        change.remove_credential(key);
    }
    let mut usable = keys.iter().any(|key| !asked.keys_removed.contains(&key.id) && !key.is_suspended());
    for removed in restored(writer, asked)? {
        change.remove_removed(&removed);
        if let RemovedThing::Key(key) = &removed.what {
            if writer.contains(&keys::credential(&key.id))? {
                return Err(ChangeSecurityInfoError::AlreadyThere);
            }
            usable |= !key.is_suspended();
            change.put_new_credential(key);
        }
    }
    if asked.needs_key && !usable {
        return Err(ChangeSecurityInfoError::LastWayIn);
    }
    Ok(())
}

/// The removed methods that are brought back; each must be there.
fn restored(writer: &Writer, asked: &SecurityInfoChange) -> Result<Vec<RemovedMethod>, ChangeSecurityInfoError> {
    let find = |id| writer.removed_method(&asked.account, id)?.ok_or(ChangeSecurityInfoError::MethodUnknown);
    asked.restored.iter().map(find).collect()
}

/// Where every session of an account ends, no device of it is trusted any more.
pub(super) fn end_trust(writer: &Writer, account: &UserHandle, change: &mut Change) -> Result<(), StoreFailure> {
    let mut info = writer.security_info(account)?;
    if !info.devices.is_empty() {
        info.devices.clear();
        change.put_security_info(&SecurityInfo { revision: info.revision.saturating_add(1), ..info });
    }
    Ok(())
}

/// No event of the account: it says what the sign-in itself has said.
fn note_arrival(writer: &mut Writer, arrival: &Arrival) -> Result<(), StoreFailure> {
    let Some(account) = writer.account(&arrival.account)? else { return Ok(()) };
    let stored = writer.security_info(&arrival.account)?;
    let verification = stored.verification.after_sign_in(arrival.at, account.created_at, arrival.reminder_after);
    let mut info = SecurityInfo {
        verification: verification.unwrap_or_else(|| stored.verification.clone()),
        revision: stored.revision.saturating_add(1),
        ..stored.clone()
    };
    for device in info.devices.iter_mut().filter(|device| Some(device.id) == arrival.device) {
        if device.last_used_at.plus(Verification::NOTED_EVERY) <= arrival.at {
            device.last_used_at = arrival.at;
        }
    }
    if info.verification != stored.verification || info.devices != stored.devices {
        let mut change = Change::default();
        change.put_security_info(&info);
        writer.apply_unaudited(change);
    }
    Ok(())
}

fn guess(writer: &mut Writer, attempt: Guess) -> Result<(), GuessError> {
    let Guess { at, counted, code, right, refused } = attempt;
    let mut before = Vec::new();
    for counter in &counted {
        let failures = writer.failures(&counter.id)?.filter(|failures| !failures.is_forgotten(at));
        match failures.as_ref().map_or(Turn::Now, |failures| failures.turn_with(counter.patience, at)) {
            Turn::Now => before.push((counter.id, failures)),
            Turn::At(until) => return Err(GuessError::TooSoon { until }),
            Turn::Disabled => return Err(GuessError::Disabled),
        }
    }
    let mut change = Change::default();
    let waited_for = match &code {
        None => None,
        Some((id, _)) => writer.pending_code(id)?,
    };
    let fits = match (&code, &waited_for) {
        (None, _) => true,
        (Some((_, hash)), Some(waited_for)) => waited_for.hash.is(hash),
        (Some(_), None) => false,
    };
    let is_over = waited_for.as_ref().is_some_and(|waited_for| waited_for.expires_at() <= at);
    let is_theirs = waited_for.as_ref().is_none_or(|waited_for| {
        right.as_ref().is_none_or(|right| waited_for.account.as_ref() == Some(&right.account))
    });
    match right.filter(|_| fits && is_theirs) {
        Some(_) if is_over => Err(GuessError::CodeOver),
        Some(right) => {
            if let Some(used) = &waited_for {
                forget_code(writer, used, &mut change)?;
            }
            Ok(make(writer, *right, change)?)
        }
        None => {
            for (id, failures) in before {
                change.put_failures(&failures.map_or_else(|| Failures::first(id, at), |failures| failures.another(at)));
            }
            writer.apply(change, refused);
            Err(GuessError::Wrong)
        }
    }
}

/// A code goes, and with it the message that may still be on its way.
fn forget_code(writer: &Writer, code: &PendingCode, change: &mut Change) -> Result<(), StoreFailure> {
    change.remove_pending_code(&code.id);
    let message = code.message.as_ref().map(|id| writer.message(id)).transpose()?.flatten();
    if let Some(message) = message.filter(|message| message.state == MessageState::Pending) {
        change.remove_message(&message);
    }
    Ok(())
}

fn put_code(writer: &mut Writer, new: NewPendingCode) -> Result<(), PutCodeError> {
    let NewPendingCode { code, allowances, event, messages } = new;
    let mut change = Change::default();
    for (id, allowed) in allowances {
        let counted = count(writer, id, allowed, code.created_at)?;
        change.put_allowance(&counted);
    }
    if let Some(older) = writer.pending_code(&code.id)? {
        forget_code(writer, &older, &mut change)?;
    }
    change.put_pending_code(&code);
    change.put_messages(&messages);
    writer.apply(change, event);
    Ok(())
}

fn confirm_code(writer: &mut Writer, id: &CodeId, message: &OutboxId, at: Timestamp) -> Result<bool, StoreFailure> {
    let waited_for = writer.pending_code(id)?.filter(|code| code.message.as_ref() == Some(message));
    let Some(code) = waited_for.filter(|code| code.expires_at() > at) else { return Ok(false) };
    let mut change = Change::default();
    change.put_pending_code(&PendingCode { confirmed_at: Some(at), ..code });
    writer.apply_unaudited(change);
    Ok(true)
}

/// One more of what a day allows.
fn count(writer: &Writer, id: AllowanceId, allowed: u32, at: Timestamp) -> Result<Allowance, PutCodeError> {
    let had = writer.allowance(&id)?.filter(|had| !had.is_over(at));
    match had {
        Some(had) if had.count >= allowed => Err(PutCodeError::Spent { until: had.until() }),
        Some(had) => Ok(Allowance { count: had.count.saturating_add(1), ..had }),
        None => Ok(Allowance { id, count: 1, since: at }),
    }
}

fn delete_removed(writer: &mut Writer, due: &[RemovedMethod], now: Timestamp) -> Result<u64, StoreFailure> {
    let mut count = 0;
    for removed in due {
        // It may have been brought back meanwhile.
        if writer.removed_method(&removed.account, &removed.id)?.is_none() {
            continue;
        }
        let mut change = Change::default();
        change.remove_removed(removed);
        writer.apply(change, audit::of_methods(now, AuditKind::MethodDeleted, &removed.account, &[removed.kind()]));
        count += 1;
    }
    Ok(count)
}

/// What is over: codes, sign-ins under way, allowances.
#[derive(Debug, Default)]
pub(super) struct Over {
    codes: Vec<PendingCode>,
    pending: Vec<PendingSignIn>,
    allowances: Vec<Allowance>,
}

impl Over {
    pub(super) fn is_empty(&self) -> bool {
        self.codes.is_empty() && self.pending.is_empty() && self.allowances.is_empty()
    }
}

/// Looks for what is over.
pub(super) fn over(reader: &Reader, now: Timestamp) -> Result<Over, StoreFailure> {
    let mut over = Over::default();
    for found in reader.records_below::<PendingCode>(keys::PENDING_CODES) {
        over.codes.extend(Some(found?.1).filter(|code| code.expires_at() <= now));
    }
    for found in reader.records_below::<PendingSignIn>(keys::PENDING_SIGN_INS) {
        over.pending.extend(Some(found?.1).filter(|pending| pending.is_expired(now)));
    }
    for found in reader.records_below::<Allowance>(keys::ALLOWANCES) {
        over.allowances.extend(Some(found?.1).filter(|allowance| allowance.is_over(now)));
    }
    Ok(over)
}

/// Forgets what is still over; returns how many.
pub(super) fn forget_over(writer: &mut Writer, over: &Over, now: Timestamp) -> Result<u64, StoreFailure> {
    let (mut change, mut count) = (Change::default(), 0);
    for code in &over.codes {
        if writer.pending_code(&code.id)?.is_some_and(|code| code.expires_at() <= now) {
            change.remove_pending_code(&code.id);
            count += 1;
        }
    }
    for pending in &over.pending {
        change.remove_pending_sign_in(&pending.id);
        count += 1;
    }
    for allowance in &over.allowances {
        if writer.allowance(&allowance.id)?.is_some_and(|allowance| allowance.is_over(now)) {
            change.remove_allowance(&allowance.id);
            count += 1;
        }
    }
    writer.apply_unaudited(change);
    Ok(count)
}
