//! Replacing all security info, by somebody who has none of it any more (R16): after thirty days, in which every old address is told
//! and whoever has an old method can say no.

use shared::ids::UserHandle;

use super::addresses::contact_of;
use super::codes::Waiter;
use super::removal::kept;
use super::service::TRIES;
use super::{SecurityInfoError, SecurityInfos, Snapshot};
use crate::audit;
use crate::contacts::Address;
use crate::delivery::Notice;
use crate::policy::Purpose;
use crate::records::{
    AuditKind, CodeTarget, Contact, MethodKind, NewAddress, Patience, PendingCode, PendingSignIn, RemovedThing,
    Replacement, SecurityInfo, Session, Timestamp,
};
use crate::sessions::Client;
use crate::store::{ChangeSecurityInfoError, Counted, EndedSessions, Guess, GuessError, SecurityInfoChange};

/// Who asks for a replacement: somebody who knows the password, and has nothing to go on with.
#[derive(Debug, Clone, Copy)]
pub enum Replacer<'a> {
    /// Somebody whose sign-in waits for a second step.
    SignIn(&'a PendingSignIn),
    /// Somebody who is signed in, and cannot prove it anew.
    Session(&'a Session),
}

impl<'a> Replacer<'a> {
    /// Whose account it is; none for a sign-in that has proved nothing.
    pub fn account(self) -> Option<&'a UserHandle> {
        match self {
            Self::SignIn(pending) if pending.asks_second_step() => pending.account.as_ref(),
            Self::SignIn(_) => None,
            Self::Session(session) => Some(&session.account),
        }
    }

    /// Who waits for the code; nobody, where there is no account.
    pub fn waiter(self) -> Option<Waiter<'a>> {
        let binding = match self {
            Self::SignIn(pending) => pending.id.as_bytes(),
            Self::Session(session) => session.id.as_bytes(),
        };
        self.account().map(|account| Waiter::Replacement(account, binding))
    }
}

impl SecurityInfos {
    /// Sends a code to the address that is to take the place of everything.
    pub async fn send_to_replacement(
        &self,
        replacer: Replacer<'_>,
        address: &Address,
        method: MethodKind,
    ) -> Result<(), SecurityInfoError> {
        let account = replacer.account().ok_or(SecurityInfoError::PendingOver)?;
        let waiter = replacer.waiter().ok_or(SecurityInfoError::PendingOver)?;
        self.check_way(address, method)?;
        let snapshot = self.read(account).await?;
        self.check_replacer(replacer, &snapshot)?;
        let Contact { id, kind, value, fingerprint, .. } = self.parts().contacts.seal(account, address, self.now())?;
        let new = NewAddress { id, kind, value, fingerprint };
        self.check_after(&self.replaced(&snapshot, &new, self.now()))?;
        self.send_to_new(waiter, &snapshot, CodeTarget::New(new), address, method).await
    }

    /// Compares the code that was sent there; where it is right, the thirty days begin. Returns when they end.
    pub async fn request_replacement(
        &self,
        replacer: Replacer<'_>,
        typed: &str,
        client: &Client,
    ) -> Result<Timestamp, SecurityInfoError> {
        let account = replacer.account().ok_or(SecurityInfoError::PendingOver)?;
        let id = self.code_id(replacer.waiter().ok_or(SecurityInfoError::PendingOver)?);
        let waited = self.parts().store.pending_code(&id).await?;
        let Some(PendingCode { target: CodeTarget::New(new), method, .. }) = waited else {
            return Err(SecurityInfoError::CodeOver);
        };
        let compared = (id, self.code_hash(&id, typed));
        for _ in 0..TRIES {
            let (snapshot, now) = (self.read(account).await?, self.now());
            self.check_replacer(replacer, &snapshot)?;
            self.check_after(&self.replaced(&snapshot, &new, now))?;
            let replacement = Replacement { contact: new.clone(), requested_at: now };
            let due_at = replacement.due_at();
            let event = audit::of_methods(now, AuditKind::ReplacementRequested, account, &[method]);
            let name = &snapshot.account.user_name;
            let own = self.failures_of_replacing(name);
            let mut change = SecurityInfoChange {
                info: Some(SecurityInfo { replacement: Some(replacement), ..snapshot.info.clone() }),
                forgiven: vec![own],
                ..SecurityInfoChange::new(&snapshot.info, event)
            };
            self.tell(&mut change, &Notice::ReplacementRequested).await?;
            // A counter of its own: a stranger's wrong codes here lock nobody out of anything else.
            let mut counted = self.counted(method, name, client.address);
            counted.splice(..1, [Counted { id: own, patience: Patience::OfOne }]);
            let refused = audit::method_refused(now, Some(account), method, "wrong");
            let guess = Guess { at: now, counted, code: Some(compared), right: Some(Box::new(change)), refused };
            match self.parts().store.attempt(guess).await {
                Ok(()) => {
                    self.parts().notices.stored();
                    tracing::warn!(%account, "all security info is to be replaced in thirty days");
                    return Ok(due_at);
                }
                Err(GuessError::Change(ChangeSecurityInfoError::Conflict)) => {}
                Err(error) => return Err(SecurityInfoError::of_guess(error, method)),
            }
        }
        Err(SecurityInfoError::Busy)
    }

    /// Withdraws the wish. Whether the session's proof is fresh, and thus by an old method, is the caller's to check.
    pub async fn cancel_replacement(&self, session: &Session) -> Result<(), SecurityInfoError> {
        self.change(&session.account, Some(Notice::ReplacementCancelled), |snapshot, now| {
            if snapshot.info.replacement.is_none() {
                return Err(SecurityInfoError::MethodUnknown);
            }
            let event = audit::of_methods(now, AuditKind::ReplacementCancelled, &session.account, &[]);
            let info = Some(SecurityInfo { replacement: None, ..snapshot.info.clone() });
            Ok((SecurityInfoChange { info, ..SecurityInfoChange::new(&snapshot.info, event) }, ()))
        })
        .await
    }

    /// Does what is due: called every now and then, by whoever runs the server. Once done, a replacement is done; one that cannot be is
    /// left, and said in the log.
    pub async fn replace_what_is_due(&self) -> Result<u64, SecurityInfoError> {
        let mut count = 0;
        for account in self.parts().store.due_replacements(self.now()).await? {
            match self.replace(&account).await {
                Ok(()) => count += 1,
                Err(SecurityInfoError::Store(failure)) => return Err(failure.into()),
                Err(error) => tracing::warn!(%account, %error, "security info that is due cannot be replaced"),
            }
        }
        Ok(count)
    }

    async fn replace(&self, account: &UserHandle) -> Result<(), SecurityInfoError> {
        self.change(account, Some(Notice::Replaced), |snapshot, now| {
            let replacement = snapshot.info.replacement.clone().filter(|replacement| replacement.due_at() <= now);
            let replacement = replacement.ok_or(SecurityInfoError::MethodUnknown)?;
            let after = self.replaced(snapshot, &replacement.contact, now);
            self.check_after(&after)?;
            let mut removed = Vec::new();
            for key in &snapshot.keys {
                removed.push(kept(account, RemovedThing::Key(Box::new(key.clone())), now)?);
            }
            for app in &snapshot.info.apps {
                removed.push(kept(account, RemovedThing::App(app.clone()), now)?);
            }
            for contact in &snapshot.contacts {
                removed.push(kept(account, RemovedThing::Contact(contact.clone()), now)?);
            }
            let change = SecurityInfoChange {
                info: Some(after.info),
                contacts: after.contacts,
                contacts_removed: snapshot.contacts.iter().map(|contact| contact.id).collect(),
                keys_removed: snapshot.keys.iter().map(|key| key.id.clone()).collect(),
                recovery_code_removed: true,
                removed,
                sessions: EndedSessions::All,
                ..SecurityInfoChange::new(&snapshot.info, audit::of_methods(now, AuditKind::Replaced, account, &[]))
            };
            Ok((change, ()))
        })
        .await
    }

    /// What the account has once everything is replaced: its password, and the new contact.
    fn replaced(&self, snapshot: &Snapshot, new: &NewAddress, now: Timestamp) -> Snapshot {
        let info = SecurityInfo {
            password: snapshot.info.password.clone(),
            two_step_since: snapshot.info.two_step_since,
            verification: snapshot.info.verification.clone(),
            revision: snapshot.info.revision,
            ..SecurityInfo::empty(snapshot.account.id.clone())
        };
        let contact = Contact { verified_at: Some(now), ..contact_of(&snapshot.account.id, new, now) };
        Snapshot {
            account: snapshot.account.clone(),
            info,
            contacts: vec![contact],
            keys: Vec::new(),
            recovery_code_made_at: None,
        }
    }

    /// Refuses whoever asks by a sign-in whose proof is worth nothing any more, and a second request beside the first.
    fn check_replacer(&self, replacer: Replacer<'_>, snapshot: &Snapshot) -> Result<(), SecurityInfoError> {
        if let Replacer::SignIn(pending) = replacer {
            self.check_still_proved(pending, snapshot)?;
        }
        if snapshot.info.replacement.is_some() { Err(SecurityInfoError::ReplacementWaits) } else { Ok(()) }
    }

    /// Refuses a replacement that would leave nobody a way in, and one whose contact could prove nothing.
    fn check_after(&self, after: &Snapshot) -> Result<(), SecurityInfoError> {
        if after.has_way_in(self.policy()) && !after.choices(self.policy(), Purpose::Proof).is_empty() {
            return Ok(());
        }
        Err(SecurityInfoError::ReplacementNeedsPhone)
    }
}
